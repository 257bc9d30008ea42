"""What is left to a caller who said no: at every hour of the week one way that records nothing.

Decides at which hours there is none. A mailbox is a recorder, so it never counts
(decision 10 of the design; Art. 7(4) GDPR: a no must not cost the service).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

DAY_MINUTES: Final = 24 * 60
WEEK_MINUTES: Final = 7 * DAY_MINUTES
_DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_TIME = re.compile(r"([01]\d|2[0-4]):([0-5]\d)")


class Way(StrEnum):
    """A way to be served after a no."""

    CALLBACK = "callback"
    NOTE = "note"
    WEB_FORM = "web_form"
    HUMAN = "human"
    MAILBOX = "mailbox"


UNRECORDED: Final = frozenset({Way.CALLBACK, Way.NOTE, Way.WEB_FORM, Way.HUMAN})


@dataclass(frozen=True, slots=True)
class Hours:
    """Hours of some days (1 Monday … 7 Sunday), from ``opens`` to ``closes`` (``HH:MM``, local time)."""

    days: tuple[int, ...]
    opens: str
    closes: str


@dataclass(frozen=True, slots=True)
class Alternative:
    """A way and when it is open; no hours: always."""

    way: str
    hours: tuple[Hours, ...] = ()


def faults_of_alternatives(alternatives: tuple[Alternative, ...]) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with what is offered after a no, with its path."""
    wrong = [
        *(("alternatives", f"{each.way!r} is none of {', '.join(Way)}") for each in alternatives
          if each.way not in set(Way)),
        *((f"alternatives.{each.way}.hours", message) for each in alternatives
          for hours in each.hours for message in _wrong_hours(hours)),
    ]  # fmt: skip
    yield from wrong
    if wrong:
        return
    gaps = tuple(uncovered(alternatives))
    if not gaps:
        return
    found = "at every hour" if gaps == ((0, WEEK_MINUTES),) else "; ".join(in_words(gap) for gap in gaps)
    mailbox = any(each.way == Way.MAILBOX for each in alternatives)
    why = " (a mailbox is a recorder and does not count)" if mailbox else ""
    message = f"after a no there is nothing without a recording {found}{why}"
    yield "alternatives", f"{message}: add callback, note, web_form or human for these hours"


def uncovered(alternatives: Iterable[Alternative]) -> Iterator[tuple[int, int]]:
    """Yield the stretches of the week, in minutes from Monday 00:00, in which nothing unrecorded is open."""
    spans = sorted(span for each in alternatives if each.way in UNRECORDED for span in _spans(each))
    reached = 0
    for start, end in spans:
        if start > reached:
            yield reached, start
        reached = max(reached, end)
    if reached < WEEK_MINUTES:
        yield reached, WEEK_MINUTES


def in_words(gap: tuple[int, int]) -> str:
    """Return a stretch of the week as ``Mon 12:00 to Mon 14:00``."""
    return " to ".join(_moment(minute % WEEK_MINUTES) for minute in gap)


def _moment(minute: int) -> str:
    day, rest = divmod(minute, DAY_MINUTES)
    return f"{_DAYS[day]} {rest // 60:02}:{rest % 60:02}"


def _spans(alternative: Alternative) -> Iterator[tuple[int, int]]:
    if not alternative.hours:
        yield 0, WEEK_MINUTES
    for hours in alternative.hours:
        for day in hours.days:
            start = (day - 1) * DAY_MINUTES
            yield start + _minute(hours.opens), start + _minute(hours.closes)


def _wrong_hours(hours: Hours) -> Iterator[str]:
    if not hours.days or not set(hours.days) <= set(range(1, 8)):
        yield "days are numbers from 1 (Monday) to 7 (Sunday)"
    times = [time for time in (hours.opens, hours.closes) if not _is_time(time)]
    yield from (f"{time!r} is no time; write 08:00, at most 24:00" for time in times)
    if not times and _minute(hours.opens) >= _minute(hours.closes):
        yield f"closes at {hours.closes}, but opens at {hours.opens}; split hours at midnight"


def _is_time(text: str) -> bool:
    return _TIME.fullmatch(text) is not None and _minute(text) <= DAY_MINUTES


def _minute(text: str) -> int:
    hour, _, minute = text.partition(":")
    return 60 * int(hour) + int(minute)
