"""A call's timeline in sentences, one for each thing that happened.

Decides words, sign and tone of each line. Nothing is left out: a fact that has no
words of its own here would fail to type-check.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from rufschutz.console import dates
from rufschutz.console.calls import words
from rufschutz.core.calls import timeline
from rufschutz.domain.access.table import RECORD
from rufschutz.domain.audit.certificate import Cause

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rufschutz.domain.ids import PersonId, PurposeId
    from rufschutz.domain.moments import Millis


class Tone(StrEnum):
    """How a line is marked: neutral, a yes, what was taken back or destroyed, or the recording."""

    PLAIN = ""
    YES = "yes"
    NO = "no"
    RECORDING = "rec"


@dataclass(frozen=True, slots=True)
class StoryLine:
    """A line: time of day, the sentence, what to add in small print, and its tone."""

    time: str
    sentence: str
    detail: str = ""
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Names:
    """Who listened, and what purposes are called."""

    people: Mapping[PersonId, str]
    purposes: Mapping[PurposeId, str]


def tell(lines: Sequence[timeline.Line], zone: str, names: Names) -> tuple[StoryLine, ...]:
    """Return the timeline in sentences.

    What happened on a later day says so. A recording that died in the call is told once.
    """
    told = [line for line in lines if not isinstance(line, timeline.Deleted)]
    gone = {line.recording for line in told if isinstance(line, timeline.Segment) and _is_gone(line)}
    ended = [line for line in lines if isinstance(line, timeline.Deleted) and line.recording not in gone]
    all_told = sorted([*told, *ended], key=lambda line: line.at)
    return tuple(_dated(line, all_told[0].at, names, zone) for line in all_told)


def _is_gone(line: timeline.Segment) -> bool:
    return line.step.value == "recording_gone"


def _dated(line: timeline.Line, start: Millis, names: Names, zone: str) -> StoryLine:
    said = _line(line, dates.second(line.at, zone), names, zone)
    if dates.short_day(line.at, zone) == dates.short_day(start, zone):
        return said
    detail = f"{dates.day(line.at, zone)}: {said.detail}" if said.detail else dates.day(line.at, zone)
    return replace(said, detail=detail)


def _line(  # noqa: C901, PLR0911 - one return for each kind of line
    line: timeline.Line, at: str, names: Names, zone: str
) -> StoryLine:
    match line:
        case timeline.Started(withheld=withheld):
            return StoryLine(at, _("Anruf angenommen"), _("Rufnummer unterdrückt") if withheld else "")
        case timeline.Played():
            return _played(line, at)
        case timeline.Pressed():
            return _pressed(line, at)
        case timeline.Consented():
            return _consented(line, at, names)
        case timeline.Segment():
            return _segment(line, at)
        case timeline.Stopped(length=length):
            spoken = _("Länge %(length)s") % {"length": dates.spoken_length(length)}
            return StoryLine(at, _("Aufnahme beendet"), spoken, Tone.RECORDING)
        case timeline.Confirmed():
            return StoryLine(at, _("Rückruf gewünscht, Nummer vorgelesen und bestätigt"), tone=Tone.YES)
        case timeline.Ended(by=by):
            return StoryLine(at, _("Gespräch beendet"), str(words.ENDED_BY.get(by, by)))
        case timeline.Heard():
            return _heard(line, at, names.people)
        case timeline.Deleted():
            return _deleted(line, zone)


def _played(line: timeline.Played, at: str) -> StoryLine:
    whole = (
        _("bis zum Ende gehört, %(length)s") % {"length": dates.spoken_length(line.length)}
        if line.completed
        else _("nicht bis zum Ende gehört")
    )
    language = _(", auf Englisch") if line.language == "en" else ""
    return StoryLine(at, _("Ansage: %(text)s") % {"text": words.text_name(line.text)}, whole + language)


def _pressed(line: timeline.Pressed, at: str) -> StoryLine:
    meaning = words.KEYS.get(line.key)
    sentence = _("Taste %(key)s gedrückt") % {"key": line.key} + (f" – {meaning}" if meaning else "")
    return StoryLine(at, sentence, "" if line.counted else _("zählte nicht als Antwort"))


def _consented(line: timeline.Consented, at: str, names: Names) -> StoryLine:
    by = str(words.REFUSED_BY.get(line.refused_by, line.refused_by or ""))
    how = str(words.METHODS.get(line.method, "")) or by
    told = _of_recording(line.state) if line.purpose == RECORD else _of_use(line, names)
    match line.state:
        case "given":
            return StoryLine(at, told, tone=Tone.YES)
        case "refused":
            return StoryLine(at, told, by)
        case "requested":
            return StoryLine(at, told)
        case "withdrawn":
            return StoryLine(at, told, how, Tone.NO)
        case _:
            return StoryLine(at, told, tone=Tone.NO)


def _of_recording(state: str) -> str:
    told = {
        "given": _("Einwilligung in die Aufnahme gegeben"),
        "refused": _("Keine Einwilligung in die Aufnahme"),
        "withdrawn": _("Einwilligung widerrufen"),
        "requested": _("Um Einwilligung gebeten"),
        "expired": _("Einwilligung abgelaufen"),
    }
    return told.get(state, _("Einwilligung gilt nicht mehr"))


def _of_use(line: timeline.Consented, names: Names) -> str:
    """Return the same of another purpose, by its name."""
    told = {
        "given": _("Einwilligung gegeben: %(purpose)s"),
        "refused": _("Keine Einwilligung: %(purpose)s"),
        "withdrawn": _("Einwilligung widerrufen: %(purpose)s"),
        "requested": _("Um Einwilligung gebeten: %(purpose)s"),
        "expired": _("Einwilligung abgelaufen: %(purpose)s"),
    }
    sentence = told.get(line.state, _("Einwilligung gilt nicht mehr: %(purpose)s"))
    return sentence % {"purpose": names.purposes.get(line.purpose, line.purpose)}


def _segment(line: timeline.Segment, at: str) -> StoryLine:
    match line.step.value:
        case "recording_started":
            return StoryLine(at, _("Aufnahme beginnt"), tone=Tone.RECORDING)
        case "recording_paused":
            return StoryLine(
                at, _("Aufnahme angehalten"), str(words.PAUSED_BECAUSE.get(line.reason, line.reason))
            )
        case "recording_resumed":
            return StoryLine(at, _("Aufnahme geht weiter"), tone=Tone.RECORDING)
        case "recording_kept":
            return StoryLine(
                at,
                _("Aufnahme versiegelt"),
                _("von nun an kann der Anrufer sie nicht mehr mit der Stern-Taste löschen"),
                Tone.RECORDING,
            )
        case _:
            return StoryLine(
                at,
                _("Aufnahme vernichtet, bevor sie gespeichert war"),
                str(words.GONE_BECAUSE.get(line.reason, line.reason)),
                Tone.NO,
            )


def _heard(line: timeline.Heard, at: str, people: Mapping[PersonId, str]) -> StoryLine:
    who = people.get(line.person, _("Jemand"))
    detail = _("bis zu %(length)s Ton abgerufen") % {"length": dates.spoken_length(line.heard)}
    return StoryLine(at, _("%(who)s hat die Aufnahme angehört") % {"who": who}, detail)


def _deleted(line: timeline.Deleted, zone: str) -> StoryLine:
    sentence = (
        _("Aufnahme gelöscht auf Widerruf")
        if line.cause is Cause.WITHDRAWAL
        else _("Aufnahme gelöscht nach Regel „%(rule)s“") % {"rule": words.rule_name(line.rule)}
    )
    proof = (
        _("nachgelesen, dass sie fort ist, und ins Protokoll geschrieben")
        if line.proven
        else _("die Schlüssel sind vernichtet; der Nachweis folgt")
    )
    return StoryLine(dates.second(line.at, zone), sentence, proof, Tone.NO)
