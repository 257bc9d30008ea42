from __future__ import annotations

import datetime as dt

import pytest
from django.utils import translation

from rufschutz.console import dates
from rufschutz.domain.moments import Millis, Period, end_of, from_datetime

BERLIN = "Europe/Berlin"
MORNING = from_datetime(dt.datetime(2026, 11, 23, 9, 41, 7, tzinfo=dt.UTC))


def test_a_moment_is_read_on_the_tenants_clock() -> None:
    assert dates.day_and_time(MORNING, BERLIN).replace("\u00a0", " ") == "Mo., 23. November 2026, 10:41 Uhr"
    assert dates.second(MORNING, BERLIN) == "10:41:07"


def test_in_english_a_date_is_written_the_english_way() -> None:
    with translation.override("en"):
        said = dates.day_and_time(MORNING, BERLIN).replace("\u00a0", " ")
        assert said == "Mon, 23 November 2026, 10:41"
        assert dates.weekday(MORNING, BERLIN) == "Mon, 23 Nov 2026"
        assert dates.spoken_length(67_000) == "1 min 7 sec"


@pytest.mark.parametrize(("language", "said"), [("de", "1.106"), ("en", "1,106")])
def test_a_number_is_written_the_way_of_the_language(language: str, said: str) -> None:
    with translation.override(language):
        assert dates.whole(1106) == said


def test_near_midnight_the_zone_decides_the_day() -> None:
    late = from_datetime(dt.datetime(2026, 11, 23, 23, 30, tzinfo=dt.UTC))
    assert dates.day(late, BERLIN).startswith("24.")
    assert dates.day(late, "UTC").startswith("23.")


def test_what_is_due_goes_by_the_end_of_its_last_day() -> None:
    zone = dates.ZoneInfo(BERLIN)
    due = end_of(Period(days=7), MORNING, zone)
    assert dates.last_day(due, BERLIN).startswith("30.")


@pytest.mark.parametrize(
    ("ms", "short", "spoken"),
    [
        (0, "0:00", "0 Sekunden"),
        (1_900, "0:01", "1 Sekunde"),
        (67_000, "1:07", "1 Min. 7 Sek."),
        (3_735_000, "1:02:15", "62 Min. 15 Sek."),
    ],
)
def test_lengths(ms: int, short: str, spoken: str) -> None:
    assert dates.length(ms) == short
    assert dates.spoken_length(Millis(ms)) == spoken
