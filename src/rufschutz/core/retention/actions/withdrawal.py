"""A withdrawal after the call: consents end, and what they alone permitted dies at once.

One transaction writes the withdrawal, destroys the keys and scrubs the rows; from then on
nobody can hear anything for these purposes and nothing is archived for them any more. A sound
that another consent of the call permits stays for that purpose alone. What remains are the steps
of the sweep, done here and, if this process dies, by the next run. No approval, no second
person (Art. 7(3) GDPR), no disadvantage: what the caller asked for stays. Entered twice, it
happens once.
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
from rufschutz.core.holds.locks import held, held_until
from rufschutz.core.matters.queries import asked_back
from rufschutz.core.pages import forget_pages
from rufschutz.core.recordings import actions as recordings
from rufschutz.core.recordings.models import Use
from rufschutz.core.retention.actions.sweep import Ground, begin, finish_open
from rufschutz.core.retention.actions.uses import end
from rufschutz.core.retention.due import MATTER, Shelf, reasons_alone
from rufschutz.core.retention.models import Erasure
from rufschutz.core.retention.withdrawable import withdrawable, withdrawable_alone
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
    from collections.abc import Collection

    from rufschutz.core.keys.actions import Keys
    from rufschutz.core.retention.actions.run import Place
    from rufschutz.core.retention.withdrawable import Withdrawable
    from rufschutz.domain.access.request import Actor
    from rufschutz.domain.ids import PurposeId, TenantId

CALLER = "caller"
"""Who withdrew, where nobody of the house entered it."""


@dataclass(frozen=True, slots=True)
class Gone:
    """A recording that a withdrawal deleted; ``proven``: its absence was read back and goes into the log."""

    artefact: ArtefactId
    proven: bool


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """What was withdrawn in a call; ``entered``: now, not before. ``gone``: all that withdrawals deleted.

    ``purposes``: whose consents ended now. ``locked_until``: a hold keeps what there is, for legal claims
    alone, at the latest until then (ms UTC); None where none does.
    """

    call: CallId
    entered: bool
    gone: tuple[Gone, ...]
    purposes: tuple[PurposeId, ...] = ()
    locked_until: Millis | None = None


@dataclass(frozen=True, slots=True)
class _Hand:
    """Who enters a withdrawal (None: the caller alone), how, with what, and when."""

    actor: Actor | None
    method: Method
    keys: Keys
    ground: Ground
    now: Millis
    purposes: Collection[PurposeId] | None

    def look(self, call: CallId) -> Withdrawable:
        """Return what ends."""
        if self.actor is None:
            return withdrawable_alone(call, self.now, self.purposes)
        return withdrawable(self.actor, call, self.now, self.purposes)


def withdraw(
    actor: Actor,
    call: CallId,
    keys: Keys,
    place: Place,
    now: Millis,
    method: Method = Method.STAFF,
    purposes: Collection[PurposeId] | None = None,
) -> Withdrawn:
    """End the consents of a call, all or those of named purposes, and delete what nothing permits then.

    Raises `NotFound`, `AccessDenied`, `CallStillRunning` and `NothingToWithdraw`; nothing
    has changed then. A blob that cannot be removed is unreadable and tried again by the sweep.
    """
    return _withdraw(_Hand(actor, method, keys, _ground(actor.tenant, place), now, purposes), call)


def withdraw_unattended(
    tenant: TenantId,
    call: CallId,
    purposes: Collection[PurposeId] | None,
    method: Method,
    keys: Keys,
    place: Place,
    now: Millis,
) -> Withdrawn:
    """Do the same for a caller whom nobody of the house helps: receipt page, typed code, API.

    Who calls this has made sure that the caller may: it asks for no role. ``purposes`` None: all.
    Raises `NotFound`, `CallStillRunning` and `NothingToWithdraw`.
    """
    return _withdraw(_Hand(None, method, keys, _ground(tenant, place), now, purposes), call)


def enter_unattended(
    call: CallId,
    purposes: Collection[PurposeId] | None,
    method: Method,
    keys: Keys,
    ground: Ground,
    now: Millis,
) -> Withdrawn:
    """Enter it within the caller's transaction and the tenant's scope: unreadable from its commit on.

    The ciphertext goes with the worker's next round (`finish_all`). Raises as `withdraw_unattended`.
    """
    found = _enter(_Hand(None, method, keys, ground, now, purposes), call)
    return Withdrawn(call, _entered(found), _gone(call), found.given, held_until(call))


def _ground(tenant: TenantId, place: Place) -> Ground:
    return Ground(tenant, place.rules(tenant), place.blobs, place.journals, Clock.REAL)


def _withdraw(hand: _Hand, call: CallId) -> Withdrawn:
    with tenant_scope(hand.ground.tenant):
        found = _enter(hand, call)
        finish_open(hand.ground, hand.now, call)
        gone, until = _gone(call), held_until(call)
    forget_pages()
    return Withdrawn(call, _entered(found), gone, found.given, until)


def _entered(found: Withdrawable) -> bool:
    return bool(found.given or found.recordings or found.uses)


def _enter(hand: _Hand, call: CallId) -> Withdrawable:
    """Do all that has to be true at once; return what was not so already."""
    with transaction.atomic():
        hold_log(hand.ground.tenant)
        found = hand.look(call)
        for purpose in found.given:
            _end_consent(hand, found, purpose)
        end(found.uses, Cause.WITHDRAWAL, hand.ground, hand.now)
        if held([call]):
            _lock(hand, found)
            return found
        begin(Shelf.RECORDINGS, found.recordings, Cause.WITHDRAWAL, hand.ground, hand.now)
        if found.last:
            begin(Shelf.MATTERS, reasons_alone(call, hand.now), Cause.WITHDRAWAL, hand.ground, hand.now)
            _forget_number(found)
    return found


def _lock(hand: _Hand, found: Withdrawable) -> None:
    """Let what a hold covers survive for legal claims alone: for all else its keys die now.

    It is due from now on, so that it goes when the hold ends (Art. 17(3)(e) GDPR).
    """
    names = [thing.artefact for thing in found.recordings]
    living = Use.objects.filter(artefact__in=names, ended_at=None).values_list("id", flat=True)
    end(list(living), Cause.WITHDRAWAL, hand.ground, hand.now)
    recordings.fall_due(names, hand.now)
    name = CallId(found.call.id)
    if found.last and not keeps_number(Outcome.YES_THEN_STAR, matter_confirmed=asked_back(name)):
        calls.number_falls_due(name, hand.now)


def _end_consent(hand: _Hand, found: Withdrawable, purpose: PurposeId) -> None:
    """Add the withdrawal to the consent, the timeline and the log; never before the call's own events."""
    call = found.call
    actor, name, at = hand.actor, CallId(call.id), Millis(max(hand.now, call.ended_at or hand.now))
    tenant, way = hand.ground.tenant, hand.method.value
    head = Head(FactId(new_id()), tenant, LineId(call.line), name, at)
    entered = Withdrawal(head, purpose, hand.method, None if actor is None else actor.person)
    sworn = consents.withdraw(entered, PlanVersion(call.plan), hand.keys, hand.ground.rules)
    state = ConsentState.WITHDRAWN.value
    detail = {"purpose": purpose, "state": state, "refused_by": "", "method": way}
    if found.paged:
        calls.note(head, consents.AFTERWARDS, EntryKind.CONSENT, detail)
    role = CALLER if actor is None else actor.role.value
    details = (Detail("purpose", purpose), Detail("method", way), Detail("role", role), *sworn)
    who = CALLER if actor is None else actor.person
    record(Entry(AuditEvent.CONSENT_WITHDRAWN, tenant, at, who, name, details), name)


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
