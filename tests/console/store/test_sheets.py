"""Differences and figures in words."""

from __future__ import annotations

from rufschutz.console.store.sheets import figures, wholeness
from rufschutz.core.completeness.queries import Whole
from rufschutz.domain.completeness.tally import Day, Fate
from rufschutz.domain.moments import Millis

ZONE = "Europe/Berlin"


def test_a_day_s_figures_and_what_is_missing_in_them():
    day = figures(Day(Millis(1_789_948_800_000), ((Fate.STORED, 97), (Fate.MISSING, 1))), ZONE)
    assert (day.born, day.stored, day.missing, day.wrong) == ("98", "97", "1", True)
    assert day.day
    assert figures(Day(Millis(-1), ()), ZONE).day == ""


def test_how_many_are_whole_and_since_when_nobody_looked():
    words, since = wholeness(Whole(2, 1, 0, Millis(1_789_948_800_000)), ZONE)
    assert words == "2 von 3 Aufnahmen unverändert"
    assert since
    assert wholeness(Whole(0, 0, 0, None), ZONE)[1] == ""
