"""Deletions: that nothing outlives the moment at which it should be gone.

Decides only when that is a fault; what is due is decided by its rule and its promise.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rufschutz.core.retention.queries import overdue, overdue_since
from rufschutz.core.setup.checks.finding import error
from rufschutz.core.tenants.queries import tenant_ids

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rufschutz.core.setup.checks.finding import Finding
    from rufschutz.domain.moments import Millis

PATIENCE = 2 * 60 * 60 * 1000
"""A sweep comes every hour: what is late by more (ms) is not deleted by the next one either."""


def findings(now: Millis) -> Iterator[Finding]:
    """Yield how much of each tenant should be gone and is not: due, or begun and never finished."""
    for tenant in tenant_ids():
        late = now - overdue_since(tenant, now)
        if late > PATIENCE:
            what = f"{overdue(tenant, now)} things should be gone, the oldest since {late // 3_600_000} hours"
            advice = (
                "Start the worker, or see its log: a file that cannot be deleted is named there. "
                "Then: rufschutz retention run"
            )
            yield error("deletions_late", what, advice)
