from __future__ import annotations

from dataclasses import replace

from rufschutz.console.consents.sheets import Tongue, sheet
from rufschutz.core.consent.ledger import LedgerLine, NumberLedger, StandingState
from rufschutz.core.consent.wordings import Wording
from rufschutz.domain.call.commands import Language
from rufschutz.domain.call.facts import ConsentState
from rufschutz.domain.ids import CallId, FactId, PurposeId, TextId
from rufschutz.domain.moments import Millis

ADVERTISE, RECORD = PurposeId("advertise"), PurposeId("record_matter")
START = Millis(1_790_000_000_000)
TONGUE = Tongue("Europe/Berlin", Language.DE, {ADVERTISE: "Werbung", RECORD: "Aufnehmen"})


def line(at: int, state: ConsentState = ConsentState.GIVEN, promised: str = "") -> LedgerLine:
    return LedgerLine(
        FactId("1" * 32), CallId("2" * 32), RECORD, state, Millis(at), "rtp_event", None, "de", "", promised,
        "", "", None,
    )  # fmt: skip


def standing(state: ConsentState) -> StandingState:
    return StandingState(ADVERTISE, state, START, "phone", "", None)


def test_the_newest_line_comes_first_and_says_what_was_promised() -> None:
    made = sheet(NumberLedger((), (line(START), line(START + 60_000, promised="P30D"))), None, TONGUE)
    assert [row.detail for row in made.lines] == [
        "16:14 Uhr · per Taste im Anruf · höchstens dreißig Tage zugesagt",
        "16:13 Uhr · per Taste im Anruf",
    ]
    assert made.wishes == ()


def test_only_what_stands_can_be_ended_and_only_by_who_may() -> None:
    found = NumberLedger((standing(ConsentState.GIVEN), standing(ConsentState.WITHDRAWN)), ())
    assert [row.ends for row in sheet(found, (), TONGUE).standing] == [ADVERTISE, ""]
    assert [row.ends for row in sheet(found, None, TONGUE).standing] == ["", ""]


def test_a_line_says_which_words_were_asked_in_which_version() -> None:
    asked = replace(line(START), text=TextId("question.record.keypad"), language="en")
    tongue = replace(TONGUE, wordings={asked.id: Wording(3, Millis(1_794_438_000_000))})
    [row] = sheet(NumberLedger((), (asked,)), None, tongue).lines
    assert row.asked == "Gefragt: Frage nach der Aufnahme, auf Englisch, Fassung 3 vom 12.11.2026"
    [unknown] = sheet(NumberLedger((), (asked,)), None, TONGUE).lines
    assert unknown.asked == "Gefragt: Frage nach der Aufnahme, auf Englisch"


def test_a_no_says_how_it_was_said() -> None:
    silent = replace(line(START, ConsentState.REFUSED), refused_by="silence")
    [row] = sheet(NumberLedger((), (silent,)), None, TONGUE).lines
    assert row.detail == "16:13 Uhr · hat nicht geantwortet"
