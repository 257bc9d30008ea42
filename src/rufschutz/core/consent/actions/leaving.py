"""Asking a second person to let the whole ledger of consents leave; what it does is done by who asked.

Decides nothing: whether the profile demands it says `rufschutz.core.approvals.leave`, and the ledger is
written by `rufschutz.core.consent.export`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rufschutz.core.approvals.actions import Shown, ask, locked
from rufschutz.core.approvals.effects import counted, takes_effect
from rufschutz.core.audit import access
from rufschutz.core.consent.models import ConsentEvent
from rufschutz.domain import canonical
from rufschutz.domain.access.request import Action
from rufschutz.domain.access.table import PROOF
from rufschutz.domain.approval.subject import Subject

if TYPE_CHECKING:
    from rufschutz.core.approvals.models import Proposal
    from rufschutz.domain.access.request import Actor
    from rufschutz.domain.ids import PersonId
    from rufschutz.domain.moments import Millis


def ask_export(actor: Actor, reason: str, now: Millis, behind: PersonId | None = None) -> str:
    """Ask a second person to let the whole ledger leave; return the request's id.

    Raises `AccessDenied` or `ProposalError`.
    """
    access.require(actor, Action.EXPORT_LEDGER, PROOF, now)
    with locked(actor.tenant):
        document = canonical.dumps({"ledger": str(actor.tenant)}).decode()
        number = ConsentEvent.objects.count()
        shown = Shown(Subject.EXPORT_LEDGER, document, reason, target=actor.tenant, count=number)
        return ask(actor, shown, now, behind)


@takes_effect(Subject.EXPORT_LEDGER)
def let_leave(asked: Proposal, now: Millis) -> str:
    """Do nothing yet: who asked takes the ledger out within the time of their leave, once."""
    del now
    return asked.target


@counted(Subject.EXPORT_LEDGER)
def count_ledger(asked: Proposal, now: Millis) -> int:
    """Return how many consent events would leave now."""
    del asked, now
    return ConsentEvent.objects.count()
