"""The picture is one file that needs nothing, and its axes are decades."""

from __future__ import annotations

import itertools
import re

from rufschutz.bench.plot import Line, growth, svg
from rufschutz.bench.record import GrowthResult


def circles(picture: str) -> list[tuple[float, float]]:
    found = re.findall(r'<circle cx="([\d.]+)" cy="([\d.]+)"', picture)
    return [(float(across), float(up)) for across, up in found]


def test_in_proportion_is_a_straight_line_and_level_is_level():
    rising = circles(svg("a", [Line("up", ((10, 1), (100, 10), (1000, 100)))], "x", "y"))
    steps = [(b[0] - a[0], b[1] - a[1]) for a, b in itertools.pairwise(rising)]
    assert steps[0] == steps[1]
    assert steps[0][0] > 0 > steps[0][1]
    level = circles(svg("a", [Line("same", ((10, 5), (1000, 5)))], "x", "y"))
    assert level[0][1] == level[1][1]


def test_words_cannot_break_the_picture():
    assert "<b>" not in svg("<b>", [Line("<b>", ((1, 1), (10, 1)))], "<b>", "<b>")


def test_every_figure_of_every_database_has_its_line():
    stages = [GrowthResult("sqlite", size, 9.0, 2.0, 3.0, 1.0) for size in (1000, 10_000)]
    picture = growth([stages, [GrowthResult("postgresql", 1000, 9.0, 2.0, 3.0, 1.0)]])
    assert picture.count("<circle") == 12
    assert "deletion, postgresql" in picture
