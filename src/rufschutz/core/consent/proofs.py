"""Evidence of consents may never be changed, so that the key it was sealed with stays until it is erased."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rufschutz.core.base import tenant_scope
from rufschutz.core.consent.models import ConsentEvent
from rufschutz.core.keys.actions.rotation import OLDER_EVIDENCE

if TYPE_CHECKING:
    from rufschutz.domain.ids import TenantId
    from rufschutz.domain.moments import Millis


def stored_until(tenant: TenantId, until: Millis) -> bool:
    """Say whether an event is left that may have been stored until a moment: none happens after it is."""
    with tenant_scope(tenant):
        return ConsentEvent.objects.filter(at__lte=until).exists()


OLDER_EVIDENCE.append(stored_until)
