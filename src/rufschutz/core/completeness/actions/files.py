"""Files of the log that were found not to be what was published: each an incident that names it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import transaction

from rufschutz.core.audit.differing import is_told
from rufschutz.core.base import tenant_scope
from rufschutz.core.completeness.actions.incidents import incident

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rufschutz.core.audit.differing import Finding
    from rufschutz.domain.ids import TenantId
    from rufschutz.domain.moments import Millis

MOST: Final = 1000
"""How many files are named one by one: there are more than a person can look at."""


@is_told
def told(tenant: TenantId, found: Sequence[Finding], now: Millis) -> None:
    """Write down what was found, in one transaction; the files themselves are kept aside."""
    with tenant_scope(tenant), transaction.atomic():
        for each in found[:MOST]:
            incident(tenant, each.kind, each.name, (), now)
