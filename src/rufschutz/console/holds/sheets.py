"""What the Gesprächssafe shows of each hold: what, why, who, until when, how many things.

Decides words and what is offered; whether a hold can be ended is decided by the record.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rufschutz.console import dates
from rufschutz.console.approvals.telling import Fact
from rufschutz.console.holds.words import KINDS, STATES
from rufschutz.domain.access.request import Action
from rufschutz.domain.access.table import CLAIMS, TABLE
from rufschutz.domain.hold.hold import Kind, State

if TYPE_CHECKING:
    from rufschutz.console.viewer import Viewer
    from rufschutz.core.holds.queries import HoldView


@dataclass(frozen=True, slots=True)
class Sheet:
    """A hold as it is read. ``asks``: whoever looks may ask for its renewal or its end.

    ``waiting``: what a second person is being asked, in words, with the request's id in ``proposal``.
    ``sounds``: ids of what they may hear for legal claims.
    """

    id: str
    call: str
    title: str
    state: str
    covered: str
    until: str
    facts: tuple[Fact, ...]
    waiting: str
    proposal: str
    restriction: bool
    living: bool
    asks: bool
    sounds: tuple[str, ...]


def sheet(seen: HoldView, viewer: Viewer) -> Sheet:
    """Return a hold in plain words."""
    may = TABLE[viewer.role]
    plays = may.get(Action.PLAY_RECORDING)
    hears = plays is not None and CLAIMS in plays.purposes
    asks = Action.ASK_HOLD in may and seen.state is State.CONFIRMED and seen.waiting is None
    return Sheet(
        id=seen.id,
        call=seen.call if seen.call_at is not None else "",
        title=_title(seen, viewer.zone),
        state=str(STATES[seen.state]),
        covered=_things(seen.covered),
        until=_until(seen, viewer.zone),
        facts=tuple(_facts(seen, viewer.zone)),
        waiting=_waiting(seen),
        proposal=seen.proposal,
        restriction=seen.kind is Kind.RESTRICTION,
        living=seen.protects,
        asks=asks,
        sounds=seen.sounds if hears else (),
    )


def _title(seen: HoldView, zone: str) -> str:
    kind = str(KINDS[seen.kind])
    if seen.call_at is None:
        return kind
    when = dates.day_and_time(seen.call_at, zone)
    return _("%(kind)s: Anruf vom %(when)s") % {"kind": kind, "when": when}


def _until(seen: HoldView, zone: str) -> str:
    if seen.ended_at is not None:
        return _("beendet am %(day)s") % {"day": dates.day(seen.ended_at, zone)}
    if seen.lapses_at is not None:
        until = dates.day_and_time(seen.lapses_at, zone)
        return _("gilt sofort, verfällt aber am %(when)s, wenn niemand bestätigt") % {"when": until}
    return _("längstens bis %(day)s") % {"day": dates.last_day(seen.ends_at, zone)}


def _facts(seen: HoldView, zone: str) -> list[Fact]:
    told = _("ja") if seen.told else _("nein: %(why)s") % {"why": seen.untold}
    by = f"{seen.asked_name}, {dates.day_and_time(seen.placed_at, zone)}"
    found = [
        Fact(_("Grund"), seen.reason),
        Fact(_("Gegenseite"), seen.opponent),
        Fact(_("Anspruch"), seen.claim),
        Fact(_("Rechtsbeistand"), seen.counsel),
        Fact(_("Vorschrift"), seen.article),
        Fact(_("Weiß die Person davon?"), told),
        Fact(_("Nummer"), seen.number or ""),
        Fact(_("Gesetzt von"), by),
        Fact(_("Bestätigt von"), _second(seen)),
    ]
    return [fact for fact in found if fact.words]


def _second(seen: HoldView) -> str:
    alone = seen.confirmed_by and not seen.confirmed_name
    return _("niemandem: nach 48 Stunden ohne Widerspruch") if alone else seen.confirmed_name


def _waiting(seen: HoldView) -> str:
    return _("Eine zweite Person entscheidet.") if seen.waiting is not None else ""


def _things(count: int) -> str:
    words = ngettext(
        "Geschützt ist %(number)s Sache: Ton, Nummer, Anliegen, Einwilligung und Beleg zählen einzeln.",
        "Geschützt sind %(number)s Sachen: Ton, Nummer, Anliegen, Einwilligung und Beleg zählen einzeln.",
        count,
    )
    return words % {"number": dates.whole(count)}
