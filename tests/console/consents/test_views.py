"""A number is typed, what is known of it is shown, and one click ends it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from rufschutz.adapters.clock import Clock
from rufschutz.core.accounts.models import Role
from rufschutz.core.audit.models import OutboxEntry
from rufschutz.core.base import tenant_scope
from rufschutz.core.consent.models import StandingWish
from rufschutz.domain.access.request import Action
from rufschutz.domain.access.request import Role as Acting
from rufschutz.domain.access.table import TABLE
from rufschutz.domain.call.facts import ConsentState
from rufschutz.domain.moments import DAY, Millis

if TYPE_CHECKING:
    from collections.abc import Callable

    from console_stage import Stage
    from django.test import Client

from console_stage import Told

PAGE = "/einwilligungen/"
NUMBER = "+493023125047"


@pytest.fixture
def called(stage: Stage) -> str:
    at = Millis(Clock().now() - DAY)
    told = Told(at=at, outcome="yes_and_recorded", message=3, number=NUMBER, consent=ConsentState.GIVEN)
    return stage.take(told)


def events(door) -> list[str]:
    with tenant_scope(door.tenant):
        return list(OutboxEntry.objects.order_by("id").values_list("event", flat=True))


@pytest.mark.rule("R60")
@pytest.mark.parametrize("role", list(Role))
def test_who_may_search(signed_in: Callable[[Role], Client], role: Role) -> None:
    expected = 200 if Action.VIEW_CONSENTS in TABLE[Acting(role.value)] else 403
    assert signed_in(role).get(PAGE).status_code == expected


@pytest.mark.rule("R18")
def test_a_number_leads_to_its_consents_and_the_search_is_logged(
    signed_in: Callable[[Role], Client], called: str, door
) -> None:
    page = signed_in(Role.OWNER).post(PAGE, {"number": "030 23125-047"}).content.decode()
    assert "Zugestimmt" in page
    assert f'href="/anrufe/{called}/"' in page
    assert f'href="/anrufe/{called}/widerruf"' in page
    assert "console:consents:searched" in events(door)


def test_a_number_of_whom_nothing_is_known(signed_in: Callable[[Role], Client], called: str) -> None:
    page = signed_in(Role.OWNER).post(PAGE, {"number": "+493023125000"}).content.decode()
    assert "Zu dieser Nummer ist nichts eingetragen." in page
    assert called not in page


@pytest.mark.parametrize("typed", ["", "abc", "110", "='030 23125047"])
def test_what_is_no_number_is_said_in_words(signed_in: Callable[[Role], Client], typed: str, door) -> None:
    answer = signed_in(Role.OWNER).post(PAGE, {"number": typed})
    assert answer.status_code == 422
    assert "Das ist keine vollständige Telefonnummer" in answer.content.decode()
    assert "console:consents:searched" not in events(door)


def test_the_officer_says_for_what_and_can_change_nothing(
    signed_in: Callable[[Role], Client], called: str
) -> None:
    browser = signed_in(Role.DATA_PROTECTION_OFFICER)
    answer = browser.post(PAGE, {"number": NUMBER})
    assert answer.status_code == 422
    assert "Bitte wählen Sie, wofür Sie suchen." in answer.content.decode()
    page = browser.post(PAGE, {"number": NUMBER, "because": "complaint"}).content.decode()
    assert called in page
    assert "Widerruf eintragen" not in page
    assert "Dauerhafte Wünsche" not in page
    assert (
        browser.post(PAGE, {"number": NUMBER, "because": "complaint", "wish": "never_record"}).status_code
        == 403
    )


def test_a_wish_is_entered_once_and_taken_back(signed_in: Callable[[Role], Client], door) -> None:
    browser = signed_in(Role.OWNER)
    for _ in range(2):
        page = browser.post(PAGE, {"number": NUMBER, "wish": "never_record"}).content.decode()
        assert "eingetragen am" in page
    with tenant_scope(door.tenant):
        assert StandingWish.objects.filter(ended_at=None).count() == 1
    page = browser.post(PAGE, {"number": NUMBER, "unwish": "never_record"}).content.decode()
    assert "eingetragen am" not in page
    with tenant_scope(door.tenant):
        assert not StandingWish.objects.filter(ended_at=None).exists()


def test_the_number_stands_in_no_address(signed_in: Callable[[Role], Client], called: str) -> None:
    page = signed_in(Role.OWNER).post(PAGE, {"number": NUMBER}).content.decode()
    assert 'method="get"' not in page.partition("<main")[2]
    assert not [part for part in page.split('href="')[1:] if NUMBER[1:] in part.partition('"')[0]]
