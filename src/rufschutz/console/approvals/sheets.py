"""What the queue of approvals shows of each request: what, how many, why, who, since and until when.

Decides words only; whether somebody's word counts is decided by the record.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rufschutz.console import dates
from rufschutz.console.approvals import words
from rufschutz.console.approvals.subjects import telling
from rufschutz.console.purposes.sheets import OpinionRow
from rufschutz.console.purposes.words import VERDICTS
from rufschutz.domain.approval.proposal import State, Way
from rufschutz.domain.moments import DAY, SECOND

if TYPE_CHECKING:
    from rufschutz.console.approvals.telling import Telling
    from rufschutz.console.viewer import Viewer
    from rufschutz.core.approvals.requests import RequestCard
    from rufschutz.domain.approval.opinion import Opinion
    from rufschutz.domain.moments import Millis

_HOUR = 3600 * SECOND


@dataclass(frozen=True, slots=True)
class RequestSheet:
    """A request as it is read. ``next``: what happens when; ``decided``: who decided it, and when.

    ``own``: whoever looks asked for it themselves.
    """

    id: str
    sha256: str
    count: int
    said: Telling
    reason: str
    by: str
    when: str
    state: str
    next: str
    decided: str
    waiting: bool
    own: bool
    needs_opinion: bool
    loosens: bool
    opinions: tuple[OpinionRow, ...]


def sheet(card: RequestCard, viewer: Viewer, now: Millis) -> RequestSheet:
    """Return a request as it is shown to this viewer."""
    waiting = card.open(now)
    state = State.EXPIRED if card.state is State.WAITING and not waiting else card.state
    return RequestSheet(
        id=card.id,
        sha256=card.sha256,
        count=card.count,
        said=telling(card, viewer),
        reason=card.reason,
        by=words.by_whom(card.requester_name),
        when=dates.day_and_time(card.proposed_at, viewer.zone),
        state=str(words.STATES[state]),
        next=_next(card, viewer.zone, now) if waiting else "",
        decided=_decided(card, viewer.zone),
        waiting=waiting,
        own=bool(card.requester) and card.requester == viewer.actor.person,
        needs_opinion=card.waits_for_opinion,
        loosens=card.loosens,
        opinions=tuple(_opinion(each, viewer.zone) for each in card.opinions),
    )


def _opinion(each: Opinion, zone: str) -> OpinionRow:
    return OpinionRow(str(VERDICTS[each.verdict]), each.words, dates.day_and_time(each.at, zone))


def _next(card: RequestCard, zone: str, now: Millis) -> str:
    end = dates.day_and_time(card.ends_at, zone)
    if card.ripe_at is None:
        return _("Eine zweite Person entscheidet; ohne Entscheidung verfällt es am %(when)s (%(left)s).") % {
            "when": end,
            "left": left(card.ends_at, now),
        }
    said = {"when": dates.day_and_time(card.ripe_at, zone), "left": left(card.ripe_at, now)}
    if card.waits_for_opinion:
        return _("Gilt von selbst frühestens ab %(when)s, und nur mit einer Stellungnahme.") % said
    if card.way is Way.DEADLINE:
        return (
            _(
                "Gilt mit der Freigabe einer zweiten Person, von selbst aber spätestens ab %(when)s "
                "(72 Stunden; %(left)s)."
            )
            % said
        )
    return (
        _(
            "Es gibt keine zweite Person: Gilt von selbst ab %(when)s (48 Stunden; %(left)s), wenn es bis "
            "dahin niemand zurückzieht."
        )
        % said
    )


def left(moment: Millis, now: Millis) -> str:
    """Return how long it is until a moment: days where there are two, hours otherwise."""
    milliseconds = max(0, moment - now)
    if milliseconds >= 2 * DAY:
        days = milliseconds // DAY
        return ngettext("noch %(number)s Tag", "noch %(number)s Tage", days) % {"number": days}
    hours = -(-milliseconds // _HOUR)
    return ngettext("noch %(number)s Stunde", "noch %(number)s Stunden", hours) % {"number": hours}


def _decided(card: RequestCard, zone: str) -> str:
    if card.decided_at is None:
        return ""
    when = dates.day_and_time(card.decided_at, zone)
    if card.decided_by_name:
        return f"{card.decided_by_name}, {when}"
    return _("von selbst, %(when)s") % {"when": when}
