"""What the address asks for: days of the practice, kept from page to page, never guessed."""

from __future__ import annotations

import pytest

from rufschutz.console.log.wanted import CLASSES, criteria, given
from rufschutz.domain.audit.search import SearchError, classes
from rufschutz.domain.moments import SECOND

ZONE = "Europe/Berlin"


def test_only_known_fields_count_and_empty_ones_do_not() -> None:
    assert given({"von": " ", "was": "access ", "seite": "2", "vor": "7"}) == {"was": "access"}


def test_days_are_the_practices_and_the_last_one_counts_whole() -> None:
    asked = criteria({"von": "2026-03-29", "bis": "2026-03-29"}, ZONE)
    assert asked.until - asked.since == 23 * 3600 * SECOND, "the day on which the clocks go forward"


def test_nothing_chosen_asks_nothing() -> None:
    assert criteria({}, ZONE).kinds == ()


@pytest.mark.parametrize(
    "wrong",
    [{"von": "gestern"}, {"von": "2026-03-30", "bis": "2026-03-29"}, {"was": "x"}, {"bis": "9999-12-31"}],
)
def test_what_nothing_can_be_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(SearchError):
        criteria(wrong, ZONE)


def test_every_class_of_events_has_a_name() -> None:
    assert set(CLASSES) == set(classes())
