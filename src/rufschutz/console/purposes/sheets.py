"""What the screen of purposes shows: each purpose as a sheet, each proposal with all it changes.

Decides nothing; whether a change may be proposed or approved is decided by the record.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rufschutz.console import dates
from rufschutz.console.purposes import words
from rufschutz.console.purposes.places import place
from rufschutz.console.purposes.sayings import saying
from rufschutz.console.texts.slots import pieces
from rufschutz.core.purposes.plain import kind_name
from rufschutz.domain.approval.proposal import Way
from rufschutz.domain.moments import Period, PeriodError
from rufschutz.domain.purposes.purpose import ConsentMode, ProfileState
from rufschutz.domain.retention.words import WordsError, spoken_period

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rufschutz.console.calls.rows import Sign
    from rufschutz.console.texts.slots import Piece
    from rufschutz.core.purposes.catalogue import KindRow, PurposeRow
    from rufschutz.core.purposes.difference import Change
    from rufschutz.core.purposes.proposals import ProposalCard, VersionCard
    from rufschutz.domain.call.commands import Language
    from rufschutz.domain.purposes.loosening import Loosening

_NO_WORDS = "–"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A purpose. ``switch``: what its state could be changed into, '' where it cannot.

    ``heard``: callers hear the sentence now; otherwise ``unheard`` says when, if ever.
    """

    id: str
    name: str
    sign: Sign
    sentence: tuple[Piece, ...]
    consent: str
    basis: str
    art9: str
    why: tuple[str, ...]
    kinds: tuple[KindRow, ...]
    recipients: tuple[str, ...]
    why_not: tuple[str, ...]
    switch: str
    heard: bool
    unheard: str


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One place that would change; ``path`` is its technical name, '' where ``name`` says it all."""

    name: str
    path: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class OpinionRow:
    """What the data protection officer said."""

    verdict: str
    words: str
    when: str


@dataclass(frozen=True, slots=True)
class ProposalSheet:
    """A proposal as it is read by who decides; ``title``: what it changes; ``next``: what happens when."""

    id: str
    title: str
    sha256: str
    reason: str
    by: str
    when: str
    state: str
    next: str
    waiting: bool
    needs_opinion: bool
    changes: tuple[ChangeRow, ...]
    loosened: tuple[str, ...]
    opinions: tuple[OpinionRow, ...]


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A version of the policy that is or was in force."""

    number: int
    since: str
    by: str
    approved: str
    reason: str
    changes: tuple[ChangeRow, ...]


@dataclass(frozen=True, slots=True)
class Tongue:
    """In which zone and language, and by which names of purposes, a sheet is written."""

    zone: str
    language: Language
    purposes: Mapping[str, str]


def sheet(row: PurposeRow, tongue: Tongue) -> Sheet:
    """Return a purpose as it is shown."""
    switches = {ProfileState.ACTIVE: "available", ProfileState.AVAILABLE: "" if row.why_not else "active"}
    return Sheet(
        id=row.id,
        name=row.name,
        sign=words.sign(row.state),
        sentence=pieces(row.sentence),
        consent=str(words.CONSENT[row.consent]),
        basis=row.basis,
        art9=row.art9,
        why=row.why,
        kinds=row.kinds,
        recipients=tuple(f"{each.name} ({each.country})" for each in row.recipients),
        why_not=_why_not(row, tongue),
        switch=switches.get(row.state, ""),
        heard=row.heard,
        unheard=_unheard(row),
    )


def _unheard(row: PurposeRow) -> str:
    """Return when callers hear a purpose's sentence that they do not hear now; '' where they hear it."""
    asked = row.consent in {ConsentMode.PER_CALL, ConsentMode.STANDING}
    if row.heard:
        return ""
    if row.state is ProfileState.NEVER:
        return _("Wird nicht gesagt: Der Zweck ist ausgeschlossen.")
    if asked and row.state is ProfileState.AVAILABLE:
        return _("Wird erst gesagt, wenn der Zweck eingeschaltet ist.")
    return _("Wird am Telefon nicht gesagt, nur hier so erklärt.")


def _why_not(row: PurposeRow, tongue: Tongue) -> tuple[str, ...]:
    if row.state is not ProfileState.AVAILABLE:
        return ()
    return tuple(saying(message, tongue.purposes) for message in row.why_not)


