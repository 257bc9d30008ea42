"""Moments and lengths as people read them, in the tenant's zone.

Decides the written form only; German text, through Django's translation. Nothing
here may round a moment to another day.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from rufschutz.domain.moments import Millis, to_datetime

if TYPE_CHECKING:
    import datetime as dt

NO_BREAK = "\u00a0"
_DAYS = ("Mo.", "Di.", "Mi.", "Do.", "Fr.", "Sa.", "So.")
_MONTHS = (
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
)


def local(moment: Millis, zone: str) -> dt.datetime:
    """Return the moment on the tenant's clock; ``zone`` is an IANA name."""
    return to_datetime(moment, ZoneInfo(zone))


def day(moment: Millis, zone: str) -> str:
    """Return ``23. November 2026``."""
    when = local(moment, zone)
    return f"{when.day}.{NO_BREAK}{_(_MONTHS[when.month - 1])} {when.year}"


def short_day(moment: Millis, zone: str) -> str:
    """Return ``23.11.2026``, for lists."""
    return f"{local(moment, zone):%d.%m.%Y}"


def weekday(moment: Millis, zone: str) -> str:
    """Return ``Mo., 23.11.2026``, for lists."""
    return f"{_(_DAYS[local(moment, zone).weekday()])}, {short_day(moment, zone)}"


def day_and_time(moment: Millis, zone: str) -> str:
    """Return ``Mo., 23. November 2026, 10:41 Uhr``."""
    when = local(moment, zone)
    return f"{_(_DAYS[when.weekday()])}, {day(moment, zone)}, {clock(moment, zone)}"


def clock(moment: Millis, zone: str) -> str:
    """Return ``10:41 Uhr``."""
    return _("%(time)s Uhr") % {"time": f"{local(moment, zone):%H:%M}"}


def second(moment: Millis, zone: str) -> str:
    """Return ``10:41:07``."""
    return f"{local(moment, zone):%H:%M:%S}"


def last_day(due: Millis, zone: str) -> str:
    """Return the day by whose end something goes: a due moment is the first one after that day."""
    return day(Millis(due - 1), zone)


def short_last_day(due: Millis, zone: str) -> str:
    """Return `last_day` in short, for lists."""
    return short_day(Millis(due - 1), zone)


def length(milliseconds: int) -> str:
    """Return ``0:07`` or ``2:15`` or ``1:02:15`` (minutes and seconds, the last one begun counts not)."""
    minutes, seconds = divmod(milliseconds // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def spoken_length(milliseconds: int) -> str:
    """Return ``7 Sekunden`` or ``2 Min. 15 Sek.``, for readers that read a page aloud."""
    minutes, seconds = divmod(max(0, milliseconds) // 1000, 60)
    if minutes:
        return _("%(minutes)d Min. %(seconds)d Sek.") % {"minutes": minutes, "seconds": seconds}
    return _("1 Sekunde") if seconds == 1 else _("%(seconds)d Sekunden") % {"seconds": seconds}
