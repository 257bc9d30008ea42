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
from rufschutz.console.calls.whole import Whole, whole_of
from rufschutz.core.consent.queries import Mark

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rufschutz.core.calls.queries import CallRow
    from rufschutz.core.matters.queries import MatterView
    from rufschutz.domain.ids import FactId
    from rufschutz.domain.moments import Millis


@dataclass(frozen=True, slots=True)
class Sign:
    """A state: ``look`` names the style, ``icon`` the picture beside the words."""

    look: str
    icon: str
    words: str


@dataclass(frozen=True, slots=True)
class CallbackNote:
    """That a callback is owed or done; ``number`` is its mask where the call itself keeps none, else ''."""

    words: str
    number: str
    icon: str
    owed: bool


@dataclass(frozen=True, slots=True)
class ListRow:
    """What a row shows. ``reason``: what the call is about, '' if nobody chose or the viewer may not know."""

    id: str
    day: str
    time: str
    line: str
    number: str
    length: str
    spoken_length: str
    outcome: str
    sign: Sign
    callback: CallbackNote | None
    fate: str
    reason: str = ""
    unheard: CallbackNote | None = None
    whole: Whole | None = None


@dataclass(frozen=True, slots=True)
class WrittenRow:
    """What the list shows of a request that came by the form of a line."""

    id: str
    when: str
    number: str
    fate: str


_SAID_NO = frozenset({"refused", "silence_or_unclear"})
"""Outcomes that tell of a no when the consent record itself is gone: a refusal is kept only briefly."""


def sign_of(mark: Mark, outcome: str = "", *, running: bool = False) -> Sign:
    """Return the sign of a consent state; a running call has no verdict yet but a withdrawal.

    A no is as good as a yes: it looks like neither a success nor a failure.
    """
    if running and mark is not Mark.WITHDRAWN:
        return Sign("none", "icons/phone.svg", _("noch offen"))
    match mark:
        case Mark.GIVEN:
            return Sign("yes", "icons/check.svg", _("Aufnahme erlaubt"))
        case Mark.WITHDRAWN:
            return Sign("no", "icons/trash.svg", _("Widerrufen"))
        case Mark.REFUSED:
            return Sign("none", "icons/none.svg", _("Keine Aufnahme"))
        case Mark.NONE if outcome in _SAID_NO:
            return sign_of(Mark.REFUSED)
        case Mark.NONE:
            hung_up = outcome == "hung_up_in_notice"
            return Sign("none", "icons/dash.svg", _("Aufgelegt") if hung_up else _("Nicht gefragt"))


def callback_of(row: CallRow) -> CallbackNote | None:
    """Return what is to be said of a confirmed callback, None where nobody asked for one."""
    asked = row.callback
    if asked is None or not asked.calls_back:
        return None
    number = "" if row.number else asked.number
    if asked.closed_at is None:
        return CallbackNote(words.callback(asked.about), number, "icons/phone.svg", owed=True)
    return CallbackNote(_("Rückruf erledigt"), number, "icons/check.svg", owed=False)


def unheard_of(row: CallRow) -> CallbackNote | None:
    """Return what is to be said of a message that nobody has heard yet, None where there is none."""
    if not row.unheard:
        return None
    return CallbackNote(_("Neue Nachricht, noch nicht gehört"), "", "icons/message.svg", owed=True)


def fate_of(row: CallRow, zone: str) -> str:
    """Return when the recording goes or went; where there is none any more, when the entry goes."""
    entry = _until(_("Eintrag bis %(day)s"), row.own_due_at, zone)
    if row.erased_at is not None:
        gone = _("Aufnahme gelöscht am %(day)s") % {"day": dates.short_day(row.erased_at, zone)}
        return f"{gone}, {entry}" if entry else gone
    recording = "" if row.recording is None else _until(_("Aufnahme bis %(day)s"), row.due_at, zone)
    return recording or entry or "–"


def _until(sentence: str, due: Millis | None, zone: str) -> str:
    return "" if due is None else sentence % {"day": dates.short_last_day(due, zone)}


def written_row(matter: MatterView, zone: str) -> WrittenRow:
    """Return a written request as the list shows it in ``zone``."""
    number = matter.number or _("gelöscht")
    return WrittenRow(
        matter.id,
        dates.day_and_time(matter.confirmed_at, zone),
        number,
        _until(_("bis %(day)s"), matter.due_at, zone),
    )


def row_of(row: CallRow, zone: str, reasons: Mapping[FactId, str] | None = None) -> ListRow:
    """Return a row as it is shown in ``zone``; ``reasons`` in words, by matter."""
    running = row.duration is None
    return ListRow(
        id=row.id,
        day=dates.weekday(row.started_at, zone),
        time=dates.clock(row.started_at, zone),
        line=row.line,
        number=words.number(row.number, withheld=row.withheld),
        length="–" if running else dates.length(row.duration or 0),
        spoken_length=_("Gespräch läuft") if running else dates.spoken_length(row.duration or 0),
        outcome=words.outcome(row.outcome, row.refused_by),
        sign=sign_of(row.consent, row.outcome, running=running),
        callback=callback_of(row),
        unheard=unheard_of(row),
        fate=fate_of(row, zone),
        whole=whole_of(row.recording, zone),
        reason="" if row.callback is None else (reasons or {}).get(row.callback.id, ""),
    )
