"""Erasing what entries said by a manager's order: two people and the officer's word, one leaf for each.

What the log says of itself cannot be ordered away: who erased what from it stays told.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from rufschutz.core.approvals.actions import Shown, ask, locked
from rufschutz.core.approvals.effects import takes_effect
from rufschutz.core.audit.actions.recording import Note, record_all
from rufschutz.core.audit.actions.shredding import redact
from rufschutz.core.audit.models import LogEntry
from rufschutz.core.backup.tombstones import What, bury
from rufschutz.core.errors import CoreError
from rufschutz.domain import canonical
from rufschutz.domain.approval.subject import Subject
from rufschutz.domain.audit.entry import Detail, Entry
from rufschutz.domain.audit.redaction import MOST
from rufschutz.domain.audit.vocabulary import AuditEvent, EventClass
from rufschutz.domain.ids import TenantId

if TYPE_CHECKING:
    from collections.abc import Collection

    from rufschutz.core.approvals.models import Proposal
    from rufschutz.domain.access.request import Actor
    from rufschutz.domain.audit.redaction import ReasonClass
    from rufschutz.domain.moments import Millis


class RedactionError(CoreError):
    """An order that names no entry, too many, or one whose words are gone or must stay."""

    advice = "Name entries by their number in the log, as the page Protokoll shows it."


def ask_redaction(actor: Actor, entries: Collection[int], why: ReasonClass, reason: str, now: Millis) -> str:
    """Ask that what these entries said is erased; return the proposal's id.

    Raises `RedactionError`, `ProposalError` or `AccessDenied`.
    """
    wanted = sorted(set(entries))
    if not 0 < len(wanted) <= MOST:
        raise RedactionError(f"an order names between one entry and {MOST}")
    document = canonical.dumps({"entries": list(wanted), "why": why.value})
    target = hashlib.sha256(document).hexdigest()[:32]
    with locked(actor.tenant):
        _standing(wanted)
        shown = Shown(Subject.REDACT_LOG, document.decode(), reason, target=target, count=len(wanted))
        return ask(actor, shown, now)


@takes_effect(Subject.REDACT_LOG)
def redaction_takes_effect(asked: Proposal, now: Millis) -> str:
    """Erase what the named entries said, with one entry for each that names it and why."""
    wanted = json.loads(asked.document)
    rows = _standing(wanted["entries"])
    tenant = TenantId(asked.tenant_id)
    names = [f"{row.index} {bytes(row.leaf).hex()}" for row in rows]
    erase(tenant, rows, wanted["why"], (asked.requester, asked.id), now)
    bury(tenant, What.REDACTED, names, now, wanted["why"])
    return asked.id


def erase(tenant: TenantId, rows: list[LogEntry], why: str, by: tuple[str, str], now: Millis) -> None:
    """Erase what entries said, with one entry for each that names it and why, in the caller's transaction.

    ``by``: whose order it was, and the order's id.
    """
    redact([row.id for row in rows])
    record_all(
        Note(
            Entry(
                AuditEvent.PAYLOAD_REDACTED,
                tenant,
                now,
                *by,
                (
                    Detail("first", row.index),
                    Detail("last", row.index),
                    Detail("count", 1),
                    Detail("why", why),
                ),
            )
        )
        for row in rows
    )


def _standing(wanted: Collection[int]) -> list[LogEntry]:
    rows = list(LogEntry.objects.filter(index__in=wanted, payload__isnull=False).order_by("index"))
    if len(rows) != len(wanted):
        raise RedactionError("an entry is not there, or what it said is erased already")
    if any(AuditEvent(row.event).event_class is EventClass.LOG for row in rows):
        raise RedactionError("what the log says of itself stays until its rule ends it")
    return rows
