"""A caller says to the practice that the recording must go: said, confirmed, gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client

from rufschutz.adapters.clock import Clock
from rufschutz.core.accounts.models import Role
from rufschutz.core.audit.models import OutboxEntry
from rufschutz.core.base import tenant_scope
from rufschutz.core.calls.models import Call
from rufschutz.core.consent.models import Consent, ConsentEvent
from rufschutz.core.recordings.models import Recording, State

if TYPE_CHECKING:
    from collections.abc import Callable

MAY = {Role.OWNER, Role.AGENT}
BUTTON = "Einwilligung widerrufen – Aufnahme sofort löschen"


def stored(door) -> str:
    with tenant_scope(door.tenant):
        return str(Recording.objects.get().state)


def events(door) -> list[str]:
    with tenant_scope(door.tenant):
        return list(OutboxEntry.objects.order_by("id").values_list("event", flat=True))


@pytest.mark.rule("R60")
@pytest.mark.parametrize("role", list(Role))
def test_who_may_enter_a_withdrawal(
    signed_in: Callable[[Role], Client], message: str, role: Role, door
) -> None:
    browser = signed_in(role)
    assert (BUTTON in browser.get(f"/anrufe/{message}/").content.decode()) == (role in MAY)
    assert browser.get(f"/anrufe/{message}/widerruf").status_code == (200 if role in MAY else 403)
    assert stored(door) == State.ARCHIVED
    answer = browser.post(f"/anrufe/{message}/widerruf")
    assert answer.status_code == (302 if role in MAY else 403)
    assert stored(door) == (State.ERASED if role in MAY else State.ARCHIVED)
    assert ("consent:recording:withdrawn" in events(door)) == (role in MAY)
    assert ("access:denied" in events(door)) == (role not in MAY)


@pytest.mark.rule("R17")
def test_asked_confirmed_gone(signed_in: Callable[[Role], Client], message: str, stage) -> None:
    browser = signed_in(Role.OWNER)
    asked = browser.get(f"/anrufe/{message}/widerruf").content.decode()
    assert "Eine Aufnahme (3 Sekunden) wird sofort gelöscht." in asked
    assert "Das lässt sich nicht rückgängig machen" in asked
    assert "<script" not in asked.partition("<main")[2]
    answer = browser.post(f"/anrufe/{message}/widerruf")
    assert answer.headers["Location"] == f"/anrufe/{message}/"
    page = browser.get(f"/anrufe/{message}/").content.decode()
    assert "auf Widerruf." in page
    assert "nach dem Anruf mitgeteilt und eingetragen" in page
    assert "Aufnahme gelöscht auf Widerruf" in page
    assert "Die Einwilligung wurde widerrufen. <span" in page
    assert "loeschbestaetigung" in page
    assert BUTTON not in page
    assert "<audio" not in page
    assert "Widerrufen</span>" in browser.get("/anrufe/").content.decode()
    assert not list(stage.blobs.ids())


def test_asked_again_the_call_is_shown(signed_in: Callable[[Role], Client], message: str, door) -> None:
    browser = signed_in(Role.AGENT)
    for _ in range(2):
        browser.post(f"/anrufe/{message}/widerruf")
    assert browser.get(f"/anrufe/{message}/widerruf").status_code == 302
    assert events(door).count("consent:recording:withdrawn") == 1


def test_a_running_call_is_left_to_the_star(signed_in: Callable[[Role], Client], message: str, door) -> None:
    browser = signed_in(Role.OWNER)
    with tenant_scope(door.tenant):
        Call.objects.update(ended_at=None)
    assert BUTTON not in browser.get(f"/anrufe/{message}/").content.decode()
    for answer in (browser.get(f"/anrufe/{message}/widerruf"), browser.post(f"/anrufe/{message}/widerruf")):
        assert answer.status_code == 409
        assert "Der Anruf läuft noch. Der Anrufer kann jetzt selbst die Stern-Taste drücken." in (
            answer.content.decode()
        )
    assert stored(door) == State.ARCHIVED


def test_a_refusal_has_nothing_to_withdraw(signed_in: Callable[[Role], Client], refusal: str) -> None:
    browser = signed_in(Role.OWNER)
    assert BUTTON not in browser.get(f"/anrufe/{refusal}/").content.decode()
    answer = browser.post(f"/anrufe/{refusal}/widerruf")
    assert answer.status_code == 409
    assert "weder eine Einwilligung noch eine Aufnahme" in answer.content.decode()


def test_when_the_sound_went_by_its_rule_the_withdrawal_can_still_be_entered(
    signed_in: Callable[[Role], Client], message: str, stage, door
) -> None:
    from rufschutz.domain.moments import DAY, Millis

    stage.sweep(Millis(Clock().now() + 9 * DAY))
    browser = signed_in(Role.OWNER)
    assert BUTTON not in browser.get(f"/anrufe/{message}/").content.decode()
    assert "keine Aufnahme mehr gespeichert" in browser.get(f"/anrufe/{message}/widerruf").content.decode()
    browser.post(f"/anrufe/{message}/widerruf")
    with tenant_scope(door.tenant):
        assert Consent.objects.get().state == "withdrawn"
    assert "nach Regel" in browser.get(f"/anrufe/{message}/").content.decode()


def test_nothing_happens_without_the_forms_own_token(
    signed_in: Callable[[Role], Client], message: str, door
) -> None:
    forger = Client(enforce_csrf_checks=True)
    forger.cookies = signed_in(Role.OWNER).cookies
    assert forger.post(f"/anrufe/{message}/widerruf").status_code == 403
    assert stored(door) == State.ARCHIVED


def test_what_does_not_exist_is_not_found(signed_in: Callable[[Role], Client]) -> None:
    assert signed_in(Role.OWNER).get(f"/anrufe/{'0' * 32}/widerruf").status_code == 404


@pytest.fixture
def agreed_twice(message: str, door) -> str:
    """The same call; the caller also agreed to be reminded."""
    with tenant_scope(door.tenant):
        given = ConsentEvent.objects.filter(call=message, purpose="record_matter").values().get()
        event = ConsentEvent.objects.create(**given | {"id": "9" * 32, "purpose": "remind"})
        Consent.objects.create(
            tenant_id=door.tenant, call=message, purpose="remind", state="given", event=event.id, at=event.at
        )
    return message


def states(door) -> dict[str, str]:
    with tenant_scope(door.tenant):
        return dict(Consent.objects.values_list("purpose", "state"))


@pytest.mark.rule("R17")
def test_each_purpose_is_chosen_by_itself_and_says_what_goes_with_it(
    signed_in: Callable[[Role], Client], agreed_twice: str, door
) -> None:
    browser, place = signed_in(Role.OWNER), f"/anrufe/{agreed_twice}/widerruf"
    asked = browser.get(place).content.decode()
    assert asked.count('type="checkbox"') == 2
    assert "checked" not in asked
    assert "Eine Aufnahme (3 Sekunden) wird gelöscht." in asked
    assert "Gelöscht wird keine Aufnahme. Die Einwilligung gilt ab sofort nicht mehr." in asked
    shown = browser.get(f"{place}?zweck=remind&weiter=1").content.decode()
    assert "An den Termin erinnern" in shown
    assert "Alles andere bleibt, wie es ist" in shown
    assert browser.post(place, {"zweck": "remind"}).status_code == 302
    assert states(door) == {"record_matter": "given", "remind": "withdrawn"}
    assert stored(door) == State.ARCHIVED


@pytest.mark.parametrize("sent", [{}, {"zweck": "quality"}])
def test_nothing_chosen_withdraws_nothing(
    signed_in: Callable[[Role], Client], agreed_twice: str, door, sent: dict[str, str]
) -> None:
    answer = signed_in(Role.OWNER).post(f"/anrufe/{agreed_twice}/widerruf", sent)
    assert answer.status_code == 422
    assert "Bitte wählen Sie mindestens einen Zweck." in answer.content.decode()
    assert set(states(door).values()) == {"given"}


def test_everything_can_be_withdrawn_in_one_go(
    signed_in: Callable[[Role], Client], agreed_twice: str, door
) -> None:
    browser, place = signed_in(Role.OWNER), f"/anrufe/{agreed_twice}/widerruf"
    everything = {"zweck": ["record_matter", "remind"]}
    assert "werden sofort gelöscht" not in browser.get(place, everything).content.decode()
    browser.post(place, everything)
    assert set(states(door).values()) == {"withdrawn"}
    assert stored(door) == State.ERASED
