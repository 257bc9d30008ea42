"""A day is long enough for a fact to wait; damage is named with its line."""

from __future__ import annotations

from django.db import OperationalError

from rufschutz.core.ingest.models import SpoolPosition
from rufschutz.core.setup.checks import waiting
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


def test_a_line_that_was_passed_over_is_not_read_again(house) -> None:
    path = house.spool(house.now - BACKLOG - 1, house.now, house.now)
    lines = path.read_bytes().split(b"\n")
    path.write_bytes(b"\n".join([lines[0], lines[1] + b"\x1a" + lines[2], *lines[3:]]))
    position = SpoolPosition.objects.create(writer="voice-1", epoch=1, read_at=house.now, sequence=1, shift=1)
    assert house.faults() == {}
    position.shift = 0
    position.save()
    assert set(house.faults()) == {"spool"}


def test_a_file_that_was_given_up_is_no_alarm(house) -> None:
    path = house.spool(house.now - BACKLOG - 1)
    path.write_bytes(b"{}\n" + path.read_bytes())
    assert set(house.faults()) == {"spool"}
    SpoolPosition.objects.create(writer="voice-1", epoch=1, read_at=house.now, sequence=2, closed=True)
    assert house.faults() == {}


def test_without_a_database_the_acknowledgements_have_to_do(house, monkeypatch) -> None:
    def away():
        raise OperationalError("away")

    house.spool(house.now - BACKLOG - 1)
    monkeypatch.setattr(waiting, "stands", away)
    assert set(house.faults()) == {"spool_backlog"}
