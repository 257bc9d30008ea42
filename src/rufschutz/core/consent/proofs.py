"""Evidence of consents may never be changed, so that the key it was sealed with stays until it is erased."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rufschutz.core.base import tenant_scope
from rufschutz.core.consent.actions.events import evidence_context
from rufschutz.core.consent.models import ConsentEvent
from rufschutz.core.keys.actions.rotation import OLDER_EVIDENCE
from rufschutz.domain.ids import FactId

if TYPE_CHECKING:
    from rufschutz.core.keys.actions.rotation import Opens
    from rufschutz.domain.ids import TenantId


def lies_under(tenant: TenantId, opens: Opens) -> bool:
    """Say whether an event's evidence opens with a key."""
    with tenant_scope(tenant):
        rows = ConsentEvent.objects.order_by("at").values_list("id", "evidence").iterator(chunk_size=1_000)
        return any(opens(bytes(sealed), evidence_context(FactId(name))) for name, sealed in rows)


OLDER_EVIDENCE.append(lies_under)
