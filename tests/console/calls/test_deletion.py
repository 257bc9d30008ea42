"""A whole call is deleted on the caller's wish or by two persons; the page says which, and how much."""

from __future__ import annotations

import pytest

from rufschutz.core.accounts.models import Role
from rufschutz.core.approvals.models import Proposal
from rufschutz.core.base import tenant_scope
from rufschutz.core.holds.locks import restricted
from rufschutz.domain.ids import CallId


def proposal(door) -> Proposal:
    with tenant_scope(door.tenant):
        return Proposal.objects.get()


@pytest.mark.rule("R44")
def test_the_page_says_how_much_and_asking_shows_the_request(signed_in, message, door) -> None:
    owner, place = signed_in(Role.OWNER), f"/anrufe/{message}/loeschung"
    assert f'href="{place}"' in owner.get(f"/anrufe/{message}/").content.decode()
    assert "Sachen würden gelöscht" in owner.get(place).content.decode()
    answer = owner.post(place, {"because": "order", "reason": "Falsch verbunden"})
    assert answer.status_code == 302
    row = proposal(door)
    assert (row.subject, row.target) == ("delete_call", message)
    assert answer.headers["Location"] == f"/freigaben/{row.id}/"
    page = owner.get(answer.headers["Location"]).content.decode()
    assert f"werden {row.count} Sachen gelöscht" in page
    with tenant_scope(door.tenant):
        assert not restricted([CallId(message)])


@pytest.mark.rule("R51")
def test_the_callers_own_wish_locks_it_at_once(signed_in, message, door) -> None:
    owner = signed_in(Role.OWNER)
    answer = owner.post(f"/anrufe/{message}/loeschung", {"because": "request", "reason": "Am Telefon"})
    assert answer.status_code == 302
    assert proposal(door).subject == "erase_on_request"
    with tenant_scope(door.tenant):
        assert restricted([CallId(message)])
    page = owner.get(answer.headers["Location"]).content.decode()
    assert "72 Stunden" in page
    assert "Zurückweisen lässt es sich nur" in page


def test_without_a_reason_or_a_choice_or_asked_twice_nothing_changes(signed_in, message, door) -> None:
    owner, place = signed_in(Role.OWNER), f"/anrufe/{message}/loeschung"
    assert owner.post(place, {"because": "order", "reason": " "}).status_code == 409
    assert owner.post(place, {"reason": "Grund"}).status_code == 409
    assert owner.post(place, {"because": "order", "reason": "Grund"}).status_code == 302
    assert owner.post(place, {"because": "order", "reason": "Grund"}).status_code == 409
    assert proposal(door).state == "waiting"


@pytest.mark.parametrize("role", [Role.AGENT, Role.SUPERVISOR, Role.DATA_PROTECTION_OFFICER])
def test_nobody_else_is_offered_it_or_may(signed_in, message, role) -> None:
    browser, place = signed_in(role), f"/anrufe/{message}/loeschung"
    assert place not in browser.get(f"/anrufe/{message}/").content.decode()
    assert browser.get(place).status_code == 403
