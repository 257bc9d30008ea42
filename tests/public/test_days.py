"""Days stand in the controller's zone and the page's language."""

from __future__ import annotations

from rufschutz.domain.call.commands import Language
from rufschutz.domain.moments import Millis
from rufschutz.public import days

MIDNIGHT = Millis(1_795_474_800_000)
"""2026-11-24T00:00 in Berlin."""
ZONE = "Europe/Berlin"


def plain(words: str) -> str:
    return words.replace("\u00a0", " ")


def test_a_day_is_that_of_the_zone() -> None:
    assert plain(days.day(MIDNIGHT, ZONE, Language.DE)) == "24. November 2026"
    assert plain(days.day(MIDNIGHT, "UTC", Language.EN)) == "23 November 2026"


def test_what_is_due_at_midnight_goes_by_the_end_of_the_day_before() -> None:
    assert plain(days.last_day(MIDNIGHT, ZONE, Language.DE)) == "23. November 2026"


def test_a_moment_has_its_time() -> None:
    assert plain(days.day_and_time(MIDNIGHT, ZONE, Language.DE)) == "24. November 2026, 00:00 Uhr"
    assert plain(days.day_and_time(MIDNIGHT, ZONE, Language.EN)) == "24 November 2026, 00:00"
