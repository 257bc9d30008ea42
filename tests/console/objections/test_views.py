"""An objection is entered in one step, ended for a reason, and listed without a number."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from rufschutz.adapters.clock import Clock
from rufschutz.core.accounts.models import Role
from rufschutz.core.audit.models import OutboxEntry
from rufschutz.core.base import tenant_scope
from rufschutz.core.consent import preferences
from rufschutz.core.consent.models import StandingWish
from rufschutz.core.purposes.actions.adoption import enact
from rufschutz.core.purposes.shipped import shipped_policy
from rufschutz.domain.access.request import Action
from rufschutz.domain.access.request import Role as Acting
from rufschutz.domain.access.table import TABLE
from rufschutz.domain.ids import PersonId

if TYPE_CHECKING:
    from collections.abc import Callable

    from console_stage import Stage
    from django.test import Client

PAGE = "/widersprueche/"
NUMBER = "030 23125-047"
WISH = {"act": "enter", "number": NUMBER, "wish": "never_record"}


@pytest.fixture
def advertises(stage: Stage) -> None:
    """An office, which may advertise and so keeps objections to it."""
    enact(stage.tenant, shipped_policy("O"), PersonId("init"), Clock().now())


def standing(door) -> int:
    with tenant_scope(door.tenant):
        return StandingWish.objects.filter(ended_at=None).count()


def test_a_practice_is_told_why_there_is_no_objection_to_advertising(
    signed_in: Callable[[Role], Client], stage: Stage
) -> None:
    browser = signed_in(Role.OWNER)
    practice = browser.get(PAGE).content.decode()
    assert "niemand darf umworben werden, auch ohne Widerspruch" in practice
    assert "umworben werden will" not in practice
    enact(stage.tenant, shipped_policy("O"), PersonId("init"), Clock().now())
    office = browser.get(PAGE).content.decode()
    assert "auch ohne Widerspruch" not in office
    assert '<option value="no_advertising">Keine Werbung an diese Nummer</option>' in office


@pytest.mark.rule("R60")
@pytest.mark.parametrize("role", list(Role))
def test_who_enters_objections(signed_in: Callable[[Role], Client], role: Role, door) -> None:
    browser = signed_in(role)
    expected = 200 if Action.ENTER_OBJECTION in TABLE[Acting(role.value)] else 403
    assert browser.get(PAGE).status_code == expected
    assert browser.post(PAGE, WISH).status_code == expected
    assert standing(door) == (expected == 200)


@pytest.mark.rule("R35")
def test_the_desk_enters_one_and_it_works_from_the_next_call(
    signed_in: Callable[[Role], Client], stage: Stage, door
) -> None:
    browser = signed_in(Role.AGENT)
    page = browser.post(PAGE, WISH).content.decode()
    assert "Eingetragen. Er gilt ab dem nächsten Anruf." in page
    assert "Anrufe von dieser Nummer nie aufnehmen</td>" in page
    assert "endet von selbst am" in page
    assert preferences.never_record(stage.keys, door.tenant, "+493023125047")
    again = browser.post(PAGE, WISH).content.decode()
    assert "Er war schon eingetragen" in again
    assert standing(door) == 1


def test_no_number_stands_in_the_list_nor_comes_back(signed_in: Callable[[Role], Client]) -> None:
    browser = signed_in(Role.OWNER)
    for page in (browser.post(PAGE, WISH), browser.get(PAGE)):
        assert "23125047" not in page.content.decode().replace("-", "").replace(" ", "")
    assert 'method="get"' not in page.content.decode().partition("<main")[2]


def test_it_ends_for_a_reason_that_the_log_keeps(signed_in: Callable[[Role], Client], door) -> None:
    browser = signed_in(Role.AGENT)
    browser.post(PAGE, WISH)
    without = browser.post(PAGE, {**WISH, "act": "end"})
    assert without.status_code == 422
    assert "Bitte wählen Sie, warum er endet." in without.content.decode()
    assert standing(door) == 1
    ended = browser.post(PAGE, {**WISH, "act": "end", "why": "number_changed_hands"})
    assert "Ab dem nächsten Anruf gilt er nicht mehr." in ended.content.decode()
    assert standing(door) == 0
    with tenant_scope(door.tenant):
        assert '"number_changed_hands"' in OutboxEntry.objects.get(event="consent:preference:ended").payload
    nothing = browser.post(PAGE, {**WISH, "act": "end", "why": "number_changed_hands"})
    assert (nothing.status_code, "nichts dergleichen" in nothing.content.decode()) == (422, True)


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"number": "abc"}, "Das ist keine vollständige Telefonnummer"),
        ({"wish": ""}, "Bitte wählen Sie, worum es geht."),
        ({"wish": "no_advertising"}, "Bitte wählen Sie, worum es geht."),
    ],
)
def test_what_cannot_be_entered_is_said(
    signed_in: Callable[[Role], Client], door, changed: dict[str, str], why: str
) -> None:
    answer = signed_in(Role.OWNER).post(PAGE, {**WISH, **changed})
    assert (answer.status_code, why in answer.content.decode()) == (422, True)
    assert standing(door) == 0


@pytest.mark.usefixtures("advertises")
def test_objections_to_advertising_tell_their_day_and_are_confirmed_together(
    signed_in: Callable[[Role], Client],
) -> None:
    browser = signed_in(Role.OWNER)
    assert "alle bestätigen" not in browser.get(PAGE).content.decode()
    page = browser.post(PAGE, {**WISH, "wish": "no_advertising"}).content.decode()
    assert "zu bestätigen bis" in page
    assert "Wir werben weiterhin: alle bestätigen" in page
    assert "Ein Widerspruch ist bestätigt." in browser.post(PAGE, {"act": "review"}).content.decode()


def test_a_practice_that_may_not_advertise_keeps_no_objection_to_it(
    signed_in: Callable[[Role], Client],
) -> None:
    assert "Keine Werbung" not in signed_in(Role.OWNER).get(PAGE).content.decode()
