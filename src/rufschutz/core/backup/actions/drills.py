"""What is kept of a drill: a row and an entry in each log, with the hash of its report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from rufschutz.adapters.clock import new_id
from rufschutz.core.audit.actions import record
from rufschutz.core.backup.models import Drill
from rufschutz.core.base import tenant_scope
from rufschutz.core.tenants.queries import tenant_ids
from rufschutz.domain.audit.entry import Detail, Entry
from rufschutz.domain.audit.vocabulary import AuditEvent

if TYPE_CHECKING:
    from rufschutz.domain.moments import Millis


def note(passed: bool, vendor: str, report: str, now: Millis) -> str:
    """Write down that a drill passed or failed; ``report``: SHA-256 of its report (hex). Returns its id."""
    name = new_id()
    event = AuditEvent.DRILL_PASSED if passed else AuditEvent.DRILL_FAILED
    with transaction.atomic():
        Drill.objects.create(id=name, at=now, passed=passed, vendor=vendor, report=report)
        for tenant in tenant_ids():
            with tenant_scope(tenant):
                record(Entry(event, tenant, now, "drill", name, (Detail("report", report),)))
    return name
