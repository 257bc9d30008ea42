"""After a no there is a way without a recording at every hour of the week."""

from __future__ import annotations

import pytest

from rufschutz.domain.purposes.alternatives import (
    WEEK_MINUTES,
    Alternative,
    Hours,
    faults_of_alternatives,
    in_words,
    uncovered,
)

WEEKDAYS, ALL = (1, 2, 3, 4, 5), (1, 2, 3, 4, 5, 6, 7)


def faults(*alternatives: Alternative) -> list[tuple[str, str]]:
    return list(faults_of_alternatives(alternatives))


@pytest.mark.rule("R14")
@pytest.mark.parametrize("way", ["callback", "note", "web_form", "human"])
def test_one_way_that_is_always_open_is_enough(way: str) -> None:
    assert faults(Alternative(way)) == []


@pytest.mark.rule("R14")
def test_nothing_at_all_is_refused() -> None:
    [(path, why)] = faults()
    assert path == "alternatives"
    assert "nothing without a recording at every hour" in why


@pytest.mark.rule("R14")
def test_a_mailbox_alone_is_refused_with_the_reason() -> None:
    [(_, why)] = faults(Alternative("mailbox"))
    assert "a mailbox is a recorder" in why
    assert faults(Alternative("mailbox"), Alternative("callback")) == []


@pytest.mark.rule("R14")
def test_the_hours_without_a_way_are_named() -> None:
    office = Alternative("human", (Hours(WEEKDAYS, "08:00", "18:00"),))
    [(_, why)] = faults(office, Alternative("web_form", (Hours(ALL, "17:00", "24:00"),)))
    assert "Mon 00:00 to Mon 08:00; Tue 00:00 to Tue 08:00" in why
    night = Alternative("callback", (Hours(ALL, "00:00", "08:00"), Hours((6, 7), "08:00", "17:00")))
    assert faults(office, Alternative("web_form", (Hours(ALL, "17:00", "24:00"),)), night) == []


def test_hours_may_overlap_and_the_last_minute_counts() -> None:
    twice = Alternative("note", (Hours(ALL, "00:00", "12:01"), Hours(ALL, "12:00", "23:59")))
    assert list(uncovered((twice,)))[-1] == (WEEK_MINUTES - 1, WEEK_MINUTES)
    assert in_words((WEEK_MINUTES - 1, WEEK_MINUTES)) == "Sun 23:59 to Mon 00:00"


@pytest.mark.parametrize(
    "wrong",
    [
        Alternative("smoke"),
        Alternative("human", (Hours((0,), "08:00", "12:00"),)),
        Alternative("human", (Hours((), "08:00", "12:00"),)),
        Alternative("human", (Hours((1,), "8", "12:00"),)),
        Alternative("human", (Hours((1,), "08:00", "24:30"),)),
        Alternative("human", (Hours((1,), "22:00", "06:00"),)),
    ],
)
def test_what_is_no_way_and_no_hour_is_named(wrong: Alternative) -> None:
    assert len(faults(wrong, Alternative("callback"))) == 1
