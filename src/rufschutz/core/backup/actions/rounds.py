"""What the worker does for backups: write tombstones and end what is over.

Each part may be run at any time and again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rufschutz.core.backup.actions.gap import destroy_stranded
from rufschutz.core.backup.actions.keeping import destroy_all_due
from rufschutz.core.backup.actions.tombstones import flush, forget_old, tombstone_file

if TYPE_CHECKING:
    from pathlib import Path

    from rufschutz.core.backup.files import TombstoneFile
    from rufschutz.core.runtime import Installation
    from rufschutz.domain.moments import Millis


@dataclass(frozen=True, slots=True)
class Upkeep:
    """With what: the file of tombstones, where stranded files lie, the root key."""

    tombstones: TombstoneFile
    quarantine: Path
    root: bytes

    def write(self, now: Millis) -> None:
        """Bring tombstones into their file and its copies."""
        flush(self.tombstones, now)

    def witness(self, now: Millis) -> None:
        """Write down how far each log has come."""
        flush(self.tombstones, now, witness=True)

    def end(self, now: Millis) -> None:
        """Destroy backups, stranded files and tombstones that are over."""
        destroy_all_due(self.root, now)
        destroy_stranded(self.quarantine, now)
        forget_old(self.tombstones, now)


def upkeep(installation: Installation, root: bytes) -> Upkeep:
    """Return the upkeep of an installation."""
    return Upkeep(tombstone_file(installation, root), installation.quarantine, root)
