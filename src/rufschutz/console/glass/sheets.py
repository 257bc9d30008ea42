"""Emergency access as it is shown: on the page of its call, and in the list of those who watch.

Decides words and what is offered. Whether something opens is decided by the record.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rufschutz.console import dates
from rufschutz.console.glass.words import FINDINGS, PURPOSES
from rufschutz.console.overview.alarms import Alarm
from rufschutz.console.screens import ROLE_LABELS
from rufschutz.core.glass import queries
from rufschutz.domain.access.request import Action
from rufschutz.domain.access.table import TABLE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rufschutz.console.viewer import Viewer
    from rufschutz.core.glass.queries import GlassView
    from rufschutz.domain.ids import CallId
    from rufschutz.domain.moments import Millis


@dataclass(frozen=True, slots=True)
class CallGlass:
    """What a call's page says of it. ``id`` and ``until`` where it is open; ``offered``: it could be."""

    id: str = ""
    until: str = ""
    offered: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """One opening in the list. ``reviewable``: by whoever looks, now.

    ``call`` is '' where they may not see it.
    """

    id: str
    call: str
    who: str
    when: str
    until: str
    opened: str
    reason: str
    open: bool
    reviewable: bool
    finding: str
    words: str
    reviewed: str


def of_call(viewer: Viewer, call: CallId, now: Millis) -> CallGlass:
    """Return what a call's page offers to this viewer, and what they have open there."""
    mine = [glass for glass in viewer.actor.glasses if glass.call == call]
    if mine:
        last = max(mine, key=lambda glass: glass.until)
        return CallGlass(last.id, dates.clock(last.until, viewer.zone))
    may = Action.BREAK_GLASS in TABLE[viewer.role]
    return CallGlass(offered=may and bool(queries.openable(viewer.actor, call, now)))


def sheet(seen: GlassView, viewer: Viewer, now: Millis) -> Sheet:
    """Return one opening as it is shown to this viewer."""
    zone, may = viewer.zone, TABLE[viewer.role]
    waits = seen.finding is None and not seen.open(now)
    reviewed = "" if seen.reviewed_at is None else dates.day_and_time(seen.reviewed_at, zone)
    return Sheet(
        id=seen.id,
        call=seen.call if Action.VIEW_CALL in may else "",
        who=f"{seen.name or seen.person} · {ROLE_LABELS[seen.role]}",
        when=dates.day_and_time(seen.opened_at, zone),
        until=dates.clock(seen.over_at, zone),
        opened=str(PURPOSES.get(seen.purpose, seen.purpose)),
        reason=seen.reason,
        open=seen.open(now),
        reviewable=waits and Action.REVIEW_GLASS in may and seen.person != viewer.actor.person,
        finding="" if seen.finding is None else str(FINDINGS[seen.finding]),
        words=seen.words,
        reviewed=" · ".join(part for part in (seen.reviewer, reviewed) if part),
    )


def alarms(viewer: Viewer, now: Millis) -> Iterator[Alarm]:
    """Yield what everybody who watches is told at once: what is open, and what nobody has reviewed."""
    seen = queries.watch(viewer.actor.tenant, now)
    sees = Action.VIEW_GLASS in TABLE[viewer.role]
    where, link = (reverse("glass"), _("Alle Notzugriffe")) if sees else ("", "")
    if seen.open:
        words = ngettext(
            "Ein Notzugriff ist gerade offen.", "%(number)s Notzugriffe sind gerade offen.", seen.open
        )
        advice = _("Jemand öffnet, was ihm sonst verschlossen ist. Wer, was und warum, steht in der Liste.")
        yield Alarm(words % {"number": dates.whole(seen.open)}, advice, where, link)
    if seen.unreviewed:
        words = ngettext(
            "Ein Notzugriff ist vorbei und noch nicht geprüft.",
            "%(number)s Notzugriffe sind vorbei und noch nicht geprüft.",
            seen.unreviewed,
        )
        advice = _("Leitung oder Teamleitung prüft ihn; nicht, wer ihn geöffnet hat.")
        yield Alarm(words % {"number": dates.whole(seen.unreviewed)}, advice, where, link)
