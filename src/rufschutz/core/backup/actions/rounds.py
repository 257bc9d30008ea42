"""What the worker does for backups: write tombstones, make what is due, end what is over.

Each part may be run at any time and again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rufschutz.core.backup.actions.gap import destroy_stranded
from rufschutz.core.backup.actions.keeping import destroy_all_due
from rufschutz.core.backup.actions.making import Source
from rufschutz.core.backup.actions.ordering import make_due
from rufschutz.core.backup.actions.tombstones import flush, forget_old, tombstone_file
from rufschutz.core.breath import no_breath

if TYPE_CHECKING:
    from pathlib import Path

    from rufschutz.core.backup.files import TombstoneFile
    from rufschutz.core.breath import Breath
    from rufschutz.core.runtime import Installation
    from rufschutz.domain.moments import Millis
    from rufschutz.vault.keystore.root import RootKey


@dataclass(frozen=True, slots=True)
class Upkeep:
    """With what: the file of tombstones, where stranded files lie, the root key.

    ``source``: what is backed up by itself, None for nothing.
    """

    tombstones: TombstoneFile
    quarantine: Path
    root: bytes
    source: Source | None = None

    def write(self, now: Millis) -> None:
        """Bring tombstones into their file and its copies."""
        flush(self.tombstones, now)

    def witness(self, now: Millis) -> int:
        """Write down how far each log has come; return how many tombstones went along."""
        return flush(self.tombstones, now, witness=True)

    def make(self, now: Millis, breathe: Breath = no_breath) -> bool:
        """Make the backup that was asked for, or that it is time for; say whether there was one to make."""
        if self.source is None:
            return False
        return make_due(self.source, self.source.installation.backup_every, now, breathe)

    def end(self, now: Millis) -> None:
        """Destroy backups, stranded files and tombstones that are over."""
        destroy_all_due(self.root, now)
        destroy_stranded(self.quarantine, now)
        forget_old(self.tombstones, now)


def upkeep(installation: Installation, root: bytes, key: RootKey | None = None) -> Upkeep:
    """Return the upkeep of an installation; with ``key``, the root key, backups are made as well."""
    source = None if key is None else Source(installation, key)
    return Upkeep(tombstone_file(installation, root), installation.quarantine, root, source)
