"""The ground of a restored installation: directories, settings, plans, clips, the log's files.

It needs neither settings nor a database: they are what it brings.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from rufschutz.core.backup.errors import BackupDamagedError
from rufschutz.core.backup.parts import DATABASE, DIRECTORIES, PLAN_KEY, SETTINGS
from rufschutz.core.runtime import SETTINGS_FILE
from rufschutz.handover import durable
from rufschutz.vault.backup import container

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from rufschutz.core.backup.chosen import Chosen
    from rufschutz.vault.backup.container import Part


def lay_ground(chosen: Chosen, data: Path) -> None:
    """Put settings, the public key, plans, clips and the log's files into their places; no database yet."""
    for name in ("record", "spool", "journals", "blobs", "run", "tombstones", *DIRECTORIES):
        (data / name).mkdir(mode=0o700 if name != "record" else 0o770, exist_ok=True)
    places = {SETTINGS: data / SETTINGS_FILE, PLAN_KEY: data / "installation.pub"}
    with opened(chosen) as parts:
        for part in parts:
            if part.name.startswith(DATABASE):
                break
            target = places.get(part.name) or _below(data, part.name)
            target.parent.mkdir(parents=True, exist_ok=True)
            durable.replace(target, b"".join(part.pieces))
    if b"@" in (data / SETTINGS_FILE).read_bytes():
        (data / SETTINGS_FILE).chmod(0o600)


@contextmanager
def opened(chosen: Chosen) -> Iterator[Iterator[Part]]:
    """Give the parts of the data backup."""
    with chosen.shelf.file(chosen.data.id).open("rb") as file:
        yield container.read(file, chosen.root.key, chosen.data.id)


def _below(data: Path, name: str) -> Path:
    path = data / name
    if ".." in path.parts or name.split("/", 1)[0] not in DIRECTORIES:
        raise BackupDamagedError(f"the backup names a file that no backup holds: {name[:60]}")
    return path
