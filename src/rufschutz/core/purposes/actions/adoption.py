"""Adopting a policy: at set-up by the owner, later only as what a proposal became.

A policy is checked as a whole, adopted as a version and never changed afterwards.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from rufschutz.adapters.clock import new_id
from rufschutz.core.audit.actions import record
from rufschutz.core.backup.tombstones import What, bury
from rufschutz.core.base import tenant_scope
from rufschutz.core.purposes.checks import faults_of, used_texts
from rufschutz.core.purposes.errors import InForceError, PlanRefusedError
from rufschutz.core.purposes.models import PolicyVersion
from rufschutz.core.purposes.optional import unasked
from rufschutz.core.purposes.policy import policy_bytes, policy_sha256
from rufschutz.core.purposes.queries import rules
from rufschutz.core.retention.actions import shorten
from rufschutz.core.tenants.choices import Opening
from rufschutz.domain.audit.entry import Detail, Entry
from rufschutz.domain.audit.vocabulary import AuditEvent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rufschutz.core.purposes.policy import Policy
    from rufschutz.domain.ids import PersonId, TenantId
    from rufschutz.domain.moments import Millis


def adopt_policy(tenant: TenantId, policy: Policy, person: PersonId, now: Millis) -> str:
    """Adopt a controller's first policy and return its id; raise `PlanRefusedError` with every fault.

    The same again changes nothing. Raises `InForceError` where another one is in force: that is
    changed by a proposal. Lengths are measured when a plan is compiled.
    """
    with tenant_scope(tenant), transaction.atomic():
        last = PolicyVersion.objects.order_by("-number").first()
        if last is not None and last.sha256 != policy_sha256(policy):
            raise InForceError("another policy is in force")
        return enact(tenant, policy, person, now)


def enact(
    tenant: TenantId,
    policy: Policy,
    person: PersonId,
    now: Millis,
    proposal: str = "",
    material: Sequence[str] = (),
) -> str:
    """Put a policy in force and return its version's id; raise `PlanRefusedError` with every fault.

    For the actions of this package alone: nothing here asks who agreed. ``proposal`` and
    ``material`` as in `PolicyVersion`. The one in force again changes nothing.
    """
    require_sound(policy)
    digest = policy_sha256(policy)
    with tenant_scope(tenant), transaction.atomic():
        last = PolicyVersion.objects.order_by("-number").first()
        if last is not None and last.sha256 == digest:
            return last.id
        row = PolicyVersion.objects.create(
            id=new_id(),
            tenant_id=tenant,
            number=1 if last is None else last.number + 1,
            document=policy_bytes(policy).decode(),
            sha256=digest,
            adopted_by=person,
            adopted_at=now,
            proposal=proposal,
            material=list(material),
        )
        bury(tenant, What.POLICY, [row.id, person, row.document, *material], now, digest)
        details = (Detail("number", row.number), Detail("sha256", digest), Detail("proposal", proposal))
        record(Entry(AuditEvent.POLICY_ADOPTED, tenant, now, person, row.id, details))
        if last is not None:
            shorten(tenant, rules(tenant))
    return row.id


def require_sound(policy: Policy) -> None:
    """Raise `PlanRefusedError` with every fault that a policy holds for any opening."""
    faults = [fault for style in _styles(policy) for fault in faults_of(policy, style)]
    faults += unasked(policy)
    if faults:
        raise PlanRefusedError(tuple(dict.fromkeys(faults)))


def spoken_texts(policy: Policy) -> set[str]:
    """Return the ids of all texts that some line under this policy may say."""
    return {name for style in _styles(policy) for name in used_texts(policy, style)}


def _styles(policy: Policy) -> tuple[Opening, ...]:
    """Return the openings that a line may choose; asking later takes a menu of reasons."""
    return (Opening.ASK_FIRST, Opening.ASK_LATER) if policy.dialog.reasons else (Opening.ASK_FIRST,)
