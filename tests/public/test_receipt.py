"""A receipt opens by code and second factor, withdraws at once, deletes in two steps, tells nothing else."""

from __future__ import annotations

import json
from types import SimpleNamespace

import pytest
from console_stage import TENANT, Told

from rufschutz.adapters.clock import Clock
from rufschutz.core.consent.actions import guesses
from rufschutz.core.consent.models import Consent
from rufschutz.core.holds.models import Hold
from rufschutz.core.keys.queries import log_key
from rufschutz.core.recordings.models import Recording
from rufschutz.domain.audit.verify import verify_certificate
from rufschutz.domain.call.facts import ConsentState
from rufschutz.domain.moments import DAY, Millis, to_datetime
from rufschutz.public import days, formtoken, receipt
from rufschutz.vault.keystore import lookup

CODE, NUMBER = "123456789", "030 23125047"


@pytest.fixture
def call(stage) -> str:
    """A call of yesterday in which a message was left and a receipt was read out."""
    told = Told(
        at=Millis(Clock().now() - DAY),
        outcome="yes_and_recorded",
        message=3,
        number="+493023125047",
        consent=ConsentState.GIVEN,
        callback="+493023125047",
        reason="prescription",
        receipt=CODE,
    )
    return stage.take(told)


@pytest.fixture
def enter(browser, form):
    def post(path: str = "/beleg", origin: str = "127.0.0.1", **typed: str):
        filled = form(browser.get(path).content.decode()).filled(**typed)
        return browser.post(path, filled, REMOTE_ADDR=origin)

    return post


@pytest.fixture
def opened(enter, form):
    return lambda: form(enter(code=CODE, number=NUMBER).content.decode()).fields["formular"]


@pytest.mark.rule("R11")
@pytest.mark.usefixtures("call", "scope")
def test_the_receipt_shows_what_is_stored_and_until_when(enter) -> None:
    from rufschutz.domain.call.commands import Language

    page = enter(code=CODE, number=NUMBER).content.decode()
    recording = Recording.objects.get()
    assert "Aufnahme Ihrer Nachricht" in page
    assert days.last_day(Millis(recording.due_at), "Europe/Berlin", Language.DE) in page
    assert "Sie haben zugestimmt" in page
    for hidden in ("Praxis", "Allgemeinmedizin", "3023125047", "Rezept", "prescription", CODE, "Anmeldung"):
        assert hidden not in page


@pytest.mark.usefixtures("call")
def test_the_day_of_the_call_is_a_second_factor_with_or_without_the_line(enter) -> None:
    from zoneinfo import ZoneInfo

    day = to_datetime(Millis(Clock().now() - DAY), ZoneInfo("Europe/Berlin")).date().isoformat()
    assert enter(code=CODE, day=day).status_code == 200
    assert enter(code=CODE, day=day, line="praxis").status_code == 200
    assert enter(code=CODE, day=day, line="nobody").status_code == 403
    assert enter("/en/beleg", code=CODE, day="2020-01-01").status_code == 403


def squeezed(answer, form) -> str:
    """Return a page without its token and what was typed, which differ by nature."""
    page = answer.content.decode()
    for value in (form(page).fields["formular"], CODE, "000000000", "23125047", "23125048"):
        page = page.replace(value, "…")
    return page


@pytest.mark.rule("R11")
@pytest.mark.usefixtures("call")
def test_wrong_unknown_and_exhausted_are_one_answer_after_the_same_work(
    enter, form, monkeypatch, django_assert_num_queries
) -> None:
    work: list[int] = []
    derived = lookup.lookup_index

    def counted(*given):
        work.append(1)
        return derived(*given)

    monkeypatch.setattr("rufschutz.core.keys.actions.keyring.lookup_index", counted)
    answers, effort = [], []
    tries = [(CODE, "030 23125048"), ("000000000", NUMBER), *[(CODE, "030 23125048")] * 5, (CODE, NUMBER)]
    for code, number in tries:
        work.clear()
        answers.append(enter(code=code, number=number))
        effort.append(len(work))
    assert {answer.status_code for answer in answers} == {403}
    assert len({squeezed(answer, form) for answer in answers}) == 1
    assert len(set(effort)) == 1
    assert "ein Mensch hilft Ihnen" in answers[0].content.decode()
    assert "nächsten vollen Stunde" in answers[0].content.decode()


