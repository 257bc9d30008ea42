"""Taking in what a witness has countersigned: it must be our own checkpoint, under the witness's key.

A checkpoint of this log that is not what the rows say is never taken in: it proves that two
histories were shown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from rufschutz.core.audit.actions.recording import hold_log, record
from rufschutz.core.audit.models import Checkpoint, Witnessed
from rufschutz.core.base import tenant_scope
from rufschutz.core.errors import CoreError
from rufschutz.core.keys.queries import log_key
from rufschutz.domain.audit.entry import Detail, Entry
from rufschutz.domain.audit.verify import Fault, read_head, read_witness
from rufschutz.domain.audit.vocabulary import AuditEvent
from rufschutz.domain.moments import SECOND, Millis

if TYPE_CHECKING:
    from rufschutz.domain.audit.witness import WitnessKey
    from rufschutz.domain.ids import TenantId


class CosignedError(CoreError):
    """What was handed in is no checkpoint of this log with the witness's own line."""

    advice = "Keep the file. If it names this log but another root, two histories were shown: an incident."


def take_cosigned(tenant: TenantId, note: str, key: WitnessKey, actor: str, now: Millis) -> int:
    """Keep a countersigned checkpoint and log it; return its size. Taken in again it changes nothing.

    Raises `CosignedError` unless our own key and the witness's signed it and the log has this head.
    """
    try:
        head = read_head(note, str(log_key(tenant)))
        signed_at = Millis(read_witness(note, str(key)) * SECOND)
    except (Fault, ValueError) as fault:
        raise CosignedError(str(fault)) from fault
    with tenant_scope(tenant), transaction.atomic():
        hold_log(tenant)
        if not Checkpoint.objects.filter(size=head.size, root=head.root.hex()).exists():
            raise CosignedError(f"this log never had the head of {head.size} entries that was countersigned")
        _, new = Witnessed.objects.get_or_create(
            tenant_id=tenant,
            size=head.size,
            name=key.name,
            defaults={"key": str(key), "note": note, "signed_at": signed_at, "at": now},
        )
        if new:
            details = (
                Detail("size", head.size),
                Detail("root", head.root.hex()),
                Detail("key", key.id.hex()),
            )
            record(Entry(AuditEvent.LOG_WITNESSED, tenant, now, actor, tenant, details))
    return head.size
