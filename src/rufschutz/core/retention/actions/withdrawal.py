"""A withdrawal entered after the call: the consent ends and its recordings die, at once.

One transaction writes the withdrawal, destroys the keys and scrubs the rows; from then on
nobody can hear anything and nothing can be archived any more. What remains are the steps
of the sweep, done here and, if this process dies, by the next run. No approval, no second
person (Art. 7(3) GDPR). Entered twice, it happens once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from rufschutz.adapters.clock import new_id
from rufschutz.core.audit.actions import hold_log, record
from rufschutz.core.base import tenant_scope
from rufschutz.core.calls import actions as calls
from rufschutz.core.calls.models import EntryKind
from rufschutz.core.consent import actions as consents
from rufschutz.core.matters.queries import asked_back
from rufschutz.core.retention.actions.run import forget_pages
from rufschutz.core.retention.actions.sweep import Ground, begin, finish_open
from rufschutz.core.retention.due import MATTER, Shelf, reasons_alone
from rufschutz.core.retention.models import Erasure
from rufschutz.core.retention.withdrawable import withdrawable
from rufschutz.domain.audit.certificate import Cause, Clock
from rufschutz.domain.audit.entry import Detail, Entry
from rufschutz.domain.audit.vocabulary import AuditEvent
from rufschutz.domain.call.facts import ConsentState, Head
from rufschutz.domain.call.outcome import Outcome, keeps_number
from rufschutz.domain.consent.withdrawal import Method, Withdrawal
from rufschutz.domain.ids import ArtefactId, CallId, FactId, LineId, PlanVersion
from rufschutz.domain.moments import Millis
from rufschutz.domain.retention.erasure import ErasureState

if TYPE_CHECKING:
    from rufschutz.core.calls.models import Call
    from rufschutz.core.keys.actions import Keys
    from rufschutz.core.retention.actions.run import Place
    from rufschutz.core.retention.withdrawable import Withdrawable
    from rufschutz.domain.access.request import Actor
    from rufschutz.domain.ids import PurposeId


@dataclass(frozen=True, slots=True)
class Gone:
    """A recording that a withdrawal deleted; ``proven``: its absence was read back and goes into the log."""

    artefact: ArtefactId
    proven: bool


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """What was withdrawn in a call; ``entered``: now, not before. ``gone``: all that withdrawals deleted."""

    call: CallId
    entered: bool
    gone: tuple[Gone, ...]


@dataclass(frozen=True, slots=True)
class _Hand:
    """Who enters a withdrawal, how, with what, and when."""

    actor: Actor
    method: Method
    keys: Keys
    ground: Ground
    now: Millis


def withdraw(
    actor: Actor, call: CallId, keys: Keys, place: Place, now: Millis, method: Method = Method.STAFF
) -> Withdrawn:
    """End the consents of a call and delete its recordings; return what is gone.

    Raises `NotFound`, `AccessDenied`, `CallStillRunning` and `NothingToWithdraw`; nothing
    has changed then. A blob that cannot be removed is unreadable and tried again by the sweep.
    """
    ground = Ground(actor.tenant, place.rules(actor.tenant), place.blobs, place.journals, Clock.REAL)
    with tenant_scope(actor.tenant):
        entered = _enter(_Hand(actor, method, keys, ground, now), call)
        finish_open(ground, now, call)
        gone = _gone(call)
    forget_pages()
    return Withdrawn(call, entered, gone)


def _enter(hand: _Hand, call: CallId) -> bool:
    """Do all that has to be true at once; return False where it was already."""
    with transaction.atomic():
        hold_log(hand.actor.tenant)
        found = withdrawable(hand.actor, call, hand.now)
        for purpose in found.given:
            _end_consent(hand, found.call, purpose)
        begin(Shelf.RECORDINGS, found.recordings, Cause.WITHDRAWAL, hand.ground, hand.now)
        begin(Shelf.MATTERS, reasons_alone(call, hand.now), Cause.WITHDRAWAL, hand.ground, hand.now)
        _forget_number(found)
    return bool(found.given or found.recordings)


def _end_consent(hand: _Hand, call: Call, purpose: PurposeId) -> None:
    """Add the withdrawal to the consent, the timeline and the log; never before the call's own events."""
    actor, name, at = hand.actor, CallId(call.id), Millis(max(hand.now, call.ended_at or hand.now))
    head = Head(FactId(new_id()), actor.tenant, LineId(call.line), name, at)
    entered = Withdrawal(head, purpose, hand.method, actor.person)
    consents.withdraw(entered, PlanVersion(call.plan), hand.keys, hand.ground.rules)
    state, method = ConsentState.WITHDRAWN.value, entered.method.value
    detail = {"purpose": purpose, "state": state, "refused_by": "", "method": method}
    calls.note(head, consents.AFTERWARDS, EntryKind.CONSENT, detail)
    details = (Detail("purpose", purpose), Detail("method", method), Detail("role", actor.role.value))
    record(Entry(AuditEvent.CONSENT_WITHDRAWN, actor.tenant, at, actor.person, name, details), name)


def _forget_number(found: Withdrawable) -> None:
    """Drop the number as after a star in the call: only a confirmed request to be called back keeps it."""
    name = CallId(found.call.id)
    if not keeps_number(Outcome.YES_THEN_STAR, matter_confirmed=asked_back(name)):
        calls.forget_numbers([name])
        consents.forget_index(name)


def _gone(call: CallId) -> tuple[Gone, ...]:
    rows = Erasure.objects.filter(call=call, because=Cause.WITHDRAWAL).exclude(kind=MATTER)
    rows = rows.order_by("destroyed_at", "id")
    return tuple(Gone(ArtefactId(row.artefact), row.state == ErasureState.LOGGED) for row in rows)
