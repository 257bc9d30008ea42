from __future__ import annotations

from rufschutz.console.consents.sheets import Tongue, sheet
from rufschutz.core.consent.ledger import LedgerLine, NumberLedger, StandingState
from rufschutz.domain.call.commands import Language
from rufschutz.domain.call.facts import ConsentState
from rufschutz.domain.ids import CallId, FactId, PurposeId
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