@pytest.mark.rule("R11")
@pytest.mark.usefixtures("call")
def test_who_tries_everything_from_one_network_leaves_the_page_open_for_others(enter, monkeypatch) -> None:
    monkeypatch.setattr(guesses, "ALTOGETHER", guesses.PER_SOURCE.network + 1)
    for last in range(40):
        answer = enter(origin=f"192.0.2.{last}", code=f"{last:09}", number=NUMBER)
        assert answer.status_code == 403
    assert enter(origin="192.0.2.99", code=CODE, number=NUMBER).status_code == 403
    assert enter(origin="198.51.100.7", code=CODE, number=NUMBER).status_code == 200


@pytest.mark.rule("R17")
@pytest.mark.usefixtures("call", "scope")
def test_one_step_takes_a_consent_back_and_the_recording_is_gone(browser, opened) -> None:
    answer = browser.post("/beleg/widerruf", {"formular": opened(), "purpose": "record_matter"})
    page = answer.content.decode()
    assert "Ihr Ja ist zurückgenommen" in page
    assert "gelöscht am" in page
    assert Consent.objects.get().state == ConsentState.WITHDRAWN
    assert Recording.objects.get().state == "erased"


@pytest.mark.usefixtures("call", "scope")
def test_a_purpose_that_was_never_asked_changes_nothing(browser, opened) -> None:
    answer = browser.post("/beleg/widerruf", {"formular": opened(), "purpose": "quality"})
    assert "Hier gab es kein Ja mehr" in answer.content.decode()
    assert Recording.objects.get().state == "archived"


@pytest.mark.rule("R11")
@pytest.mark.usefixtures("call", "scope")
def test_a_recording_is_deleted_in_two_steps_and_the_proof_can_be_taken_home(
    stage, browser, form, opened
) -> None:
    asked = browser.post("/beleg/loeschen", {"formular": opened()})
    assert "Aufnahme löschen?" in asked.content.decode()
    assert Recording.objects.get().state == "archived"
    done = browser.post("/beleg/loeschen", form(asked.content.decode()).fields)
    shown = done.content.decode()
    assert "Niemand kann sie mehr hören" in shown
    assert shown.index("Was gelöscht ist") < shown.index("Aufnahme Ihrer Nachricht")
    assert Recording.objects.get().state == "erased"
    wanted = form(done.content.decode()).filled(artefact=Recording.objects.get().id)
    early = browser.post("/beleg/bestaetigung", wanted)
    assert "noch nicht fertig" in early.content.decode()
    stage.log()
    proof = browser.post("/beleg/bestaetigung", wanted)
    assert proof["Content-Disposition"].startswith("attachment")
    assert verify_certificate(json.loads(proof.content), str(log_key(TENANT))) == []


@pytest.mark.usefixtures("call", "scope")
def test_who_does_not_delete_after_all_is_back_on_the_receipt(browser, form, opened) -> None:
    asked = browser.post("/beleg/loeschen", {"formular": opened()}).content.decode()
    back = browser.post("/beleg/ansehen", {"formular": form(asked).fields["formular"]})
    assert "Was gespeichert ist" in back.content.decode()
    assert Recording.objects.get().state == "archived"


@pytest.mark.rule("R11")
@pytest.mark.usefixtures("call", "scope")
def test_whatever_is_done_the_page_ends_a_quarter_of_an_hour_after_the_code(
    browser, form, opened, monkeypatch
) -> None:
    ticket, typed = opened(), Clock().now()

    def at(moment: int) -> None:
        monkeypatch.setattr(receipt, "Clock", lambda: SimpleNamespace(now=lambda: Millis(moment)))

    for minute in range(2, 15, 3):
        at(typed + minute * 60_000)
        page = browser.post("/beleg/ansehen", {"formular": ticket}).content.decode()
        assert "Was gespeichert ist" in page
        ticket = form(page).fields["formular"]
    at(typed + receipt.OPEN_FOR + 1_000)
    for path in ("ansehen", "widerruf", "loeschen", "bestaetigung"):
        assert browser.post(f"/beleg/{path}", {"formular": ticket}).status_code == 403


@pytest.mark.usefixtures("call", "scope")
def test_without_its_second_step_nothing_is_deleted(browser, opened) -> None:
    browser.post("/beleg/loeschen", {"formular": opened(), "step": "0" * 64})
    assert Recording.objects.get().state == "archived"


