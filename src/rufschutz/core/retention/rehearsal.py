"""What another period would do to what is stored, counted by the very code that does it afterwards.

Decides nothing and changes nothing. A longer period reaches nothing that is stored: what was
announced binds (R98).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rufschutz.core.approvals.errors import NoProposalError
from rufschutz.core.approvals.models import Proposal
from rufschutz.core.audit import access
from rufschutz.core.base import tenant_scope
from rufschutz.core.purposes.policy import read_policy, retention_policy
from rufschutz.core.purposes.queries import rules
from rufschutz.core.retention.actions.shortening import reach
from rufschutz.domain.access.request import Action
from rufschutz.domain.access.table import SECURITY
from rufschutz.domain.approval.subject import Subject
from rufschutz.domain.ids import RuleId
from rufschutz.domain.retention.rule import compile_policy

if TYPE_CHECKING:
    from rufschutz.core.retention.actions.shortening import Reached
    from rufschutz.domain.access.request import Actor
    from rufschutz.domain.ids import KindId
    from rufschutz.domain.moments import Millis, Period


def of_proposal(actor: Actor, proposal: str, now: Millis) -> tuple[Reached, ...]:
    """Return what a proposed policy would make due earlier; empty where it proposes no policy.

    Raises `AccessDenied` or `NoProposalError`.
    """
    access.require(actor, Action.VIEW_POLICY, SECURITY, now)
    with tenant_scope(actor.tenant):
        row = Proposal.objects.filter(id=proposal).first()
    if row is None:
        raise NoProposalError("there is no such proposal here")
    if row.subject != Subject.POLICY:
        return ()
    proposed = retention_policy(read_policy(row.document.encode()))
    return reach(actor.tenant, replace(rules(actor.tenant), policy=proposed), now)


def of_period(actor: Actor, kind: KindId, period: Period, now: Millis) -> tuple[Reached, ...]:
    """Return what another period of one kind would make due earlier.

    Raises `AccessDenied`, `NoRuleError` for a kind that has no rule, or `PolicyError`.
    """
    access.require(actor, Action.VIEW_POLICY, SECURITY, now)
    live = rules(actor.tenant)
    old = live.policy.rule_of(kind)
    new = replace(old, id=RuleId(f"{kind}/{period}"), period=period)
    policy = compile_policy(new if rule is old else rule for rule in live.policy.rules)
    return reach(actor.tenant, replace(live, policy=policy), now)
