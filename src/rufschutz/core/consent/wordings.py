"""Under which version of the policy each consent was asked for: the one its call plan was made from.

Decides nothing. What was imported, or rests on a plan that is not known here, has none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rufschutz.core.base import tenant_scope
from rufschutz.core.consent.models import ConsentEvent
from rufschutz.core.purposes.models import PolicyVersion, PublishedPlan
from rufschutz.domain.ids import FactId
from rufschutz.domain.moments import Millis

if TYPE_CHECKING:
    from collections.abc import Collection

    from rufschutz.domain.ids import TenantId


@dataclass(frozen=True, slots=True)
class Wording:
    """A version of the policy, by its number (1, 2, …), and since when it was in force (ms UTC)."""

    number: int
    since: Millis


def wordings(tenant: TenantId, events: Collection[FactId]) -> dict[FactId, Wording]:
    """Return the version under which each of these consents of a tenant was asked for or given."""
    with tenant_scope(tenant):
        asked = dict(ConsentEvent.objects.filter(id__in=list(events)).values_list("id", "plan"))
        plans = PublishedPlan.objects.filter(tenant_id=tenant, version__in=set(asked.values()))
        policies = dict(plans.values_list("version", "policy"))
        rows = PolicyVersion.objects.filter(id__in=set(policies.values()))
        known = {row.id: Wording(row.number, Millis(row.adopted_at)) for row in rows.defer("document")}
    return {
        FactId(event): known[policies[plan]] for event, plan in asked.items() if policies.get(plan) in known
    }
