"""A row of the list of calls as it is shown: sign, words, dates.

Decides nothing about access; what it is given may be seen. Colour is never the only
sign of a state: each has a word and an icon.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from rufschutz.console import dates
from rufschutz.console.calls import words
from rufschutz.core.consent.queries import Mark

if TYPE_CHECKING:
    from rufschutz.core.calls.queries import CallRow


@dataclass(frozen=True, slots=True)
class Sign:
    """A consent state: ``look`` names the style, ``icon`` the picture beside the words."""

    look: str
    icon: str
    words: str


@dataclass(frozen=True, slots=True)
class ListRow:
    """What a row shows."""

    id: str
    day: str
    time: str
    line: str
    number: str
    length: str
    spoken_length: str
    outcome: str
    sign: Sign
    fate: str


_SAID_NO = frozenset({"refused", "silence_or_unclear"})
"""Outcomes that tell of a no when the consent record itself is gone: a refusal is kept only briefly."""


def sign_of(mark: Mark, outcome: str = "") -> Sign:
    """Return the sign of a consent state."""
    match mark:
        case Mark.GIVEN:
            return Sign("yes", "icons/check.svg", _("Aufnahme erlaubt"))
        case Mark.WITHDRAWN:
            return Sign("no", "icons/trash.svg", _("Widerrufen"))
        case Mark.REFUSED:
            return Sign("no", "icons/cross.svg", _("Keine Aufnahme"))
        case Mark.NONE if outcome in _SAID_NO:
            return Sign("no", "icons/cross.svg", _("Keine Aufnahme"))
        case Mark.NONE:
            return Sign("none", "icons/dash.svg", _("Keine Antwort"))


def fate_of(row: CallRow, zone: str) -> str:
    """Return when the recording, or else the call's own row, goes or went."""
    if row.erased_at is not None:
        return _("gelöscht am %(day)s") % {"day": dates.short_day(row.erased_at, zone)}
    if row.due_at is None:
        return "–"
    return _("wird gelöscht bis %(day)s") % {"day": dates.short_last_day(row.due_at, zone)}


def row_of(row: CallRow, zone: str) -> ListRow:
    """Return a row as it is shown in ``zone``."""
    running = row.duration is None
    return ListRow(
        id=row.id,
        day=dates.weekday(row.started_at, zone),
        time=dates.clock(row.started_at, zone),
        line=row.line,
        number=words.number(row.number, withheld=row.withheld),
        length="–" if running else dates.length(row.duration or 0),
        spoken_length=_("läuft") if running else dates.spoken_length(row.duration or 0),
        outcome=str(words.OUTCOMES.get(row.outcome, row.outcome)),
        sign=sign_of(row.consent, row.outcome),
        fate=fate_of(row, zone),
    )
