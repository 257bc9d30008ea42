"""A message that its addressee cannot hear: opened for a while, seen at once, reviewed by another person."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from allauth.mfa.models import Authenticator
from console_keys import PASSWORD, code_now
from django.core.cache import cache

from rufschutz.console import viewer
from rufschutz.core.accounts.models import Role
from rufschutz.core.audit.models import OutboxEntry
from rufschutz.core.base import tenant_scope
from rufschutz.core.glass.models import EmergencyAccess
from rufschutz.core.recordings.models import Recording

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse
    from django.test import Client

SEES = {Role.OWNER, Role.SUPERVISOR, Role.DATA_PROTECTION_OFFICER, Role.AUDITOR}
WHY = "Kollegin krank, der Anrufer wartet seit gestern"


def ask(browser: Client, call: str, **changes: str) -> HttpResponse:
    """Fill the form in with a code that counts anew, as if half a minute had passed, and send it."""
    cache.clear()
    for factor in Authenticator.objects.all():
        factor.data = {"secret": factor.data["secret"]}
        factor.save(update_fields=["data"])
    typed = {"purpose": "record_matter", "minutes": "15", "reason": WHY, "password": PASSWORD}
    return browser.post(f"/anrufe/{call}/notzugriff", {**typed, "code": code_now(), **changes})


def events(door) -> list[str]:
    with tenant_scope(door.tenant):
        return list(OutboxEntry.objects.order_by("id").values_list("event", flat=True))


def glass(door) -> EmergencyAccess:
    with tenant_scope(door.tenant):
        return EmergencyAccess.objects.get()


def heard(browser: Client, door) -> int:
    """Ask for the sound of the one recording; return the status."""
    with tenant_scope(door.tenant):
        tape = Recording.objects.get().id
    answer = browser.get(f"/aufnahmen/{tape}/ton")
    if answer.status_code == 200:
        b"".join(answer.streaming_content)
    return answer.status_code


def over(door) -> None:
    """Let the time of the one that is there be past."""
    with tenant_scope(door.tenant):
        row = EmergencyAccess.objects.get()
        EmergencyAccess.objects.update(opened_at=row.opened_at - 3_600_000, until=row.opened_at - 1)


@pytest.mark.rule("R60")
@pytest.mark.parametrize("role", list(Role))
def test_who_may_open_a_call(signed_in: Callable[[Role], Client], message: str, role: Role, door) -> None:
    browser = signed_in(role)
    asked = browser.get(f"/anrufe/{message}/notzugriff").status_code
    answered = ask(browser, message).status_code
    # An agent answers every line of the practice: there is nothing that could be opened.
    expected = {Role.SUPERVISOR: (200, 302), Role.AGENT: (404, 404)}
    assert (asked, answered) == expected.get(role, (403, 403))
    assert ("access:glass:opened" in events(door)) is (role is Role.SUPERVISOR)
    assert ("access:denied" in events(door)) is (role is not Role.SUPERVISOR)


@pytest.mark.rule("R60")
def test_a_team_leader_hears_one_message_until_it_is_given_back(
    signed_in: Callable[[Role], Client], message: str, door
) -> None:
    browser = signed_in(Role.SUPERVISOR)
    page = browser.get(f"/anrufe/{message}/").content.decode()
    assert f'href="/anrufe/{message}/notzugriff"' in page
    assert "<audio" not in page
    assert heard(browser, door) == 403
    assert ask(browser, message).headers["Location"] == f"/anrufe/{message}/"
    page = browser.get(f"/anrufe/{message}/").content.decode()
    assert "<audio" in page
    assert "Ihr Notzugriff auf diesen Anruf ist bis" in page
    assert heard(browser, door) == 200
    assert browser.post(f"/notzugriffe/{glass(door).id}/beendet").status_code == 302
    assert "<audio" not in browser.get(f"/anrufe/{message}/").content.decode()
    assert heard(browser, door) == 403


@pytest.mark.rule("R60")
def test_when_its_time_is_over_it_opens_nothing(
    signed_in: Callable[[Role], Client], message: str, door
) -> None:
    browser = signed_in(Role.SUPERVISOR)
    ask(browser, message)
    over(door)
    assert heard(browser, door) == 403
    assert "<audio" not in browser.get(f"/anrufe/{message}/").content.decode()


def test_the_number_is_shown_for_the_matter_and_the_message_stays_shut(
    signed_in: Callable[[Role], Client], message: str, door
) -> None:
    browser = signed_in(Role.SUPERVISOR)
    assert "Nummer anzeigen" not in browser.get(f"/anrufe/{message}/").content.decode()
    ask(browser, message, purpose="handle_matter")
    page = browser.get(f"/anrufe/{message}/").content.decode()
    assert "Nummer anzeigen" in page
    assert "<audio" not in page
    assert heard(browser, door) == 403


@pytest.mark.rule("R60")
@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"reason": "dringend"}, "mindestens fünf"),
        ({"minutes": "600"}, "höchstens eine Stunde"),
        ({"minutes": "x"}, "höchstens eine Stunde"),
        ({"password": "falsch"}, "Passwort oder Code stimmt nicht."),
        ({"code": "000000"}, "Passwort oder Code stimmt nicht."),
    ],
)
def test_what_is_missing_is_said_and_nothing_opens(
    signed_in: Callable[[Role], Client], message: str, door, changes: dict[str, str], words: str
) -> None:
    browser = signed_in(Role.SUPERVISOR)
    answer = ask(browser, message, **changes)
    page = answer.content.decode()
    assert (answer.status_code, words in page, "Nichts wurde geöffnet." in page) == (422, True, True)
    assert PASSWORD not in page
    assert "access:glass:opened" not in events(door)


def test_an_invented_purpose_is_refused(signed_in: Callable[[Role], Client], message: str, door) -> None:
    assert ask(signed_in(Role.SUPERVISOR), message, purpose="quality").status_code == 403
    assert "access:glass:opened" not in events(door)


def test_a_call_that_is_not_there_looks_like_one_with_nothing_to_open(
    signed_in: Callable[[Role], Client], message: str
) -> None:
    assert signed_in(Role.SUPERVISOR).get(f"/anrufe/{'9' * 32}/notzugriff").status_code == 404


@pytest.mark.rule("R60")
def test_owner_and_officer_see_it_at_once_on_the_overview(
    signed_in: Callable[[Role], Client], message: str
) -> None:
    ask(signed_in(Role.SUPERVISOR), message)
    for role in (Role.OWNER, Role.DATA_PROTECTION_OFFICER):
        cache.clear()
        browser = signed_in(role)
        page = browser.get("/lage/").content.decode()
        assert "Ein Notzugriff ist gerade offen." in page
        assert 'href="/notzugriffe/"' in page
        told = browser.get("/notzugriffe/").content.decode()
        assert WHY in told
        assert "Prüfung eintragen" not in told


@pytest.mark.parametrize("role", list(Role))
def test_who_sees_the_list(signed_in: Callable[[Role], Client], role: Role) -> None:
    assert signed_in(role).get("/notzugriffe/").status_code == (200 if role in SEES else 403)


@pytest.mark.rule("R60")
def test_it_is_reviewed_by_another_person_and_the_alarm_ends(
    signed_in: Callable[[Role], Client], message: str, door
) -> None:
    leader = signed_in(Role.SUPERVISOR)
    ask(leader, message)
    over(door)
    name = glass(door).id
    review = {"finding": "justified", "words": "War mit mir abgesprochen"}
    assert "1" in leader.get("/anrufe/").content.decode()
    assert "noch nicht geprüft" in leader.get("/anrufe/").content.decode()
    assert "prüft eine andere Person" in leader.get("/notzugriffe/").content.decode()
    refused = leader.post(f"/notzugriffe/{name}/geprueft", review)
    assert (refused.status_code, "prüft eine andere Person" in refused.content.decode()) == (422, True)
    cache.clear()
    owner = signed_in(Role.OWNER)
    assert "noch nicht geprüft" in owner.get("/lage/").content.decode()
    assert owner.post(f"/notzugriffe/{name}/geprueft", {"finding": "", "words": "x"}).status_code == 422
    assert owner.post(f"/notzugriffe/{name}/geprueft", {**review, "words": "ja"}).status_code == 422
    assert owner.post(f"/notzugriffe/{name}/geprueft", review).status_code == 302
    assert "War mit mir abgesprochen" in owner.get("/notzugriffe/").content.decode()
    assert "noch nicht geprüft" not in owner.get("/lage/").content.decode()


@pytest.mark.rule("R84")
def test_the_officer_reviews_nothing(signed_in: Callable[[Role], Client], message: str, door) -> None:
    ask(signed_in(Role.SUPERVISOR), message)
    over(door)
    cache.clear()
    officer = signed_in(Role.DATA_PROTECTION_OFFICER)
    answer = officer.post(
        f"/notzugriffe/{glass(door).id}/geprueft", {"finding": "justified", "words": "War in Ordnung so"}
    )
    assert answer.status_code == 403
    assert glass(door).finding == ""


@pytest.mark.rule("R60")
def test_an_agent_without_the_line_is_refused_and_told_of_it(
    signed_in: Callable[[Role], Client], message: str, monkeypatch: pytest.MonkeyPatch, door
) -> None:
    monkeypatch.setattr(viewer.tenants, "lines", lambda _: ())
    browser = signed_in(Role.AGENT)
    refused = browser.get(f"/anrufe/{message}/")
    assert refused.status_code == 403
    assert f'href="/anrufe/{message}/notzugriff"' in refused.content.decode()
    ask(browser, message)
    assert browser.get(f"/anrufe/{message}/").status_code == 200
    assert heard(browser, door) == 200


def test_the_page_reads_in_english(signed_in: Callable[[Role], Client], message: str) -> None:
    browser = signed_in(Role.SUPERVISOR)
    page = browser.get(f"/anrufe/{message}/notzugriff", headers={"accept-language": "en"}).content.decode()
    assert "Emergency access" in page
    assert "Notzugriff" not in page
