"""The words of the deletion concept."""

from __future__ import annotations

from rufschutz.console.deletion import sheets
from rufschutz.core.retention.queries import Stuck
from rufschutz.domain.call.commands import Language
from rufschutz.domain.ids import ArtefactId, BlobId, KindId, PersonId
from rufschutz.domain.moments import Millis, Period
from rufschutz.domain.retention.retry import Fault
from rufschutz.domain.retention.stop import Stop
from rufschutz.handover.sweeping import Sweeping

NOW = Millis(1_800_000_000_000)
ZONE = "Europe/Berlin"


def test_periods_are_said_in_words() -> None:
    told = [sheets.period_name(Period.parse(text), Language.DE) for text in ("P0D", "P7D", "P3Y/EOY")]
    assert told == ["sofort", "7\u00a0Tage", "3\u00a0Jahre, bis Jahresende"]


def test_a_run_at_work_says_how_far_how_fast_and_until_when() -> None:
    found = sheets.progress(Sweeping(Millis(NOW + 2000), NOW, 500, 1000), NOW, ZONE)
    assert found is not None
    assert (found.share, found.words) == (50, "500 von 1.000 gelöscht")
    assert found.pace == "250 in der Sekunde, fertig etwa um 09:00 Uhr"
    assert sheets.progress(None, NOW, ZONE) is None
    assert sheets.progress(Sweeping(NOW, NOW, 1, 1, over=True), NOW, ZONE) is None


def test_what_refuses_to_go_is_named_with_its_reason_and_next_try() -> None:
    thing = Stuck(
        ArtefactId("a" * 32),
        KindId("recording_matter"),
        BlobId("b" * 32),
        Fault.BLOB_STAYS,
        3,
        NOW,
        Millis(NOW + 240_000),
    )
    (row,) = sheets.stuck_rows((thing,), ZONE, Language.DE)
    assert (row.blob, row.tries) == ("b" * 32, "3")
    assert row.why == "Die Datei lässt sich nicht löschen."
    assert "09:04" in row.again


def test_a_stop_says_until_when_and_why() -> None:
    told = sheets.stopped(Stop("falsche Frist", PersonId("p"), NOW, Millis(NOW + 3_600_000)), ZONE)
    assert "10:00 Uhr" in told
    assert told.endswith("Grund: falsche Frist")
    assert sheets.stopped(None, ZONE) == ""
