from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rufschutz.domain import moments
from rufschutz.domain.moments import (
    DAY,
    Period,
    PeriodError,
    day_of,
    end_of,
    end_of_day,
    from_datetime,
    to_datetime,
)

BERLIN = ZoneInfo("Europe/Berlin")
PERIODS = st.builds(Period, st.integers(0, 9), st.integers(0, 30), st.integers(0, 400), st.booleans())


def moment(text: str, zone: dt.tzinfo = BERLIN) -> int:
    return from_datetime(dt.datetime.fromisoformat(text).replace(tzinfo=zone))


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("P0D", Period()),
        ("P7D", Period(days=7)),
        ("P12M", Period(months=12)),
        ("P3Y", Period(years=3)),
        ("P1Y2M3D", Period(1, 2, 3)),
        ("P3Y/EOY", Period(years=3, to_year_end=True)),
    ],
)
def test_a_period_is_read_and_written(text, period):
    assert Period.parse(text) == period
    assert str(period) == text


@given(PERIODS)
def test_what_is_written_is_read_back(period):
    assert Period.parse(str(period)) == period


@pytest.mark.parametrize(
    "text",
    ["", "P", "7D", "P7", "P1W", "PT5H", "P-1D", "P1.5D", "p7d", "P7D ", "P/EOY", "unlimited", "P1D1M"],
)
def test_what_is_not_a_period_is_refused_with_advice(text):
    with pytest.raises(PeriodError) as refused:
        Period.parse(text)
    assert "P7D" in refused.value.diagnostics()


@pytest.mark.parametrize(
    ("start", "period", "last_day"),
    [
        ("2030-01-01", "P7D", "2030-01-08"),
        ("2030-01-31", "P1M", "2030-02-28"),
        ("2028-01-31", "P1M", "2028-02-29"),
        ("2028-02-29", "P1Y", "2029-02-28"),
        ("2030-12-31", "P1M", "2031-01-31"),
        ("2030-11-30", "P14M1D", "2032-01-31"),
        ("2030-03-01", "P3Y/EOY", "2033-12-31"),
        ("2030-12-31", "P0D/EOY", "2030-12-31"),
    ],
)
def test_calendar_periods_end_with_a_day(start, period, last_day):
    assert Period.parse(period).added_to(dt.date.fromisoformat(start)) == dt.date.fromisoformat(last_day)


@given(st.dates(dt.date(2000, 1, 1), dt.date(2100, 1, 1)), PERIODS)
def test_a_period_never_ends_before_it_starts(start, period):
    assert period.added_to(start) >= start


def test_a_moment_is_milliseconds_of_utc():
    assert from_datetime(dt.datetime(1970, 1, 2, tzinfo=dt.UTC)) == DAY
    assert to_datetime(DAY) == dt.datetime(1970, 1, 2, tzinfo=dt.UTC)
    assert to_datetime(0, BERLIN).hour == 1


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(PeriodError, match="time zone"):
        from_datetime(dt.datetime(2030, 1, 1))  # noqa: DTZ001 - the mistake itself


@given(st.integers(0, 4_102_444_800_000))
def test_a_moment_survives_the_way_through_a_datetime(at):
    assert from_datetime(to_datetime(at, BERLIN)) == at


def test_a_moment_is_cut_to_its_millisecond():
    value = dt.datetime(2030, 1, 1, 0, 0, 0, 1_999, tzinfo=dt.UTC)
    assert to_datetime(from_datetime(value)).microsecond == 1_000


def test_a_column_without_a_moment_tells_none():
    assert moments.moment(None) is None
    assert moments.moment(0) == 0


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("2027-01-31", True),
        ("2027-02-29", False),
        ("20270131", False),
        ("2027-W04-7", False),
        ("31.1.2027", False),
        ("", False),
    ],
)
def test_a_day_is_written_in_full(text, is_one):
    assert moments.is_day(text) is is_one


@pytest.mark.parametrize(
    ("at", "day"),
    [("2030-01-01T23:59:59.999", "2030-01-01"), ("2030-01-02T00:00:00", "2030-01-02")],
)
def test_a_day_is_the_tenants_day(at, day):
    assert day_of(moment(at), BERLIN) == dt.date.fromisoformat(day)


@pytest.mark.parametrize(("day", "hours"), [("2030-03-31", 23), ("2030-10-27", 25), ("2030-06-01", 24)])
def test_the_end_of_a_day_follows_summer_time(day, hours):
    date = dt.date.fromisoformat(day)
    length = end_of_day(date, BERLIN) - end_of_day(date - dt.timedelta(days=1), BERLIN)
    assert length == hours * 3_600_000


def test_a_period_is_over_at_the_end_of_its_last_day():
    start = moment("2030-01-01T15:30:00")
    assert end_of(Period.parse("P7D"), start, BERLIN) == moment("2030-01-09T00:00:00")


def test_a_period_counts_days_in_the_tenants_zone_not_in_utc():
    start = from_datetime(dt.datetime(2030, 1, 1, 23, 30, tzinfo=dt.UTC))
    assert end_of(Period.parse("P1D"), start, BERLIN) == moment("2030-01-04T00:00:00")
    assert end_of(Period.parse("P1D"), start, dt.UTC) == moment("2030-01-03T00:00:00", dt.UTC)


def test_now_means_now():
    assert end_of(Period.parse("P0D"), 12_345, BERLIN) == 12_345


def test_periods_are_compared_by_the_days_they_may_last():
    written = ["P7D", "P30D", "P1M", "P12M", "P3Y/EOY"]
    assert [str(each) for each in sorted(map(Period.parse, written), key=lambda p: p.most_days)] == written
