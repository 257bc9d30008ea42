"""Deletions: that nothing outlives the moment at which it should be gone.

Decides only when that is a fault; what is due is decided by its rule and its promise.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rufschutz.core.retention.queries import overdue, overdue_since, stuck
from rufschutz.core.retention.stops import stopped, waiting_wish
from rufschutz.core.setup.checks.finding import error, warning
from rufschutz.core.tenants.queries import tenant_ids
from rufschutz.domain.retention.retry import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rufschutz.core.setup.checks.finding import Finding
    from rufschutz.domain.ids import TenantId
    from rufschutz.domain.moments import Millis

PATIENCE = 2 * 60 * 60 * 1000
"""A sweep comes every hour: what is late by more (ms) is not deleted by the next one either."""

NAMED = 5
"""So many things that refuse to go are named one by one."""

_ANSWER = "An owner or a team leader answers: rufschutz retention stop-requests, or the page Löschkonzept."
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
        yield from _asked(tenant, now)
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


def _asked(tenant: TenantId, now: Millis) -> Iterator[Finding]:
    """Yield the officer's request to stop runs while it is open; after 24 hours that is a fault."""
    asked = waiting_wish(tenant)
    if asked is None:
        return
    if asked.late(now):
        hours = abs(now - asked.at) // 3_600_000
        what = (
            f"the officer's request to stop deletion runs is unanswered since {hours} hours: {asked.reason}"
        )
        yield error("stop_request_unanswered", what, _ANSWER)
    else:
        hours = max(1, (asked.answer_by - now) // 3_600_000)
        what = f"the officer asks to stop deletion runs, to be answered within {hours} hours: {asked.reason}"
        yield warning("stop_requested", what, _ANSWER)
