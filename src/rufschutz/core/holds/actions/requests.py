"""Asking a second person to renew or release a hold, or to lift a restriction.

Nothing changes here but the queue of approvals; what is approved is done by `effects`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rufschutz.core.approvals.actions import Shown, ask, locked
from rufschutz.core.holds.actions.rows import locked_row, pure
from rufschutz.core.holds.covered import covered
from rufschutz.domain import canonical
from rufschutz.domain.approval.subject import Subject
from rufschutz.domain.hold.hold import released, renewed, require_released, require_restriction
from rufschutz.domain.ids import CallId

if TYPE_CHECKING:
    from rufschutz.core.holds.models import Hold
    from rufschutz.domain.access.request import Actor
    from rufschutz.domain.moments import Millis


def ask_renewal(actor: Actor, hold: str, ends_at: Millis, reason: str, now: Millis) -> str:
    """Ask for a later end of a confirmed hold; return the proposal's id.

    Raises `AccessDenied`, `NoHoldError`, a `HoldError` or `ProposalError`.
    """
    with locked(actor.tenant):
        row = locked_row(hold)
        renewed(pure(row), ends_at, now)
        return ask(actor, _shown(Subject.RENEW_HOLD, row, reason, ends_at), now)


def ask_release(actor: Actor, hold: str, reason: str, now: Millis) -> str:
    """Ask for the end of a confirmed hold: what is past its time is then deleted at once.

    Raises as `ask_renewal`, and `OtherWayError` for a restriction.
    """
    with locked(actor.tenant):
        row = locked_row(hold)
        require_released(pure(row))
        released(pure(row), now)
        return ask(actor, _shown(Subject.RELEASE_HOLD, row, reason), now)


def ask_lift(actor: Actor, hold: str, reason: str, now: Millis) -> str:
    """Ask for the end of a restriction: what consents still permit can be used again (Art. 18(3) GDPR).

    Raises as `ask_renewal`, and `OtherWayError` for any other hold.
    """
    with locked(actor.tenant):
        row = locked_row(hold)
        require_restriction(pure(row))
        released(pure(row), now)
        return ask(actor, _shown(Subject.LIFT_RESTRICTION, row, reason), now)


def _shown(subject: Subject, row: Hold, reason: str, ends_at: Millis | None = None) -> Shown:
    document: dict[str, canonical.Json] = {"call": row.call, "hold": row.id, "kind": row.kind}
    if ends_at is not None:
        document["ends_at"] = ends_at
    reached = covered(CallId(row.call)).total
    return Shown(subject, canonical.dumps(document).decode(), reason, target=row.id, count=reached)
