"""Whatever began is counted once, on its day, and what is nowhere is missing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rufschutz.domain.completeness.artefact import Gone, Life, Row, Thing
from rufschutz.domain.completeness.tally import Fate, Tally, day_of
from rufschutz.domain.moments import DAY, Millis

NOW = Millis(1_790_000_000_000)
ROW = Row("c" * 32, Life.ARCHIVED, "b" * 32, False, NOW, NOW, None)
BORN = Thing("a" * 32, True)
GONE = (Gone("", True, NOW),)


def test_born_is_stored_and_gone_and_missing():
    tally = Tally()
    for life, count in ((Life.ARCHIVED, 97), (Life.OPEN, 1), (Life.DESTROYED_BEFORE_STORAGE, 3)):
        for _ in range(count):
            tally.add(replace(BORN, row=replace(ROW, life=life)), NOW, unstored=False)
    tally.add(replace(BORN, erasures=GONE), NOW, unstored=False)
    tally.add(replace(BORN, erasures=GONE), Millis(NOW + DAY), unstored=True)
    tally.add(BORN, NOW, unstored=False)
    tally.add(replace(BORN, born=False, erasures=GONE), None, unstored=False)
    newest, day = tally.days()
    assert (newest.start, newest.born, newest.of(Fate.UNSTORED)) == (day_of(NOW) + DAY, 1, 1)
    assert [day.of(fate) for fate in Fate] == [97, 1, 3, 1, 1]
    assert day.born == 103
    assert (tally.total().born, tally.total().of(Fate.ERASED)) == (105, 2)


@pytest.mark.parametrize("moment", [0, DAY - 1])
def test_a_day_begins_at_midnight_utc(moment):
    assert day_of(Millis(moment)) == 0
