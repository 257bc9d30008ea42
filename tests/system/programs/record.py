"""Print the rows of an installation as JSON: what the tests compare, nothing that opens sound."""

from __future__ import annotations

import json
import sys

from rufschutz.cli.django import start

installation = start()

from rufschutz.core.base import tenant_scope  # noqa: E402 - Django first
from rufschutz.core.calls.models import Call, TimelineEntry  # noqa: E402
from rufschutz.core.consent.models import ConsentEvent, Receipt  # noqa: E402
from rufschutz.core.keys.actions.keyring import log_key_name  # noqa: E402
from rufschutz.core.keys.queries import public_key  # noqa: E402
from rufschutz.core.recordings.models import Recording, Use  # noqa: E402
from rufschutz.core.tenants.queries import tenant_ids  # noqa: E402
from rufschutz.domain.audit.checkpoint import VerifierKey  # noqa: E402


def uses(artefact: str) -> list[str]:
    """Return the purposes that a recording is kept for."""
    return list(Use.objects.filter(artefact=artefact, ended_at=None).values_list("purpose", flat=True))


(tenant,) = tenant_ids()
with tenant_scope(tenant):
    calls = {
        row.id: {
            "started_at": row.started_at,
            "ended_at": row.ended_at,
            "ended_by": row.ended_by,
            "outcome": row.outcome,
            "number": row.number_mask,
            "packets_received": row.packets_received,
            "packets_lost": row.packets_lost,
            "keys": [
                entry.detail
                for entry in TimelineEntry.objects.filter(call=row.id, kind="key_heard").order_by(
                    "at", "position"
                )
            ],
            "texts": [
                [entry.at, entry.detail]
                for entry in TimelineEntry.objects.filter(call=row.id, kind="text_played").order_by(
                    "at", "position"
                )
            ],
            "entries": [
                [entry.kind, entry.at, entry.position]
                for entry in TimelineEntry.objects.filter(call=row.id).order_by("at", "position")
            ],
            "consents": [
                {
                    "id": event.id,
                    "at": event.at,
                    "purpose": event.purpose,
                    "state": event.state,
                    "refused_by": event.refused_by,
                }
                for event in ConsentEvent.objects.filter(call=row.id).order_by("at", "position")
            ],
            "recordings": [
                {**each, "uses": sorted(uses(each["id"]))}
                for each in Recording.objects.filter(call=row.id).values(
                    "id", "state", "consent", "length", "cut_short", "started_at", "ended_at", "blob", "fault"
                )
            ],
            "receipts": Receipt.objects.filter(call=row.id).count(),
        }
        for row in Call.objects.order_by("started_at")
    }
log_key = str(VerifierKey(f"rufschutz/{tenant}", public_key(log_key_name(tenant))))
json.dump({"tenant": tenant, "log_key": log_key, "calls": calls}, sys.stdout)
