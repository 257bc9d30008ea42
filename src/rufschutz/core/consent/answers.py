"""What the team answered about its own voice, and in which state the works agreement is."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rufschutz.core.base import tenant_scope
from rufschutz.core.consent.models import CouncilAgreement, StaffAnswer
from rufschutz.core.purposes.policy import Availability
from rufschutz.core.purposes.queries import live_policy
from rufschutz.domain.call.facts import ConsentState
from rufschutz.domain.consent.staff import CouncilState, LegAnswer, agent_leg
from rufschutz.domain.ids import KindId, PersonId, PurposeId
from rufschutz.domain.moments import Millis
from rufschutz.domain.purposes.purpose import ConsentMode

if TYPE_CHECKING:
    from rufschutz.core.purposes.policy import PolicyPurpose
    from rufschutz.domain.ids import TenantId

STAFF = KindId("staff_basis")
"""Of which kind an answer of the team is."""

_VOICE = frozenset({"live_audio", "transcript"})


@dataclass(frozen=True, slots=True)
class AgreementView:
    """What was last entered of the works agreement, by whom, when (ms UTC).

    ``ends_on``: the last day on which it holds, None for no end; ``document``: how the house files it.
    """

    state: CouncilState
    agreed_on: dt.date | None
    ends_on: dt.date | None
    document: str
    person: PersonId
    at: Millis

    def on(self, day: dt.date) -> CouncilState:
        """Return how far the agreement is on a day: one that has ended counts as pending."""
        over = self.ends_on is not None and self.ends_on < day
        return CouncilState.PENDING if over else self.state


def states_of(tenant: TenantId, person: PersonId) -> dict[PurposeId, ConsentState]:
    """Return a person's last answer for each purpose that they ever answered for; any other is a no."""
    with tenant_scope(tenant):
        rows = StaffAnswer.objects.filter(person=person).order_by("at", "id")
        return {PurposeId(row.purpose): ConsentState(row.state) for row in rows}


def asked_of_the_team(tenant: TenantId) -> tuple[PurposeId, ...]:
    """Return for which purposes the team is asked; none where the profile records no voice of it."""
    policy = live_policy(tenant).policy
    if policy.rule(STAFF) is None:
        return ()
    return tuple(PurposeId(each.id) for each in policy.purposes if _captures_a_voice(each))


def leg_of(tenant: TenantId, person: PersonId, purpose: PurposeId, today: dt.date) -> LegAnswer:
    """Return whether a person's side may be captured for a purpose, and why or why not."""
    return agent_leg(states_of(tenant, person).get(purpose), council(tenant, today))


def council(tenant: TenantId, today: dt.date) -> CouncilState | None:
    """Return whether there is a works council and how far its agreement is; None: nobody has said.

    An agreement whose last day has passed counts as one that is pending. ``today``: in the tenant's zone.
    """
    found = agreement(tenant)
    return None if found is None else found.on(today)


def agreement(tenant: TenantId) -> AgreementView | None:
    """Return what was last entered of the works agreement; None: nobody has said."""
    with tenant_scope(tenant):
        row = CouncilAgreement.objects.order_by("-at", "-id").first()
    return None if row is None else _view(row)


def _captures_a_voice(purpose: PolicyPurpose) -> bool:
    asked = purpose.availability is not Availability.NEVER and purpose.consent == ConsentMode.PER_CALL
    return asked and any(kind.startswith("recording_") or kind in _VOICE for kind in purpose.kinds)


def _view(row: CouncilAgreement) -> AgreementView:
    return AgreementView(
        state=CouncilState(row.state),
        agreed_on=_day(row.agreed_on),
        ends_on=_day(row.ends_on),
        document=row.document,
        person=PersonId(row.person),
        at=Millis(row.at),
    )


def _day(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
