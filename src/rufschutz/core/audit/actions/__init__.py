"""Writing the log: events into the outbox, the outbox into the tree, the tree into files."""

from __future__ import annotations

from rufschutz.core.audit.actions.mending import rebuild
from rufschutz.core.audit.actions.recording import (
    Note,
    hold_log,
    record,
    record_access,
    record_all,
    record_denial,
)
from rufschutz.core.audit.actions.sequencing import sequence
from rufschutz.core.audit.actions.shredding import redact

__all__ = [
    "Note",
    "hold_log",
    "rebuild",
    "record",
    "record_access",
    "record_all",
    "record_denial",
    "redact",
    "sequence",
]