@pytest.mark.usefixtures("call", "scope")
def test_no_proof_of_anything_that_the_receipt_does_not_show(stage, browser, opened) -> None:
    now = Clock().now()
    told = Told(Millis(now - 9 * DAY), "yes_and_recorded", 2, "+493023125012", consent=ConsentState.GIVEN)
    other = stage.take(told)
    stage.sweep(now)
    foreign = Recording.objects.get(call=other)
    assert foreign.state == "erased"
    answer = browser.post("/beleg/bestaetigung", {"formular": opened(), "artefact": foreign.id})
    assert "Content-Disposition" not in answer.headers
    assert "noch nicht fertig" in answer.content.decode()


@pytest.mark.usefixtures("call", "scope")
@pytest.mark.parametrize("path", ["ansehen", "widerruf", "loeschen", "bestaetigung"])
@pytest.mark.parametrize("ticket", ["", "none", "form", "old", "foreign"])
def test_no_step_without_a_living_ticket(browser, form, opened, monkeypatch, path, ticket) -> None:
    given = {"formular": "", "purpose": "record_matter", "artefact": "x"}
    headers = {}
    if ticket == "form":
        given["formular"] = form(browser.get("/beleg").content.decode()).fields["formular"]
    if ticket == "old":
        now = Millis(Clock().now() - receipt.OPEN_FOR - 1)
        given["formular"] = formtoken.offered(
            receipt.TICKET, now, formtoken.read(opened(), receipt.TICKET, Clock().now())
        )
    if ticket == "foreign":
        given["formular"], headers = opened(), {"Sec-Fetch-Site": "cross-site"}
    if ticket == "none":
        given.pop("formular")
    answer = browser.post(f"/beleg/{path}", given, headers=headers)
    assert answer.status_code == 403
    assert "Bitte noch einmal" in answer.content.decode()
    assert Recording.objects.get().state == "archived"


@pytest.mark.usefixtures("call")
def test_an_old_form_is_said_to_be_old_and_counts_no_try(browser, form) -> None:
    page = browser.post("/beleg", {"code": CODE, "number": NUMBER, "formular": "x"})
    assert page.status_code == 400
    assert "zu lange offen" in page.content.decode()


@pytest.mark.usefixtures("stage")
def test_nothing_typed_travels_in_an_address_and_nothing_names_the_practice(browser) -> None:
    page = browser.get("/beleg").content.decode()
    assert page.count('method="post"') == page.count("<form")
    assert "Praxis" not in page


@pytest.mark.rule("R51")
@pytest.mark.usefixtures("call", "scope")
def test_everything_is_asked_for_here_locked_at_once_and_the_receipt_says_so(opened, browser, call) -> None:
    from rufschutz.core.approvals.models import Proposal
    from rufschutz.core.holds.locks import restricted

    page = browser.post("/beleg/antrag", {"formular": opened()}).content.decode()
    assert "Es ist gesperrt und spätestens gelöscht am:" in page
    assert restricted([call]) == {call}
    assert (Proposal.objects.get().subject, Proposal.objects.get().requester) == ("erase_on_request", "")
    browser.post("/beleg/antrag", {"formular": opened()})
    assert Proposal.objects.count() == 1


def hold(call: str, *, told: bool) -> None:
    Hold.objects.create(
        id="5" * 32,
        tenant_id=TENANT,
        call=call,
        kind="legal_hold",
        state="confirmed",
        reason="Streit",
        opponent="die Gegenseite",
        asked="7" * 32,
        told=told,
        untold="" if told else "Verdunkelung",
        placed_at=Clock().now(),
        ends_at=Clock().now() + 90 * DAY,
    )


@pytest.mark.rule("R51")
@pytest.mark.usefixtures("scope")
@pytest.mark.parametrize("told", [True, False])
def test_what_is_held_is_promised_for_no_day_and_why_is_told_as_far_as_it_may_be(enter, call, told) -> None:
    before = enter(code=CODE, number=NUMBER).content.decode()
    assert "höchstens bis" in before
    hold(call, told=told)
    page = enter(code=CODE, number=NUMBER).content.decode()
    assert "bis es keinen Grund mehr gibt" in page
    assert "höchstens bis" not in page
    assert "Aufnahme löschen …" not in page
    assert ("wird länger aufbewahrt" in page) is told
    for hidden in ("Streit.", "die Gegenseite", "Verdunkelung", "Gesprächssafe"):
        assert hidden not in page
