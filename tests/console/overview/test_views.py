from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from rufschutz.console.overview.views import lights
from rufschutz.core.accounts.models import Role
from rufschutz.core.calls.counts import Counts

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

WELL = Counts(
    calls=5,
    given=2,
    refused=2,
    stored=2,
    erased=1,
    unproven=0,
    destroyed_before_storage=1,
    quarantined=0,
    damaged=0,
    overdue=0,
)


@pytest.mark.parametrize("role", list(Role))
def test_who_sees_how_things_stand(signed_in: Callable[[Role], Client], role: Role) -> None:
    expected = 403 if role in {Role.AGENT, Role.SUPERVISOR, Role.DEPUTY} else 200
    assert signed_in(role).get("/lage/").status_code == expected


def test_the_officer_is_sent_to_the_log_and_the_technician_is_not_told_to_check(
    signed_in: Callable[[Role], Client],
) -> None:
    officer = signed_in(Role.DATA_PROTECTION_OFFICER).get("/lage/").content.decode()
    assert "Was geschah, und ob es erlaubt war, zeigt das Protokoll." in officer
    operator = signed_in(Role.OPERATOR).get("/lage/").content.decode()
    assert "Mehr braucht die Technik nicht." in operator
    assert "ob es erlaubt war" not in operator


@pytest.mark.parametrize("role", [Role.DATA_PROTECTION_OFFICER, Role.OPERATOR])
def test_who_sees_no_content_is_told_why(
    signed_in: Callable[[Role], Client], message: str, role: Role
) -> None:
    page = signed_in(role).get("/lage/").content.decode()
    assert "aber keine Inhalte" in page
    assert "••• 47" not in page
    assert message not in page


def test_owed_callbacks_are_counted(signed_in: Callable[[Role], Client], message: str) -> None:
    page = signed_in(Role.OWNER).get("/lage/").content.decode()
    assert "<strong>1</strong> <span>offener Rückruf</span>" in page
    assert "laufen gerade" not in page


def test_the_owner_needs_no_excuse(signed_in: Callable[[Role], Client]) -> None:
    assert "aber keine Inhalte" not in signed_in(Role.OWNER).get("/lage/").content.decode()


def test_all_is_well() -> None:
    assert all(light.good for light in lights(WELL))


@pytest.mark.parametrize("trouble", ["quarantined", "overdue", "unproven", "damaged"])
def test_each_breach_turns_one_light(trouble: str) -> None:
    seen = lights(replace(WELL, **{trouble: 1}))
    assert [light.good for light in seen].count(False) == 1
    (bad,) = [light for light in seen if not light.good]
    assert "1" in bad.answer
