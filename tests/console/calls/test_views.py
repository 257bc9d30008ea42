"""The list and a call's page, for each role: what is seen, what is not, and that looking is recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from console_stage import Told

from rufschutz.adapters.clock import Clock
from rufschutz.core.accounts.models import Role
from rufschutz.core.audit.models import OutboxEntry
from rufschutz.core.base import tenant_scope
from rufschutz.core.matters.models import Matter
from rufschutz.domain.call.facts import ConsentState, RefusedBy
from rufschutz.domain.moments import DAY, Millis

if TYPE_CHECKING:
    from collections.abc import Callable

    from console_stage import Stage
    from django.test import Client

SEES_CALLS = {
    Role.OWNER: 200,
    Role.AGENT: 200,
    Role.SUPERVISOR: 200,
    Role.DATA_PROTECTION_OFFICER: 200,
    Role.AUDITOR: 200,
    Role.OPERATOR: 403,
    Role.DEPUTY: 403,
}


def events(door) -> list[str]:
    with tenant_scope(door.tenant):
        return list(OutboxEntry.objects.order_by("id").values_list("event", flat=True))


@pytest.mark.rule("R60")
@pytest.mark.parametrize("role", list(Role))
def test_who_sees_the_list_and_a_call(signed_in: Callable[[Role], Client], message: str, role: Role) -> None:
    browser = signed_in(role)
    assert browser.get("/anrufe/").status_code == SEES_CALLS[role]
    assert browser.get(f"/anrufe/{message}/").status_code == SEES_CALLS[role]


@pytest.mark.rule("R60")
@pytest.mark.parametrize("role", list(Role))
def test_who_is_offered_a_player(signed_in: Callable[[Role], Client], message: str, role: Role) -> None:
    page = signed_in(role).get(f"/anrufe/{message}/").content.decode()
    assert ("<audio" in page) == (role in {Role.OWNER, Role.AGENT})
    if role is Role.DATA_PROTECTION_OFFICER:
        assert "Es gibt eine Aufnahme. Ihre Rolle sieht alles über sie, hört sie aber nicht" in page


@pytest.mark.rule("R61")
def test_a_refused_page_is_an_audit_event(signed_in: Callable[[Role], Client], message: str, door) -> None:
    signed_in(Role.OPERATOR).get(f"/anrufe/{message}/")
    assert events(door)[-1] == "access:denied"
    with tenant_scope(door.tenant):
        assert message in OutboxEntry.objects.order_by("id").last().payload


@pytest.mark.rule("R61")
def test_looking_is_an_audit_event(signed_in: Callable[[Role], Client], message: str, door) -> None:
    browser = signed_in(Role.OWNER)
    browser.get("/anrufe/")
    browser.get(f"/anrufe/{message}/")
    assert events(door)[-2:] == ["console:calls:listed", "console:call:viewed"]


def test_every_row_says_how_it_stands_with_consent(
    signed_in: Callable[[Role], Client], message: str, refusal: str
) -> None:
    page = signed_in(Role.OWNER).get("/anrufe/").content.decode()
    assert page.count("<tr>") == 3
    assert "Aufnahme erlaubt" in page
    assert "Keine Aufnahme" in page
    assert page.count('class="state state--') == 2


def test_an_owed_callback_stands_in_the_list_until_it_is_done(
    signed_in: Callable[[Role], Client], stage: Stage, door
) -> None:
    call = stage.take(
        Told(
            at=Millis(Clock().now() - DAY),
            outcome="refused",
            consent=ConsentState.REFUSED,
            refused_by=RefusedBy.HUMAN_WANTED,
            callback="+493023125008",
        )
    )
    browser = signed_in(Role.AGENT)
    page = browser.get("/anrufe/").content.decode()
    assert "Wollte einen Menschen sprechen" in page
    assert 'Rückruf gewünscht <span class="number">••• 08</span>' in page
    browser.post(f"/anrufe/{call}/rueckruf/{matter(door)}/erledigt")
    assert "Rückruf erledigt" in browser.get("/anrufe/").content.decode()


@pytest.mark.rule("R104")
def test_what_a_call_is_about_is_told_to_who_works_on_it(
    signed_in: Callable[[Role], Client], stage: Stage
) -> None:
    call = stage.take(
        Told(
            at=Millis(Clock().now() - DAY),
            outcome="refused",
            consent=ConsentState.REFUSED,
            refused_by=RefusedBy.KEY,
            callback="+493023125008",
            reason="prescription",
        )
    )
    for role, shown in ((Role.AGENT, True), (Role.DATA_PROTECTION_OFFICER, False)):
        browser = signed_in(role)
        assert ("Anliegen: Rezept" in browser.get("/anrufe/").content.decode()) is shown
        assert ("<dd>Rezept</dd>" in browser.get(f"/anrufe/{call}/").content.decode()) is shown


def test_a_message_with_its_reason_owes_no_callback(
    signed_in: Callable[[Role], Client], stage: Stage
) -> None:
    call = stage.take(
        Told(
            at=Millis(Clock().now() - DAY),
            outcome="yes_and_recorded",
            message=4,
            consent=ConsentState.GIVEN,
            reason="appointment",
        )
    )
    browser = signed_in(Role.OWNER)
    page = browser.get("/anrufe/").content.decode()
    assert "Anliegen: Termin" in page
    assert "Rückruf gewünscht" not in page
    page = browser.get(f"/anrufe/{call}/").content.decode()
    assert '<h2 id="rueckruf">Anliegen</h2>' in page
    assert "Bestätigte Nummer" not in page


def test_numbers_are_masked_everywhere(signed_in: Callable[[Role], Client], message: str) -> None:
    browser = signed_in(Role.OWNER)
    for address in ("/anrufe/", f"/anrufe/{message}/"):
        page = browser.get(address).content.decode()
        assert "••• 47" in page
        assert "3023125047" not in page


@pytest.mark.rule("R104")
def test_a_refusal_has_no_recording_and_no_number(signed_in: Callable[[Role], Client], refusal: str) -> None:
    page = signed_in(Role.OWNER).get(f"/anrufe/{refusal}/").content.decode()
    assert "Zu diesem Anruf gibt es keine Aufnahme." in page
    assert "Taste 2 gedrückt" in page
    assert "<audio" not in page


def test_the_page_tells_what_happened_in_order(signed_in: Callable[[Role], Client], message: str) -> None:
    page = signed_in(Role.OWNER).get(f"/anrufe/{message}/").content.decode()
    told = [
        "Anruf angenommen",
        "bis zum Ende gehört, 14 Sekunden",
        "Taste 1 gedrückt",
        "Einwilligung in die Aufnahme gegeben",
        "Aufnahme beginnt",
        "Aufnahme beendet",
        "Aufnahme versiegelt",
        "Rückruf gewünscht, Nummer vorgelesen und bestätigt",
        "Gespräch beendet",
    ]
    places = [page.index(sentence) for sentence in told]
    assert places == sorted(places)
    assert "wie dem Anrufer zugesagt" in page


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.OWNER, 200),
        (Role.AGENT, 200),
        (Role.SUPERVISOR, 403),
        (Role.DATA_PROTECTION_OFFICER, 403),
        (Role.AUDITOR, 403),
        (Role.OPERATOR, 403),
        (Role.DEPUTY, 403),
    ],
)
def test_who_may_see_the_number_to_call_back(
    signed_in: Callable[[Role], Client], message: str, role: Role, status: int, door
) -> None:
    browser = signed_in(role)
    answer = browser.post(f"/anrufe/{message}/rueckruf/{matter(door)}/nummer")
    assert answer.status_code == status
    assert ("+493023125047" in answer.content.decode()) == (status == 200)
    assert ("console:number:viewed" in events(door)) == (status == 200)


def test_a_number_is_not_shown_by_following_a_link(
    signed_in: Callable[[Role], Client], message: str, door
) -> None:
    assert signed_in(Role.OWNER).get(f"/anrufe/{message}/rueckruf/{matter(door)}/nummer").status_code == 405


def test_a_callback_is_done_with_one_click(signed_in: Callable[[Role], Client], message: str, door) -> None:
    browser = signed_in(Role.AGENT)
    answer = browser.post(f"/anrufe/{message}/rueckruf/{matter(door)}/erledigt")
    assert answer.headers["Location"] == f"/anrufe/{message}/"
    page = browser.get(f"/anrufe/{message}/").content.decode()
    assert "<dt>Erledigt</dt>" in page
    assert 'erledigt"' not in page


def matter(door) -> str:
    with tenant_scope(door.tenant):
        return Matter.objects.get().id


@pytest.mark.parametrize(
    "address", ["/anrufe/{}/", "/aufnahmen/{}/ton", "/aufnahmen/{}/loeschbestaetigung.json"]
)
def test_what_does_not_exist_is_not_found(signed_in: Callable[[Role], Client], address: str) -> None:
    assert signed_in(Role.OWNER).get(address.format("0" * 32)).status_code == 404


def test_an_empty_list_says_what_to_do(signed_in: Callable[[Role], Client]) -> None:
    page = signed_in(Role.OWNER).get("/anrufe/").content.decode()
    assert "Noch kein Anruf" in page
    assert "Sobald jemand anruft" in page


@pytest.mark.parametrize("wanted", ["0", "1", "-3", "zwei", "", "99", "9" * 40, "²"])
def test_any_page_number_leads_to_a_page(
    signed_in: Callable[[Role], Client], message: str, wanted: str
) -> None:
    assert signed_in(Role.OWNER).get("/anrufe/", {"seite": wanted}).status_code == 200


def test_long_lists_have_pages(
    signed_in: Callable[[Role], Client], message: str, refusal: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from functools import partial

    from rufschutz.core.calls import queries

    monkeypatch.setattr(queries, "calls", partial(queries.calls, size=1))
    browser = signed_in(Role.OWNER)
    first, second = (browser.get("/anrufe/", {"seite": str(n)}).content.decode() for n in (1, 2))
    assert "Seite 1 von 2" in first
    assert "?seite=2" in first
    assert "?seite=1" in second
