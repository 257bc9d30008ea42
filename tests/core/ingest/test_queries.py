"""What waits, what stopped, and which keys are still needed."""

from __future__ import annotations

from rufschutz.core.ingest.models import SpoolPosition
from rufschutz.core.ingest.queries import damaged_files, epochs_in_use, lag
from rufschutz.domain.moments import Millis


def test_the_oldest_waiting_fact_counts(office):
    assert lag(office.desk, office.now) == 0
    caller = office.call().start()
    assert lag(office.desk, Millis(office.now + 10_000)) == 9_000
    office.take()
    assert lag(office.desk, Millis(office.now + 10_000)) == 0
    assert caller.facts


def test_a_damaged_file_is_listed(office):
    assert damaged_files() == ()
    SpoolPosition.objects.create(writer="v", epoch=3, damaged_line=7, fault="why", read_at=office.now)
    (seen,) = damaged_files()
    assert (seen.writer, seen.epoch, seen.line, seen.fault) == ("v", 3, 7, "why")


def test_epochs_of_files_and_journals_are_in_use(office):
    assert epochs_in_use(office.desk) == {office.spool_key.epoch}
    office.call().start().yes().record()
    assert epochs_in_use(office.desk) == {office.spool_key.epoch, office.ingest_key.epoch}
    (office.desk.spool / "voice-2-1.spool").write_bytes(b"")
    (office.desk.journals / "broken.wrap").write_bytes(b"x")
    assert epochs_in_use(office.desk) == {office.spool_key.epoch, office.ingest_key.epoch}
