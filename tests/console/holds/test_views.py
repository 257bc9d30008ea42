"""The Gesprächssafe: set by one, confirmed by another, seen by who may, and closed to all but claims."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from rufschutz.adapters.clock import Clock
from rufschutz.core.accounts.models import Role
from rufschutz.core.approvals.models import Proposal
from rufschutz.core.audit.models import OutboxEntry
from rufschutz.core.base import tenant_scope
from rufschutz.core.holds.models import Hold
from rufschutz.core.recordings.models import Recording
from rufschutz.domain.access.request import Action
from rufschutz.domain.access.request import Role as Acting
from rufschutz.domain.access.table import TABLE
from rufschutz.domain.moments import to_datetime

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

PAGE = "/gespraechssafe/"
NEW = "/gespraechssafe/neu"


def wish(call: str, kind: str = "legal_hold", days: int = 60) -> dict[str, str]:
    return {
        "call": call,
        "kind": kind,
        "reason": "Streit über die Nachricht",
        "until": (to_datetime(Clock().now()).date() + dt.timedelta(days=days)).isoformat(),
        "opponent": "die Gegenseite",
        "claim": "Schadensersatz",
        "counsel": "die Kanzlei",
        "article": "§ 257 HGB",
        "told": "yes",
    }


def standing(door) -> list[Hold]:
    with tenant_scope(door.tenant):
        return list(Hold.objects.order_by("placed_at", "id"))


def sound_of(door, call: str) -> str:
    with tenant_scope(door.tenant):
        return f"/aufnahmen/{Recording.objects.get(call=call).id}/ton"


def heard(browser: Client, address: str) -> int:
    answer = browser.get(address)
    b"".join(answer)
    answer.close()
    return answer.status_code


@pytest.mark.rule("R51")
@pytest.mark.parametrize("role", list(Role))
def test_who_sees_and_who_sets_holds(signed_in: Callable[[Role], Client], role, message, door) -> None:
    browser, may = signed_in(role), TABLE[Acting(role.value)]
    assert browser.get(PAGE).status_code == (200 if Action.VIEW_HOLDS in may else 403)
    asked = 200 if Action.ASK_HOLD in may else 403
    assert browser.get(NEW).status_code == asked
    assert browser.post(NEW, wish(message)).status_code == (302 if asked == 200 else 403)
    assert len(standing(door)) == (asked == 200)


@pytest.mark.rule("R51")
def test_a_call_is_held_at_once_and_the_page_says_what_why_who_and_until_when(
    signed_in, message, door
) -> None:
    browser = signed_in(Role.OWNER)
    assert "Nichts wird länger aufbewahrt" in browser.get(PAGE).content.decode()
    assert browser.post(NEW, wish(message)).status_code == 302
    page = browser.get(PAGE).content.decode()
    for words in ("Rechtsstreit", "vorläufig", "Schadensersatz", "die Kanzlei", "••• 47", "Zur Freigabe"):
        assert words in page
    with tenant_scope(door.tenant):
        assert Proposal.objects.get().subject == "place_hold"
        viewed = OutboxEntry.objects.filter(event="console:holds:viewed").count()
    assert viewed == 2


@pytest.mark.rule("R51")
def test_play_is_locked_for_all_but_the_dispute(signed_in, message, door) -> None:
    browser = signed_in(Role.OWNER)
    address = sound_of(door, message)
    assert heard(browser, address) == 200
    browser.post(NEW, wish(message))
    locked = browser.get(address)
    assert locked.status_code == 423
    assert "Gesprächssafe" in locked.content.decode()
    assert heard(browser, f"{address}?zweck=legal_claims") == 200
    assert browser.get(PAGE).content.decode().count("<audio") == 1


@pytest.mark.rule("R51")
def test_a_restricted_call_is_found_in_no_list_and_answers_423(signed_in, message, door) -> None:
    browser = signed_in(Role.OWNER)
    assert message in browser.get("/anrufe/").content.decode()
    assert browser.post(NEW, wish(message, "restriction")).status_code == 302
    assert message not in browser.get("/anrufe/").content.decode()
    answer = browser.get(sound_of(door, message))
    assert answer.status_code == 423
    assert "Art. 18" in answer.content.decode()
    assert message in browser.get(PAGE).content.decode()
    assert browser.get(f"/anrufe/{message}/").status_code == 200
    agent = signed_in(Role.AGENT)
    assert agent.get(f"/anrufe/{message}/").status_code in {403, 404}
    assert message not in agent.get("/anrufe/").content.decode()


def test_what_is_missing_is_said_and_what_was_typed_stays(signed_in, message, door) -> None:
    browser = signed_in(Role.OWNER)
    for field, words in (("counsel", "Rechtsbeistand"), ("until", "Dieser Tag geht nicht"), ("told", "weiß")):
        answer = browser.post(NEW, {**wish(message), field: ""})
        assert answer.status_code == 422
        assert words in answer.content.decode()
        assert "Schadensersatz" in answer.content.decode()
    assert standing(door) == []


def test_the_end_is_asked_for_and_decided_among_the_approvals(signed_in, message, door) -> None:
    browser = signed_in(Role.OWNER)
    browser.post(NEW, wish(message, "restriction"))
    (hold,) = standing(door)
    address = f"{PAGE}{hold.id}/"
    assert browser.post(address, {"act": "release", "reason": "vorbei"}).status_code == 422
    assert browser.post(address, {"act": "renew", "reason": "länger", "until": "kein Tag"}).status_code == 422
    answer = browser.post(address, {"act": "lift", "reason": "Richtigkeit geklärt"})
    assert answer.status_code == 302
    page = browser.get(answer["Location"]).content.decode()
    assert "Ende einer Einschränkung" in page
    assert "Art. 18 Abs. 3" in page
    assert "Verlängern oder beenden" not in browser.get(PAGE).content.decode()
    assert browser.post(f"{PAGE}{'0' * 32}/", {"act": "lift", "reason": "x"}).status_code == 404


def test_the_officer_sees_holds_and_ends_none(signed_in, message, door) -> None:
    signed_in(Role.OWNER).post(NEW, wish(message, "restriction"))
    (hold,) = standing(door)
    officer = signed_in(Role.DATA_PROTECTION_OFFICER)
    page = officer.get(PAGE).content.decode()
    assert "Einschränkung" in page
    assert "<audio" not in page
    assert officer.post(f"{PAGE}{hold.id}/", {"act": "lift", "reason": "x"}).status_code == 403


def test_a_call_that_is_not_there_is_not_held(signed_in, message) -> None:
    browser = signed_in(Role.OWNER)
    assert browser.post(NEW, wish("0" * 32)).status_code in {404, 422}


@pytest.mark.rule("R51")
def test_a_calls_page_leads_to_its_hold_or_to_asking_for_one(signed_in, message, door) -> None:
    browser = signed_in(Role.OWNER)
    assert f"{NEW}?call={message}" in browser.get(f"/anrufe/{message}/").content.decode()
    browser.post(NEW, wish(message))
    (hold,) = standing(door)
    page = browser.get(f"/anrufe/{message}/").content.decode()
    assert f"{PAGE}#safe-{hold.id}" in page
    assert "liegt im Gesprächssafe" in page
    assert NEW not in page
    agent = signed_in(Role.AGENT).get(f"/anrufe/{message}/").content.decode()
    assert "#safe-" not in agent
    assert "Schadensersatz" not in agent


@pytest.mark.rule("R51")
def test_a_withdrawal_of_what_is_held_promises_no_deletion_now(signed_in, message, door) -> None:
    browser = signed_in(Role.OWNER)
    assert "sofort gelöscht" in browser.get(f"/anrufe/{message}/widerruf").content.decode()
    browser.post(NEW, wish(message))
    page = browser.get(f"/anrufe/{message}/widerruf").content.decode()
    assert "wenn der Schutz endet" in page
    assert "sofort gelöscht" not in page


def test_the_calls_of_a_day_are_offered(signed_in, message) -> None:
    browser = signed_in(Role.OWNER)
    yesterday = to_datetime(Clock().now()).date() - dt.timedelta(days=1)
    days = [yesterday + dt.timedelta(days=more) for more in (-40, -1, 0, 1)]
    found = [message in browser.get(f"{NEW}?day={day.isoformat()}").content.decode() for day in days]
    assert found[0] is False
    assert any(found)
