"""Days as people read them, in the controller's zone and the page's language.

Decides the written form only; a due moment is the first one after the day that is shown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.dateformat import format as formatted

from rufschutz.domain.call.commands import Language
from rufschutz.domain.moments import Millis, to_datetime

if TYPE_CHECKING:
    from typing import Final

_DAY: Final = {Language.DE: "j.\u00a0F Y", Language.EN: "j\u00a0F Y"}
_TIME: Final = {Language.DE: "j.\u00a0F Y, H:i \\U\\h\\r", Language.EN: "j\u00a0F Y, H:i"}


def day(moment: Millis, zone: str, language: Language) -> str:
    """Return ``23. November 2026``."""
    return _formatted(moment, zone, language, _DAY[language])


def last_day(due: Millis, zone: str, language: Language) -> str:
    """Return the day by whose end something goes."""
    return day(Millis(due - 1), zone, language)


def day_and_time(moment: Millis, zone: str, language: Language) -> str:
    """Return ``23. November 2026, 10:41 Uhr``."""
    return _formatted(moment, zone, language, _TIME[language])


def _formatted(moment: Millis, zone: str, language: Language, pattern: str) -> str:
    with translation.override(language.value):
        return str(formatted(to_datetime(moment, ZoneInfo(zone)), pattern))
