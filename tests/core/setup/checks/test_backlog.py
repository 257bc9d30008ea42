"""Facts that wait for longer than a running worker lets them are counted and dated."""

from __future__ import annotations

from rufschutz.core.setup.checks.backlog import PATIENCE
from rufschutz.core.setup.checks.finding import Level


def test_so_many_facts_wait_since_so_long(house):
    house.spool(house.now - 60 * 60_000, house.now - 1_000, house.now)
    told = house.found(Level.NOTE)["facts_waiting"]
    assert told == "3 facts of calls wait for the worker, the oldest since 60 minutes"


def test_what_came_just_now_is_not_worth_a_word(house):
    house.spool(house.now - PATIENCE)
    assert "facts_waiting" not in house.found(Level.NOTE)


def test_what_cannot_be_read_hides_nothing(house):
    house.spool(house.now - PATIENCE - 1)
    (house.installation.spool / "aaa-1.spool").write_bytes(b"no head\n")
    assert "facts_waiting" in house.found(Level.NOTE)
