"""Moments and periods.

A moment is an ``int``: milliseconds since 1970-01-01T00:00:00Z, UTC. Calendar
periods (ISO 8601: ``P0D``, ``P30D``, ``P12M``, ``P3Y``) are counted in the
tenant's zone and end with the day there (DIN 66398: a rule is start plus period).
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from typing import NewType

from rufschutz.domain.errors import DomainError

Millis = NewType("Millis", int)

SECOND = 1_000
DAY = 86_400_000

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_PERIOD = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?(/EOY)?")


class PeriodError(DomainError):
    """A period that cannot be read, or that never ends."""

    advice = "Write an ISO 8601 period of years, months and days, such as P7D, P12M or P3Y/EOY."


@dataclass(frozen=True, slots=True)
class Period:
    """A calendar period; ``to_year_end`` stretches it to the end of the year in which it ends."""

    years: int = 0
    months: int = 0
    days: int = 0
    to_year_end: bool = False

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read ``P30D``, ``P12M``, ``P3Y/EOY``; raise `PeriodError` for anything else."""
        match = _PERIOD.fullmatch(text)
        if match is None or not any(match.groups()[:3]):
            raise PeriodError(f"{text!r} is not a period")
        years, months, days = (int(part or 0) for part in match.groups()[:3])
        return cls(years, months, days, match.group(4) is not None)

    def __str__(self) -> str:
        parts = [(self.years, "Y"), (self.months, "M"), (self.days, "D")]
        body = "".join(f"{count}{unit}" for count, unit in parts if count) or "0D"
        return f"P{body}{'/EOY' if self.to_year_end else ''}"

    @property
    def most_days(self) -> int:
        """The days it may last, but for the rest of its last year: what periods are compared by."""
        return (12 * self.years + self.months) * 31 + self.days

    def added_to(self, start: dt.date) -> dt.date:
        """Return the last day of the period that starts on ``start`` (a short month ends early)."""
        month = start.month - 1 + self.months + 12 * self.years
        year, month = start.year + month // 12, month % 12 + 1
        day = min(start.day, calendar.monthrange(year, month)[1])
        end = dt.date(year, month, day) + dt.timedelta(days=self.days)
        return dt.date(end.year, 12, 31) if self.to_year_end else end


def to_datetime(moment: Millis, zone: dt.tzinfo = dt.UTC) -> dt.datetime:
    """Return the moment as an aware datetime in ``zone``."""
    return (_EPOCH + dt.timedelta(milliseconds=moment)).astimezone(zone)


def from_datetime(value: dt.datetime) -> Millis:
    """Return an aware datetime as milliseconds; raise `PeriodError` for a naive one."""
    if value.tzinfo is None:
        raise PeriodError("a moment needs a time zone")
    return Millis((value - _EPOCH) // dt.timedelta(milliseconds=1))


def moment(value: int | None) -> Millis | None:
    """Return what a column holds as a moment; a column without one tells none."""
    return None if value is None else Millis(value)


def is_day(text: str) -> bool:
    """Whether this is a day as ISO 8601 writes it in full, such as 2027-01-31."""
    try:
        return dt.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def day_of(moment: Millis, zone: dt.tzinfo) -> dt.date:
    """Return the calendar day on which the moment falls in ``zone``."""
    return to_datetime(moment, zone).date()


def end_of_day(day: dt.date, zone: dt.tzinfo) -> Millis:
    """Return the first moment after ``day`` in ``zone``: what is due that day is due then."""
    midnight = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(0), tzinfo=zone)
    return from_datetime(midnight)


def end_of(period: Period, start: Millis, zone: dt.tzinfo) -> Millis:
    """Return when a period that starts at ``start`` is over: the end of its last day in ``zone``.

    ``P0D`` ends at once, at ``start`` itself.
    """
    if period == Period():
        return start
    return end_of_day(period.added_to(day_of(start, zone)), zone)
