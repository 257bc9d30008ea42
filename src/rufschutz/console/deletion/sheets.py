"""What the screen of the deletion concept shows: the matrix, a row for each kind, and how deletion fares.

Decides nothing: rules, places and states are told by the record.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from rufschutz.console import dates
from rufschutz.console.deletion import words
from rufschutz.console.screens import ROLE_LABELS
from rufschutz.core.purposes.plain import event_name, kind_name, shown_period, why_kept
from rufschutz.domain.moments import Millis, Period
from rufschutz.domain.retention.concept import Keeping
from rufschutz.domain.retention.rule import StartType

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rufschutz.core.retention.actions import Reached
    from rufschutz.core.retention.concept import ConceptView
    from rufschutz.core.retention.queries import Stuck
    from rufschutz.domain.call.commands import Language
    from rufschutz.domain.retention.concept import Concept, ConceptRow
    from rufschutz.domain.retention.stop import Stop
    from rufschutz.handover.sweeping import Sweeping


@dataclass(frozen=True, slots=True)
class Named:
    """A kind in a cell of the matrix; ``stored``: some table holds it."""

    kind: str
    name: str
    stored: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A standard period with the kinds of each start type, in the order of the columns."""

    period: str
    cells: tuple[tuple[str, tuple[Named, ...]], ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A kind in words: what, from when, how long, at the latest, why, by which basis, where, by whom."""

    kind: str
    name: str
    deletion_class: str
    period: str
    start: str
    latest: str
    why: str
    basis: str
    purposes: str
    place: str
    where: str
    responsible: str


@dataclass(frozen=True, slots=True)
class Progress:
    """A run at work: ``share`` of 100."""

    share: int
    words: str
    pace: str


@dataclass(frozen=True, slots=True)
class StuckRow:
    """Something that refuses to go."""

    artefact: str
    name: str
    blob: str
    why: str
    tries: str
    since: str
    again: str


def starts() -> tuple[str, ...]:
    """Return the heads of the matrix's columns."""
    return tuple(str(words.STARTS[start]) for start in StartType)


def matrix(concept: Concept, language: Language) -> tuple[Line, ...]:
    """Return a line for each standard period, the shortest first."""
    return tuple(
        Line(
            period_name(period, language),
            tuple((str(words.STARTS[start]), _cell(concept, start, period, language)) for start in StartType),
        )
        for period in concept.periods
    )


def rows(view: ConceptView, names: Mapping[str, str], language: Language) -> tuple[Row, ...]:
    """Return a row for each kind, in the order of the policy; ``names`` are those of the purposes."""
    return tuple(_row(row, view, names, language) for row in view.concept.rows)


def period_name(period: Period, language: Language) -> str:
    """Return a period in words: ``sofort``, ``7 Tage``, ``3 Jahre, bis Jahresende``."""
    if period == Period():
        return _("sofort")
    shown = shown_period(period, language)
    return _("%(period)s, bis Jahresende") % {"period": shown} if period.to_year_end else shown


def progress(seen: Sweeping | None, now: Millis, zone: str) -> Progress | None:
    """Return how far a run is that is at work now."""
    if seen is None or not seen.running(now):
        return None
    told = {"done": dates.whole(seen.done), "total": dates.whole(seen.total)}
    pace = _("%(pace)s in der Sekunde") % {"pace": dates.whole(round(seen.per_second))}
    if seen.ends_at is not None and seen.done < seen.total:
        pace = _("%(pace)s, fertig etwa um %(time)s") % {
            "pace": pace,
            "time": dates.clock(seen.ends_at, zone),
        }
    share = 100 * seen.done // max(1, seen.total)
    return Progress(share, _("%(done)s von %(total)s gelöscht") % told, pace)


def stopped(stop: Stop | None, zone: str) -> str:
    """Return since when, until when and why runs stand still, '' where they go on."""
    if stop is None:
        return ""
    told = {
        "since": dates.day_and_time(stop.since, zone),
        "until": dates.day_and_time(stop.until, zone),
        "reason": stop.reason,
    }
    return _("Angehalten seit %(since)s, längstens bis %(until)s. Grund: %(reason)s") % told


def stuck_rows(found: tuple[Stuck, ...], zone: str, language: Language) -> tuple[StuckRow, ...]:
    """Return what refuses to go, the oldest first."""
    return tuple(
        StuckRow(
            each.artefact,
            kind_name(each.kind, language),
            each.blob,
            str(words.FAULTS[each.fault]),
            dates.whole(each.tries),
            dates.day_and_time(each.since, zone),
            _("gleich") if each.next_at is None else dates.day_and_time(each.next_at, zone),
        )
        for each in found
    )


def reached(found: tuple[Reached, ...], zone: str, language: Language) -> tuple[str, ...]:
    """Return what a change would reach: ``312 × Aufnahme Ihrer Nachricht: …``; one line a kind."""
    return tuple(_reached(each, zone, language) for each in found)


def _reached(each: Reached, zone: str, language: Language) -> str:
    told = {
        "number": dates.whole(each.count),
        "kind": kind_name(each.kind, language),
        "becomes": dates.last_day(each.becomes, zone),
        "was": dates.last_day(each.was, zone),
        "once": dates.whole(each.at_once),
    }
    if each.at_once:
        return (
            _(
                "%(number)s × %(kind)s: werden ab dem %(becomes)s statt ab dem %(was)s gelöscht, "
                "davon %(once)s sofort"
            )
            % told
        )
    return _("%(number)s × %(kind)s: werden ab dem %(becomes)s statt ab dem %(was)s gelöscht") % told


def _cell(concept: Concept, start: StartType, period: Period, language: Language) -> tuple[Named, ...]:
    found = concept.cell(start, period)
    return tuple(
        Named(row.kind, kind_name(row.kind, language), row.place.keeping is not Keeping.NOT_STORED)
        for row in found
    )


def _row(row: ConceptRow, view: ConceptView, names: Mapping[str, str], language: Language) -> Row:
    kept_for = [names.get(name, name) for name in view.purposes.get(row.kind, ())]
    return Row(
        kind=row.kind,
        name=kind_name(row.kind, language),
        deletion_class=row.deletion_class.name,
        period=period_name(row.rule.period, language),
        start=event_name(row.rule.event, language),
        latest=_latest(row, language),
        why=why_kept(row.kind, language),
        basis=words.basis(row.rule.reason, language),
        purposes=", ".join(dict.fromkeys(kept_for)),
        place=str(words.KEEPING[row.place.keeping]),
        where=row.place.where if row.place.keeping is Keeping.SHELF else "",
        responsible=str(ROLE_LABELS[row.responsible]),
    )


def _latest(row: ConceptRow, language: Language) -> str:
    if row.latest is not None:
        if row.latest == Period():
            return _("sofort")
        return _("%(period)s nach der Erhebung") % {"period": period_name(row.latest, language)}
    review = shown_period(row.rule.review or Period(), language)
    return _("Prüfung durch einen Menschen alle %(period)s; bleibt sie aus, beginnt die Frist") % {
        "period": review
    }
