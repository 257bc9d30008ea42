"""What the team answered about its own voice, and in which state the works agreement is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rufschutz.core.base import tenant_scope
from rufschutz.core.consent.models import CouncilAgreement, StaffAnswer
from rufschutz.domain.call.facts import ConsentState
from rufschutz.domain.consent.staff import CouncilState, LegAnswer, agent_leg
from rufschutz.domain.ids import PurposeId

if TYPE_CHECKING:
    from rufschutz.domain.ids import PersonId, TenantId


def states_of(tenant: TenantId, person: PersonId) -> dict[PurposeId, ConsentState]:
    """Return a person's last answer for each purpose that they ever answered for; any other is a no."""
    with tenant_scope(tenant):
        rows = StaffAnswer.objects.filter(person=person).order_by("at", "id")
        return {PurposeId(row.purpose): ConsentState(row.state) for row in rows}


def leg_of(tenant: TenantId, person: PersonId, purpose: PurposeId) -> LegAnswer:
    """Return whether a person's side may be captured for a purpose, and why or why not."""
    return agent_leg(states_of(tenant, person).get(purpose), council(tenant))


def council(tenant: TenantId) -> CouncilState | None:
    """Return whether there is a works council and how far its agreement is; None: nobody has said."""
    with tenant_scope(tenant):
        row = CouncilAgreement.objects.order_by("-at", "-id").first()
    return None if row is None else CouncilState(row.state)
