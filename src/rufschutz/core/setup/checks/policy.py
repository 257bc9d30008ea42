"""The policy: texts that somebody should have read again, and what waits for a second person."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfoNotFoundError

from rufschutz.core.approvals.queries import waiting
from rufschutz.core.purposes.errors import NoPolicyError
from rufschutz.core.purposes.library import overdue
from rufschutz.core.setup.checks.finding import note, warning
from rufschutz.core.tenants.queries import controller, tenant_ids
from rufschutz.domain.approval.subject import POLICY_SUBJECTS, Subject

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rufschutz.core.purposes.library import Overdue
    from rufschutz.core.setup.checks.finding import Finding
    from rufschutz.domain.ids import TenantId
    from rufschutz.domain.moments import Millis


def findings(now: Millis) -> Iterator[Finding]:
    """Yield reviews that are overdue and what nobody decided yet, controller by controller."""
    for tenant in tenant_ids():
        name = controller(tenant).short_name
        if late := _late(tenant, now):
            first = late[0]
            what = (
                f"{len(late)} texts of {name} should have been read again, {first.text} by {first.review_by}"
            )
            advice = "Read them: rufschutz policy texts --overdue; then: rufschutz policy propose review …"
            yield warning("text_review", what, advice)
        if count := waiting(tenant, now, POLICY_SUBJECTS).count:
            proposals = "1 change waits" if count == 1 else f"{count} changes wait"
            yield note("proposal", f"{proposals} in the policy of {name}", "See: rufschutz policy show")
        if count := waiting(tenant, now, frozenset(Subject) - POLICY_SUBJECTS).count:
            requests = "1 request waits" if count == 1 else f"{count} requests wait"
            what = f"{requests} for a second person at {name}"
            yield note("request", what, "See: rufschutz approvals list")


def _late(tenant: TenantId, now: Millis) -> tuple[Overdue, ...]:
    try:
        return overdue(tenant, now)
    except (NoPolicyError, ZoneInfoNotFoundError):  # both are findings of their own
        return ()
