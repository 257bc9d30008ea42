"""Payloads of the log under another evidence key: what a leaf commits to stays as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rufschutz.core.audit.ledger import payload_context
from rufschutz.core.audit.models import LogEntry
from rufschutz.core.base import tenant_scope

if TYPE_CHECKING:
    from collections.abc import Callable

    from rufschutz.domain.ids import TenantId


def seal_anew(
    tenant: TenantId, reseal: Callable[[bytes, bytes], bytes], after: int, most: int
) -> tuple[int, int]:
    """Seal the payloads of at most ``most`` entries behind the row ``after`` anew; in a transaction.

    ``reseal`` makes of ``(sealed, context)`` what is stored. Returns the last row seen and how many
    payloads changed; the row is ``after`` where there was none behind it.
    """
    with tenant_scope(tenant):
        rows = list(LogEntry.objects.select_for_update().filter(id__gt=after).order_by("id")[:most])
        changed = []
        for row in rows:
            sealed = bytes(row.payload or b"")
            if sealed and (anew := reseal(sealed, payload_context(row.index))) != sealed:
                row.payload = anew
                changed.append(row)
        LogEntry.objects.bulk_update(changed, ["payload"], batch_size=500)
    return (rows[-1].id if rows else after), len(changed)