def proposal_sheet(card: ProposalCard, tongue: Tongue) -> ProposalSheet:
    """Return a proposal as it is shown."""
    changes = tuple(change_row(each, tongue) for each in card.changes)
    return ProposalSheet(
        id=card.id,
        title=_title(changes, dates.day_and_time(card.proposed_at, tongue.zone)),
        sha256=card.sha256,
        reason=card.reason,
        by=card.requester_name,
        when=dates.day_and_time(card.proposed_at, tongue.zone),
        state=str(words.STATES[card.state]),
        next=_next(card, tongue.zone) if card.state.value == "waiting" else "",
        waiting=card.state.value == "waiting",
        needs_opinion=card.waits_for_opinion,
        changes=changes,
        loosened=tuple(_loosened(each, tongue) for each in card.loosened),
        opinions=tuple(
            OpinionRow(
                str(words.VERDICTS[each.verdict]), each.words, dates.day_and_time(each.at, tongue.zone)
            )
            for each in card.opinions
        ),
    )


def _title(changes: tuple[ChangeRow, ...], when: str) -> str:
    """Return what tells a proposal from others: its first change that has plain words, else its moment."""
    first = next((each for each in changes if each.name), None)
    if first is None:
        return _("Änderung, vorgeschlagen am %(when)s") % {"when": when}
    words = {"name": first.name, "before": first.before, "after": first.after, "count": len(changes) - 1}
    if len(changes) == 1:
        return _("%(name)s: %(before)s → %(after)s") % words
    more = ngettext(
        "%(name)s: %(before)s → %(after)s, und eine Änderung mehr",
        "%(name)s: %(before)s → %(after)s, und %(count)s Änderungen mehr",
        len(changes) - 1,
    )
    return more % words


def _loosened(point: Loosening, tongue: Tongue) -> str:
    return f"{place(point.path, tongue.purposes)}: {saying(point.how, tongue.purposes)}"


def version_row(card: VersionCard, tongue: Tongue) -> VersionRow:
    """Return a version as it is shown."""
    after = _("nach 48 Stunden von selbst") if card.proposal else _("bei der Einrichtung")
    return VersionRow(
        number=card.number,
        since=dates.day(card.adopted_at, tongue.zone),
        by=card.adopted_by_name,
        approved=card.approved_by_name or after,
        reason=card.reason,
        changes=tuple(change_row(each, tongue) for each in card.changes),
    )


def change_row(change: Change, tongue: Tongue) -> ChangeRow:
    """Return a change in words where its place has some, else by its path."""
    match change.path.split("."):
        case ["rules", kind, "period"]:
            name = _("Frist: %(kind)s") % {"kind": kind_name(kind, tongue.language)}
            return ChangeRow(name, "", *(_period(each, tongue) for each in (change.before, change.after)))
        case ["purposes", purpose, "availability"]:
            name = _("Zweck: %(name)s") % {"name": tongue.purposes.get(purpose, purpose)}
            return ChangeRow(name, "", *(_switched(each) for each in (change.before, change.after)))
        case ["recording"]:
            return ChangeRow(_("Frage nach der Aufnahme"), "", *map(_on, (change.before, change.after)))
        case _:
            return ChangeRow("", change.path, change.before or _NO_WORDS, change.after or _NO_WORDS)


def _next(card: ProposalCard, zone: str) -> str:
    if card.way is Way.DELAY and card.ripe_at is not None:
        when = dates.day_and_time(card.ripe_at, zone)
        if card.waits_for_opinion:
            return _("Tritt frühestens am %(when)s in Kraft, und nur mit einer Stellungnahme.") % {
                "when": when
            }
        return _("Tritt am %(when)s von selbst in Kraft, wenn es bis dahin niemand zurückzieht.") % {
            "when": when
        }
    end = dates.day_and_time(card.ends_at, zone)
    return _("Wartet auf eine zweite Person; ohne Entscheidung verfällt es am %(when)s.") % {"when": end}


def _period(text: str, tongue: Tongue) -> str:
    try:
        return spoken_period(Period.parse(text), tongue.language)
    except (PeriodError, WordsError):
        return text or _NO_WORDS


def _switched(text: str) -> str:
    return str(words.AVAILABILITY.get(text, text or _NO_WORDS))


def _on(text: str) -> str:
    return _("an") if text == "true" else _("aus")
