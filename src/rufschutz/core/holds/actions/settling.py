"""The end of holds: what falls free dies at once where its time had come, and the record gets its date.

Time ends what nobody confirmed and what is over; the worker asks every minute, and whoever asks
twice finds nothing left to do. A lifted restriction gets its keys back here, from the worker, which
holds the root key. No hold protects past its end, and none ends but by this module.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rufschutz.core.approvals.actions import locked
from rufschutz.core.approvals.models import Proposal
from rufschutz.core.backup.tombstones import What, bury
from rufschutz.core.base import tenant_scope
from rufschutz.core.calls import actions as calls
from rufschutz.core.consent import actions as consents
from rufschutz.core.consent.models import Consent
from rufschutz.core.holds.actions.keys import close_to_claims, give_back
from rufschutz.core.holds.actions.rows import locked_row, pure, tell
from rufschutz.core.holds.locks import held, locking
from rufschutz.core.purposes.queries import rules
from rufschutz.core.retention.actions.sweep import begin
from rufschutz.core.retention.due import HOLD, Shelf, due_numbers
from rufschutz.core.retention.shredders import due_on
from rufschutz.core.retention.stops import stopped
from rufschutz.domain.approval.proposal import State as Asked
from rufschutz.domain.audit.certificate import Cause, Clock
from rufschutz.domain.audit.vocabulary import AuditEvent
from rufschutz.domain.call.facts import ConsentState
from rufschutz.domain.hold.hold import PROTECTING, State, with_time
from rufschutz.domain.ids import CallId, TenantId
from rufschutz.domain.moments import Millis
from rufschutz.domain.retention.due import Lifetime

if TYPE_CHECKING:
    from rufschutz.core.duedates import Rules
    from rufschutz.core.holds.models import Hold
    from rufschutz.core.keys.actions import Keys
    from rufschutz.domain.hold.hold import Hold as Pure

BY_TIME: Final = "core"


@dataclass(frozen=True, slots=True)
class _Law:
    """Under which rules and clock a tenant's things die."""

    tenant: TenantId
    rules: Rules
    clock: Clock = Clock.REAL


def settle(tenant: TenantId, keys: Keys, now: Millis) -> int:
    """End what time ends, and finish what was lifted; return how many holds changed."""
    with tenant_scope(tenant):
        names = list(locking().order_by("placed_at", "id").values_list("id", flat=True))
    return sum(_settle(tenant, name, keys, now) for name in names)


def end(row: Hold, done: Pure, event: AuditEvent, by: str, now: Millis) -> None:
    """Write a hold's end; what no other hold covers and is past its time begins to die.

    Where somebody stopped the runs it dies with the first one afterwards. Within the caller's
    transaction, which holds the tenant's log.
    """
    law = _Law(TenantId(row.tenant_id), rules(TenantId(row.tenant_id)))
    row.state = done.state.value
    _date(row, law, now)
    call = CallId(row.call)
    if done.state is not State.LIFTING:
        close_to_claims(call)
    tell(row, event, by, now)
    bury(law.tenant, What.HOLD_ENDED, [row.id], now)
    if not held([call]) and not stopped(law.tenant, now):
        _erase_due(call, law, now)


def _erase_due(call: CallId, law: _Law, now: Millis) -> None:
    """Begin the erasure of all that is past its time of a call that nothing holds; the worker finishes it."""
    if call in due_numbers(now):
        calls.forget_numbers([call])
        if not Consent.objects.filter(call=call, state=ConsentState.GIVEN.value).exists():
            consents.forget_index(call)
    for shelf in Shelf:
        doomed = [thing for thing in due_on(shelf, now) if thing.call == call]
        if doomed:
            begin(shelf, doomed, Cause.SWEEP, law, now)


def _settle(tenant: TenantId, name: str, keys: Keys, now: Millis) -> bool:
    with locked(tenant):
        row = locked_row(name)
        before = pure(row)
        done = with_time(before, now, waiting=_waiting(row))
        if done.state is not before.state:
            end(row, done, _EVENTS[done.state], BY_TIME, now)
        if done.state is State.LIFTING:
            _lifted(row, keys, now)
    return done.state not in PROTECTING


def _lifted(row: Hold, keys: Keys, now: Millis) -> None:
    """Make the keys for what may be used again, and then take the one for legal claims."""
    call = CallId(row.call)
    row.state = State.RELEASED.value
    row.save(update_fields=["state"])
    give_back(keys, call, now)
    close_to_claims(call)


def _waiting(row: Hold) -> bool:
    """Whether a second person can still confirm it."""
    return Proposal.objects.filter(id=row.proposal, state=Asked.WAITING.value).exists()


def _date(row: Hold, law: _Law, now: Millis) -> None:
    """Write the end, and when the record of the hold itself is due."""
    due = law.rules.due(HOLD, Lifetime(collected=Millis(row.placed_at), started=now))
    row.ended_at, row.rule, row.due_at = now, due.rule, due.at
    row.save(update_fields=["state", "ended_at", "rule", "due_at"])


_EVENTS: Final = {
    State.LAPSED: AuditEvent.HOLD_LAPSED,
    State.EXPIRED: AuditEvent.HOLD_RELEASED,
    State.LIFTING: AuditEvent.RESTRICTION_LIFTED,
}
"""What is logged of an end that time alone brought."""
