"""The one answer is the same for all."""

from __future__ import annotations

from rufschutz.core.consent.second import OnDay, Unknown


def test_unknown_tells_nothing_apart():
    assert Unknown() == Unknown()
    assert repr(Unknown()) == "Unknown()"


def test_a_day_means_any_line_unless_one_is_named():
    assert OnDay("2026-09-21").line is None
