"""A page for each day: what the log counted and its newest checkpoint, in plain words.

Whoever keeps one away from here can show later that nothing before it was changed. It holds counts
and a signed root, no id of a person; it is kept for thirty days.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

from rufschutz.core.audit.models import Checkpoint, LogEntry
from rufschutz.core.base import tenant_scope
from rufschutz.domain.audit.vocabulary import AuditEvent
from rufschutz.domain.moments import DAY, Millis
from rufschutz.handover import durable

if TYPE_CHECKING:
    from pathlib import Path

    from rufschutz.domain.ids import TenantId

DIRECTORY: Final = "daily"
KEPT: Final = 30

_COUNTED: Final = (
    (AuditEvent.CALL_ANSWERED, "Angenommene Anrufe"),
    (AuditEvent.ARTEFACT_ERASED, "Belegte Löschungen"),
    (AuditEvent.CONSENT_WITHDRAWN, "Widerrufe"),
    (AuditEvent.RECORDING_PLAYED, "Einträge zum Anhören"),
    (AuditEvent.ACCESS_DENIED, "Verweigerte Zugriffe"),
)


def write_daily(tenant: TenantId, zone: dt.tzinfo, log: Path, now: Millis) -> Path | None:
    """Write today's page unless it is there, delete old ones; return its path, None for an empty log."""
    day = dt.datetime.fromtimestamp(now / 1000, zone).date()
    folder = log / tenant / DIRECTORY
    path = folder / f"{day.isoformat()}.txt"
    if not path.exists():
        text = statement(tenant, day, now)
        if not text:
            return None
        folder.mkdir(parents=True, exist_ok=True)
        durable.replace(path, text.encode())
    oldest = (day - dt.timedelta(days=KEPT)).isoformat()
    for old in folder.glob("????-??-??.txt"):
        if old.stem < oldest:
            durable.remove(old)
    return path


def statement(tenant: TenantId, day: dt.date, now: Millis) -> str:
    """Return a day's page: counts of the last 24 hours, the newest checkpoint; '' before the first."""
    with tenant_scope(tenant):
        head = Checkpoint.objects.order_by("-size").first()
        if head is None:
            return ""
        recent = LogEntry.objects.filter(at__gt=now - DAY, at__lte=now)
        counts = [f"{words}: {recent.filter(event=event.value).count()}" for event, words in _COUNTED]
        total = recent.count()
    lines = [
        f"Protokoll am {day:%d.%m.%Y}",
        "",
        f"Einträge in den letzten 24 Stunden: {total}",
        *counts,
        f"Einträge insgesamt: {head.size}",
        "",
        "Prüfpunkt. Bewahren Sie ihn außerhalb auf: Mit ihm lässt sich später zeigen,",
        "dass bis dahin nichts geändert wurde (rufschutz verify --since DATEI).",
        "",
    ]
    return "\n".join(lines) + "\n" + head.text
