"""A finding says how bad, what, and what next."""

from __future__ import annotations

from rufschutz.core.setup.checks.finding import Finding, Level, error, note, warning


def test_each_level_has_its_word() -> None:
    assert error("a", "b", "c") == Finding(Level.ERROR, "a", "b", "c")
    assert warning("a", "b", "c").level is Level.WARNING
    assert note("a", "b", "c").level is Level.NOTE


def test_the_levels_stand_from_bad_to_good() -> None:
    assert list(Level) == ["error", "warning", "note"]
