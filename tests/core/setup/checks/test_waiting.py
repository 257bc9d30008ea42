"""A day is long enough for a fact to wait; damage is named with its line."""

from __future__ import annotations

from rufschutz.core.ingest.models import SpoolPosition
from rufschutz.core.setup.checks.waiting import BACKLOG


def test_facts_that_wait_for_more_than_a_day(house) -> None:
    house.spool(house.now - BACKLOG - 1, house.now)
    assert set(house.faults()) == {"spool_backlog"}


def test_facts_that_wait_for_less(house) -> None:
    house.spool(house.now - BACKLOG, house.now)
    assert house.faults() == {}


def test_a_spool_file_that_stopped_is_named_with_its_line_and_what_to_do(house) -> None:
    SpoolPosition.objects.create(writer="voice-1", epoch=2, damaged_line=9, fault="why", read_at=house.now)
    (finding,) = (each for each in house.findings() if each.level == "error")
    assert finding.what == "voice-1-2.spool stopped at line 9: why"
    assert "from line 9 on wait" in finding.advice
    assert "Keep a copy" in finding.advice
    assert "rufschutz spool pass voice-1-2.spool --line 9" in finding.advice


def test_what_is_no_spool_file_is_named_and_hides_nothing_behind_it(house) -> None:
    house.spool(house.now - BACKLOG - 1, house.now)
    (house.installation.spool / "Copy of voice-1-1.spool").write_bytes(b"")
    assert set(house.faults()) == {"spool", "spool_backlog"}
