from __future__ import annotations

from rufschutz.console.glass.words import FINDINGS, MINUTES, PURPOSES, WHY_SHUT, why_shut
from rufschutz.domain.access.breaking import LONGEST, Finding, GlassError, OwnGlassError
from rufschutz.domain.access.glass import REACHES


def test_everything_has_its_word() -> None:
    assert set(PURPOSES) == set(REACHES)
    assert set(FINDINGS) == set(Finding)
    assert set(WHY_SHUT) == set(GlassError.__subclasses__())
    assert "andere Person" in why_shut(OwnGlassError("x"))


def test_an_hour_is_the_longest_that_is_offered() -> None:
    assert max(MINUTES) * 60_000 == LONGEST
