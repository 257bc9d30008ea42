"""The deletion concept on a page: the matrix, each kind, whether it is deleted, and the stop switch."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from rufschutz.adapters.clock import Clock
from rufschutz.core.accounts.models import Role
from rufschutz.core.retention.stops import stopped
from rufschutz.domain.access.request import Action
from rufschutz.domain.access.request import Role as Acting
from rufschutz.domain.access.table import TABLE
from rufschutz.handover import sweeping
from rufschutz.handover.sweeping import Sweeping

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

PAGE = "/loeschkonzept/"


@pytest.mark.rule("R60")
@pytest.mark.parametrize("role", list(Role))
def test_who_sees_the_concept(signed_in: Callable[[Role], Client], role: Role) -> None:
    expected = 200 if Action.VIEW_POLICY in TABLE[Acting(role.value)] else 403
    assert signed_in(role).get(PAGE).status_code == expected


@pytest.mark.rule("R41")
def test_each_kind_stands_in_the_matrix_and_in_the_list(signed_in) -> None:
    page = signed_in(Role.OWNER).get(PAGE).content.decode()
    assert page.count('href="#recording_matter"') == 1
    assert page.count('id="recording_matter"') == 1
    assert "Aufnahme Ihrer Nachricht" in page
    assert "ab Ende des Vorgangs" in page
    assert "verantwortlich: Leitung" in page


@pytest.mark.rule("R43")
def test_where_deletion_is_claimed_the_concept_says_what_backups_still_open(signed_in) -> None:
    page = signed_in(Role.OWNER).get(PAGE).content.decode()
    assert "Was heute gelöscht wird, ist überall unlesbar: sofort: Es gibt keine Schlüsselsicherung." in page


@pytest.mark.rule("R43")
def test_the_owner_stops_runs_and_lets_them_go_on(signed_in, door) -> None:
    client = signed_in(Role.OWNER)
    done = client.post(PAGE, {"act": "stop", "reason": "falsche Frist", "days": "2"})
    assert done.status_code == 302
    assert stopped(door.tenant, Clock().now()) is not None
    page = client.get(PAGE).content.decode()
    assert "Die Löschläufe stehen still." in page
    assert "falsche Frist" in page
    assert client.post(PAGE, {"act": "resume"}).status_code == 302
    assert stopped(door.tenant, Clock().now()) is None


@pytest.mark.parametrize("form", [{"days": "8"}, {"days": "0"}, {"days": ""}, {"days": "x"}, {"reason": " "}])
def test_a_stop_that_is_none_is_refused_in_words(signed_in, form) -> None:
    words = {"act": "stop", "reason": "falsche Frist", "days": "2"} | form
    answer = signed_in(Role.OWNER).post(PAGE, words)
    assert answer.status_code == 422
    assert "höchstens sieben" in answer.content.decode()


def test_what_is_not_stopped_cannot_go_on(signed_in) -> None:
    assert signed_in(Role.OWNER).post(PAGE, {"act": "resume"}).status_code == 422


@pytest.mark.parametrize("role", [Role.DATA_PROTECTION_OFFICER, Role.OPERATOR])
def test_who_watches_stops_nothing(signed_in, role) -> None:
    client = signed_in(role)
    assert "Löschläufe anhalten" not in client.get(PAGE).content.decode()
    assert client.post(PAGE, {"act": "stop", "reason": "x", "days": "1"}).status_code == 403


def test_a_run_at_work_shows_how_far_it_is(signed_in, settings, tmp_path) -> None:
    client = signed_in(Role.OWNER)
    settings.INSTALLATION = SimpleNamespace(run=tmp_path, demo=False)
    now = Clock().now()
    sweeping.write(tmp_path, Sweeping(now, now - 2000, 600, 1200))
    page = client.get(PAGE).content.decode()
    assert "600 von 1.200 gelöscht" in page
    assert 'http-equiv="refresh"' in page
    assert 'value="50"' in page
