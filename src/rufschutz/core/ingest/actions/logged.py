"""What ingest writes into the log of a fact it took over: who it was of and when, and no person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rufschutz.core.audit.actions import record
from rufschutz.domain.audit.entry import Entry

if TYPE_CHECKING:
    from rufschutz.domain.audit.entry import Detail
    from rufschutz.domain.audit.vocabulary import AuditEvent
    from rufschutz.domain.call.facts import Head

ACTOR: Final = "ingest"
"""Who did it, in the log: the program that takes facts over."""


def log_fact(head: Head, event: AuditEvent, *details: Detail) -> None:
    """Write the log entry of a fact: its tenant, call and moment, done by `ACTOR`."""
    record(Entry(event, head.tenant, head.at, ACTOR, head.call, details), head.call)
