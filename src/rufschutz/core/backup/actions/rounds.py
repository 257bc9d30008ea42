"""What the worker does for backups: write tombstones, make what is due, end what is over.

Each part may be run at any time and again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rufschutz.core.backup.actions.gap import destroy_stranded
from rufschutz.core.backup.actions.keeping import destroy_all_due
from rufschutz.core.backup.actions.making import Source
from rufschutz.core.backup.actions.ordering import make_due
from rufschutz.core.backup.actions.tombstones import flush, forget_old, tombstone_file
from rufschutz.core.backup.sqlite import discard_left
from rufschutz.core.breath import no_breath
from rufschutz.core.keys.queries import root_of_today

if TYPE_CHECKING:
    from pathlib import Path

    from rufschutz.core.backup.files import TombstoneFile
    from rufschutz.core.breath import Breath
    from rufschutz.core.runtime import Installation
    from rufschutz.domain.moments import Millis
    from rufschutz.vault.keystore.root import RootKey


@dataclass(frozen=True, slots=True)
class Upkeep:
    """With what: the file of tombstones, where stranded files lie, the root key as it was at the start.

    ``database``: the file of an SQLite database, whether or not there is one. ``source``: what is backed
    up by itself, None for nothing.
    """

    tombstones: TombstoneFile
    quarantine: Path
    root: RootKey
    database: Path
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
        source = replace(self.source, root=root_of_today(self.root))
        return make_due(source, source.installation.backup_every, now, breathe)

    def end(self, now: Millis) -> None:
        """Destroy backups, stranded files and tombstones that are over, and what a killed backup left."""
        destroy_all_due(root_of_today(self.root), now)
        destroy_stranded(self.quarantine, now)
        forget_old(self.tombstones, now)
        discard_left(self.database)


def upkeep(installation: Installation, root: RootKey, *, makes: bool = False) -> Upkeep:
    """Return the upkeep of an installation; ``makes``: whether backups are made as well."""
    source = Source(installation, root) if makes else None
    file = tombstone_file(installation, root.key)
    return Upkeep(file, installation.quarantine, root, installation.sqlite, source)
