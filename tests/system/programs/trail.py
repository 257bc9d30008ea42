"""Print the audit log of an installation as JSON: what each entry says, in the order of the log."""

from __future__ import annotations

import json
import sys

from rufschutz.cli.django import start

installation = start()

from rufschutz.core.audit.models import LogEntry  # noqa: E402 - Django first
from rufschutz.core.audit.queries import entry_of  # noqa: E402
from rufschutz.core.base import tenant_scope  # noqa: E402
from rufschutz.core.setup.actions import unlock  # noqa: E402
from rufschutz.core.tenants.queries import tenant_ids  # noqa: E402

(tenant,) = tenant_ids()
keys = unlock(installation)
with tenant_scope(tenant):
    entries = [entry_of(row, keys) for row in LogEntry.objects.order_by("index")]
told = [
    {
        "event": entry.event,
        "at": entry.at,
        "actor": entry.actor,
        "subject": entry.subject,
        **{detail.name: detail.value for detail in entry.details},
    }
    for entry in entries
    if entry is not None
]
json.dump(told, sys.stdout)
