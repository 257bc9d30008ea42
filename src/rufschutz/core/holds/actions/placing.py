"""Setting a hold or a restriction: it protects from the end of this transaction on.

A hold then waits for a second person; a restriction (Art. 18 GDPR) is the protective half and waits
for nobody. Who sets one is asked for access first; agents never get here. Rows, wraps, request and
log are one transaction that holds the tenant's log, so that no sweep runs beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rufschutz.adapters.clock import new_id
from rufschutz.core.approvals.actions import SUBJECT, Shown, ask, locked, require_reason
from rufschutz.core.audit import access
from rufschutz.core.backup.tombstones import What, bury
from rufschutz.core.calls.models import Call
from rufschutz.core.calls.queries import labels_of
from rufschutz.core.holds.actions.keys import close_to_others, open_for_claims
from rufschutz.core.holds.actions.rows import tell
from rufschutz.core.holds.covered import covered
from rufschutz.core.holds.errors import StillRunningError
from rufschutz.core.holds.locks import protecting
from rufschutz.core.holds.models import Hold
from rufschutz.domain import canonical
from rufschutz.domain.access.request import Action
from rufschutz.domain.access.table import CLAIMS, RIGHTS
from rufschutz.domain.approval.subject import Subject
from rufschutz.domain.audit.vocabulary import AuditEvent
from rufschutz.domain.hold import errors
from rufschutz.domain.hold.hold import Ground, Kind, placed

if TYPE_CHECKING:
    from rufschutz.core.keys.actions import Keys
    from rufschutz.domain.access.request import Actor
    from rufschutz.domain.ids import CallId, TenantId
    from rufschutz.domain.moments import Millis


@dataclass(frozen=True, slots=True)
class Placed:
    """A hold that was set. ``covered``: things it reaches; ``proposal``: what a second person is asked.

    ``proposal`` is '' where nobody is asked; ``fresh`` False where the same stood already.
    """

    hold: str
    covered: int
    proposal: str = ""
    fresh: bool = True


def place(actor: Actor, call: CallId, ground: Ground, keys: Keys, now: Millis) -> Placed:
    """Hold a call at once, and ask a second person to confirm it within seven days.

    Raises `AccessDenied`, `NotFound`, `StillRunningError`, a `HoldError` or `ProposalError`.
    """
    if ground.kind is Kind.RESTRICTION:
        raise errors.OtherWayError("a restriction takes effect by one person: restrict the call")
    with locked(actor.tenant):
        found = _call(call)
        access.require(actor, Action.ASK_HOLD, CLAIMS, now, labels_of(found))
        row = _row(actor.tenant, actor.person, call, ground, now)
        open_for_claims(keys, call, now)
        row.proposal = ask(actor, _shown(row, ground), now)
        row.save(force_insert=True)
        bury(actor.tenant, What.HELD, [call], now, row.id)
        tell(row, AuditEvent.ARTEFACT_HELD, actor.person, now)
    return Placed(row.id, row.covered, row.proposal)


def restrict(actor: Actor, call: CallId, ground: Ground, keys: Keys, now: Millis) -> Placed:
    """Restrict a call at once, by one person; asked twice, it is restricted once.

    Raises `AccessDenied`, `NotFound`, `StillRunningError` or a `HoldError`.
    """
    if ground.kind is not Kind.RESTRICTION:
        raise errors.OtherWayError("a hold takes a second person: place it")
    with locked(actor.tenant):
        found = _call(call)
        access.require(actor, Action.RESTRICT, RIGHTS, now, labels_of(found))
        return _restricted(actor.tenant, call, ground, keys, actor.person, now)


def restrict_alone(tenant: TenantId, call: CallId, ground: Ground, keys: Keys, now: Millis) -> Placed:
    """Do the same for a data subject whom nobody of the house helps, within `locked`.

    Who calls this has made sure that they may: it asks for no role.
    """
    _call(call)
    return _restricted(tenant, call, ground, keys, SUBJECT, now)


def _restricted(tenant: TenantId, call: CallId, ground: Ground, keys: Keys, who: str, now: Millis) -> Placed:
    """Restrict a call within the caller's transaction, which holds the tenant's log."""
    before = protecting().filter(call=call, kind=Kind.RESTRICTION.value).first()
    if before is not None:
        return Placed(before.id, before.covered, fresh=False)
    row = _row(tenant, who, call, ground, now)
    row.save(force_insert=True)
    bury(tenant, What.RESTRICTED, [call], now, row.id)
    open_for_claims(keys, call, now)
    close_to_others(call)
    tell(row, AuditEvent.RESTRICTION_SET, who, now)
    return Placed(row.id, row.covered)


def _call(call: CallId) -> Call:
    found = Call.objects.select_for_update().filter(id=call).first()
    if found is None:
        raise access.NotFound("there is no such call")
    if found.ended_at is None:
        raise StillRunningError("the call is still running")
    return found


def _row(tenant: TenantId, who: str, call: CallId, ground: Ground, now: Millis) -> Hold:
    require_reason(ground.reason)
    pure = placed(ground, now)
    return Hold(
        id=new_id(),
        tenant_id=tenant,
        call=call,
        kind=pure.kind.value,
        state=pure.state.value,
        reason=ground.reason.strip(),
        opponent=ground.opponent.strip(),
        claim=ground.claim.strip(),
        counsel=ground.counsel.strip(),
        article=ground.article.strip(),
        told=ground.told,
        untold="" if ground.told else ground.untold.strip(),
        covered=covered(call).total,
        asked=who,
        placed_at=now,
        ends_at=pure.ends_at,
    )


def _shown(row: Hold, ground: Ground) -> Shown:
    """Return what the second person sees, and what their word is bound to."""
    document: dict[str, canonical.Json] = {
        "article": row.article,
        "call": row.call,
        "claim": row.claim,
        "counsel": row.counsel,
        "ends_at": row.ends_at,
        "kind": row.kind,
        "opponent": row.opponent,
        "told": row.told,
        "untold": row.untold,
    }
    return Shown(
        Subject.PLACE_HOLD,
        canonical.dumps(document).decode(),
        ground.reason,
        target=row.id,
        count=row.covered,
    )
