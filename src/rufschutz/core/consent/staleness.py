"""Whether a standing consent still counts under what its purpose is today.

Decides at the moment of asking: what was agreed to under words or a purpose that have changed
materially since counts no more from the moment the change is in force (Art. 7 GDPR), whenever
the daily round comes to write its end. It writes nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rufschutz.core.consent.models import ConsentEvent
from rufschutz.core.purposes.queries import material_since
from rufschutz.domain.ids import PurposeId

if TYPE_CHECKING:
    from rufschutz.core.consent.models import StandingConsent
    from rufschutz.domain.ids import TenantId


class Staleness:
    """Answers within the scope of ``tenant``; the same question is put to the database once."""

    def __init__(self, tenant: TenantId) -> None:
        self._tenant = tenant
        self._answers: dict[tuple[str, str], bool] = {}

    def of(self, state: StandingConsent) -> bool:
        """Say whether what a standing consent was given for has changed materially since."""
        plan = ConsentEvent.objects.filter(id=state.event).values_list("plan", flat=True).first() or ""
        place = (state.purpose, plan)
        if place not in self._answers:
            self._answers[place] = material_since(self._tenant, PurposeId(state.purpose), plan)
        return self._answers[place]
