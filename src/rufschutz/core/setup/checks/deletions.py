"""Deletions: that nothing outlives the moment at which it should be gone.

Decides only when that is a fault; what is due is decided by its rule and its promise.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rufschutz.core.retention.queries import overdue, overdue_since, stuck
from rufschutz.core.retention.stops import stopped
from rufschutz.core.setup.checks.finding import error, warning
from rufschutz.core.tenants.queries import tenant_ids
from rufschutz.domain.retention.retry import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rufschutz.core.setup.checks.finding import Finding
    from rufschutz.domain.moments import Millis

PATIENCE = 2 * 60 * 60 * 1000
"""A sweep comes every hour: what is late by more (ms) is not deleted by the next one either."""

NAMED = 5
"""So many things that refuse to go are named one by one."""

_WORKER = "See the worker's log and the rights on the journals' directory; it is tried again by itself."
_ADVICE = {
    Fault.NOTHING: _WORKER,
    Fault.BLOB_STAYS: "Its key is gone. Let the file {blob} in the archive's directory be deleted: "
    "is the disk read-only, is the file protected? It is tried again by itself.",
    Fault.JOURNAL_STAYS: _WORKER,
    Fault.CAME_BACK: "Something puts the file {blob} back, such as a tool that synchronises: end that.",
    Fault.NOT_PERMITTED: _WORKER,
}


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
        for thing in stuck(tenant, NAMED):
            what = f"{thing.kind} {thing.artefact} cannot be erased: {thing.fault.value}, {thing.tries} tries"
            yield error("deletion_refused", what, _ADVICE[thing.fault].format(blob=thing.blob))
        if stop := stopped(tenant, now):
            hours = max(1, (stop.until - now) // 3_600_000)
            what = f"deletion runs are stopped for {hours} hours more: {stop.reason}"
            yield warning(
                "deletions_stopped", what, "Let them go on as soon as you can: rufschutz retention resume"
            )
