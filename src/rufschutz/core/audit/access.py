"""Asking the rules of access before anything of a call is read.

Decides nothing; `rufschutz.domain.access` does. A query that works for one asks once
and hands the decision on, so that what reads beneath it cannot be reached without one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rufschutz.core.errors import CoreError
from rufschutz.domain.access.decision import AccessDenied, decide
from rufschutz.domain.access.decision import require as _require
from rufschutz.domain.access.request import Action, Labels, Obligation, Request

if TYPE_CHECKING:
    from rufschutz.domain.access.request import Actor, Decision
    from rufschutz.domain.ids import LineId, PurposeId
    from rufschutz.domain.moments import Millis

__all__ = ["AccessDenied", "NotFound", "allowed", "own_lines", "require"]


class NotFound(CoreError):  # noqa: N818 - a state, not a fault
    """There is no such thing for this tenant; whether another has it is not said."""

    advice = "Follow a link from the list: what is deleted has no page any more."


def require(
    actor: Actor, action: Action, purpose: PurposeId, now: Millis, labels: Labels | None = None
) -> Decision:
    """Return the decision that allows the action; raise `AccessDenied` with the complete trace.

    Without ``labels`` the thing is a list or setting of the actor's own tenant.
    """
    return _require(Request(actor, action, purpose, labels or Labels(actor.tenant), now))


def allowed(actor: Actor, action: Action, purpose: PurposeId, now: Millis, labels: Labels) -> bool:
    """Say whether something should be offered at all; doing it asks again and records a refusal."""
    return decide(Request(actor, action, purpose, labels, now)).allowed


def own_lines(decision: Decision) -> frozenset[LineId] | None:
    """Return the lines to which a list is confined, None for all of the tenant's."""
    confined = Obligation.OWN_ONLY in decision.obligations
    return decision.request.actor.lines if confined else None
