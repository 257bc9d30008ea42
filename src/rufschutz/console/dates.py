"""Moments, lengths and numbers as people read them, in the tenant's zone and the page's language.

Decides the written form only. Nothing here may round a moment to another day.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from rufschutz.domain.moments import Millis, to_datetime

if TYPE_CHECKING:
    import datetime as dt

_DAYS = (lazy("Mo."), lazy("Di."), lazy("Mi."), lazy("Do."), lazy("Fr."), lazy("Sa."), lazy("So."))
_MONTHS = (
    lazy("Januar"),
    lazy("Februar"),
    lazy("März"),
    lazy("April"),
    lazy("Mai"),
    lazy("Juni"),
    lazy("Juli"),
    lazy("August"),
    lazy("September"),
    lazy("Oktober"),
    lazy("November"),
    lazy("Dezember"),
)


def local(moment: Millis, zone: str) -> dt.datetime:
    """Return the moment on the tenant's clock; ``zone`` is an IANA name."""
    return to_datetime(moment, ZoneInfo(zone))


def whole(number: int) -> str:
    """Return ``1.106``, in English ``1,106``."""
    return str(number_format(number, decimal_pos=0, force_grouping=True))


def day(moment: Millis, zone: str) -> str:
    """Return ``23. November 2026``."""
    return _("%(day)d.\u00a0%(month)s %(year)d") % _parts(moment, zone)


def short_day(moment: Millis, zone: str) -> str:
    """Return ``23.11.2026``, for lists."""
    return _("%(day)02d.%(number)02d.%(year)d") % _parts(moment, zone)


def weekday(moment: Millis, zone: str) -> str:
    """Return ``Mo., 23.11.2026``, for lists."""
    return f"{_DAYS[local(moment, zone).weekday()]}, {short_day(moment, zone)}"


def day_and_time(moment: Millis, zone: str) -> str:
    """Return ``Mo., 23. November 2026, 10:41 Uhr``."""
    when = local(moment, zone)
    return f"{_DAYS[when.weekday()]}, {day(moment, zone)}, {clock(moment, zone)}"


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


def _parts(moment: Millis, zone: str) -> dict[str, str | int]:
    """Return what a language may put into a date; ``short`` is the month's first three letters."""
    when = local(moment, zone)
    month = str(_MONTHS[when.month - 1])
    return {
        "day": when.day,
        "number": when.month,
        "month": month,
        "short": month[:3],
        "year": when.year,
    }
