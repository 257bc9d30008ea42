"""The spool: facts on their way from voice to core, one file per writer epoch.

Voice appends and makes durable, the worker reads and acknowledges, voice deletes.
The bytes are described in `rufschutz.handover.spool.records`.
"""

from __future__ import annotations

from rufschutz.handover.spool.files import (
    SpoolFile,
    collect,
    collect_dead,
    discard,
    is_over,
    next_epoch,
    spool_files,
    strangers,
)
from rufschutz.handover.spool.lock import WriterBusy, alive_since, is_alive
from rufschutz.handover.spool.reader import acknowledge, acknowledged, complete_lines, read_head, read_lines
from rufschutz.handover.spool.records import (
    FORMAT,
    Envelope,
    Sealer,
    SpoolDamaged,
    SpoolError,
    SpoolHead,
    SpoolLine,
    SpoolNotStarted,
    WrappedKey,
    reread_line,
)
from rufschutz.handover.spool.writer import SpoolBroken, SpoolWriter

__all__ = [
    "FORMAT",
    "Envelope",
    "Sealer",
    "SpoolBroken",
    "SpoolDamaged",
    "SpoolError",
    "SpoolFile",
    "SpoolHead",
    "SpoolLine",
    "SpoolNotStarted",
    "SpoolWriter",
    "WrappedKey",
    "WriterBusy",
    "acknowledge",
    "acknowledged",
    "alive_since",
    "collect",
    "collect_dead",
    "complete_lines",
    "discard",
    "is_alive",
    "is_over",
    "next_epoch",
    "read_head",
    "read_lines",
    "reread_line",
    "spool_files",
    "strangers",
]
