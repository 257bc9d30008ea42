"""The store as it is shown: figures, differences with what to do, and the alarm on the overview.

Decides words only. It names ids of things, and of a call only to whoever may see calls.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rufschutz.console import dates
from rufschutz.console.language import language
from rufschutz.console.overview.alarms import Alarm
from rufschutz.core.completeness.queries import unsettled
from rufschutz.domain.access.request import Action
from rufschutz.domain.access.table import TABLE
from rufschutz.domain.completeness.tally import Fate
from rufschutz.domain.completeness.words import advice, what

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rufschutz.console.viewer import Viewer
    from rufschutz.core.completeness.queries import IncidentView, Whole
    from rufschutz.domain.completeness.tally import Day


@dataclass(frozen=True, slots=True)
class Sheet:
    """One difference as it is shown. ``gone`` and ``settled`` are '' while it is there and open."""

    id: str
    what: str
    advice: str
    subject: str
    call: str
    found: str
    seen: str
    gone: str
    settled: str
    words: str


@dataclass(frozen=True, slots=True)
class Figures:
    """What began and what became of it, as numbers in words. ``day`` is '' for all days."""

    day: str
    born: str
    stored: str
    unstored: str
    erased: str
    making: str
    missing: str
    wrong: bool


def sheet(seen: IncidentView, viewer: Viewer) -> Sheet:
    """Return one difference as this viewer sees it."""
    zone, tongue = viewer.zone, language()
    ended = "" if seen.closed_at is None else dates.day_and_time(seen.closed_at, zone)
    return Sheet(
        id=seen.id,
        what=what(seen.kind, tongue),
        advice=advice(seen.kind, tongue),
        subject=seen.subject,
        call=seen.call if Action.VIEW_CALL in TABLE[viewer.role] else "",
        found=dates.day_and_time(seen.found_at, zone),
        seen=dates.day_and_time(seen.last_seen_at, zone),
        gone="" if seen.gone_at is None else dates.day_and_time(seen.gone_at, zone),
        settled=" · ".join(part for part in (seen.closed_by, ended) if part),
        words=seen.words,
    )


def figures(day: Day, zone: str) -> Figures:
    """Return a day's figures; those of all days where it begins before all time."""
    return Figures(
        day="" if day.start < 0 else dates.day(day.start, zone),
        born=dates.whole(day.born),
        stored=dates.whole(day.of(Fate.STORED)),
        unstored=dates.whole(day.of(Fate.UNSTORED)),
        erased=dates.whole(day.of(Fate.ERASED)),
        making=dates.whole(day.of(Fate.MAKING)),
        missing=dates.whole(day.of(Fate.MISSING)),
        wrong=day.of(Fate.MISSING) > 0,
    )


def wholeness(whole: Whole, zone: str) -> tuple[str, str]:
    """Return how many archives are unaltered, and until when at least all of them were looked at."""
    total = dates.whole(whole.intact + whole.altered + whole.unknown)
    words = _("%(intact)s von %(total)s Aufnahmen unverändert") % {
        "intact": dates.whole(whole.intact),
        "total": total,
    }
    return words, "" if whole.oldest is None else dates.day_and_time(whole.oldest, zone)


def alarms(viewer: Viewer) -> Iterator[Alarm]:
    """Yield what everybody who watches is told: that something is not as it has to be."""
    count = sum(unsettled(viewer.actor.tenant).values())
    if not count:
        return
    words = ngettext(
        "Eine Abweichung im Bestand ist nicht geklärt.",
        "%(number)s Abweichungen im Bestand sind nicht geklärt.",
        count,
    )
    told = _("Was fehlt oder zu viel ist, was verändert ist und was zu tun ist, steht auf der Seite.")
    sees = Action.CHECK_STORE in TABLE[viewer.role]
    where, link = (reverse("store"), _("Bestand ansehen")) if sees else ("", "")
    yield Alarm(words % {"number": dates.whole(count)}, told, where, link)
