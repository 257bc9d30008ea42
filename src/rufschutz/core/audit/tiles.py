"""A tenant's log as files: tiles first, then the checkpoint that speaks for them.

Everything here can be derived from the rows again. A file is written whole or not at
all, and never changed; only the checkpoint is replaced. Must never be asked what the
log holds: the rows are the truth, the files are its public form.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rufschutz.core.errors import CoreError
from rufschutz.domain.audit.tiles import WIDTH, Tile, grow, tile_nodes
from rufschutz.handover import durable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from rufschutz.domain.audit.merkle import Nodes

CHECKPOINT = "checkpoint"


class LogFilesDiffer(CoreError):  # noqa: N818 - named for what was found
    """The files on disk do not lead to the root that the rows have."""

    advice = "Keep a copy of the log's directory, then run: rufschutz check --rebuild-log"


@dataclass(frozen=True, slots=True)
class TileStore:
    """The files of one log below ``directory``."""

    directory: Path

    def read(self, path: str) -> bytes:
        """Return a file's bytes; raise `LogFilesDiffer` where it is missing."""
        try:
            return (self.directory / path).read_bytes()
        except FileNotFoundError as error:
            raise LogFilesDiffer(f"{path} of the log is missing") from error

    def nodes(self, size: int) -> Nodes:
        """Return a reader of the tree of ``size``."""
        return tile_nodes(self.read, size)

    def publish(self, published: int, leaves: Sequence[bytes], root: bytes, checkpoint: str) -> None:
        """Write the tiles of ``leaves`` behind the ``published`` ones, then the checkpoint, all durable.

        Raises `LogFilesDiffer` before the checkpoint is touched unless the tiles lead to ``root``.
        """
        growth = grow(self.read, published, leaves)
        if growth.root != root:
            raise LogFilesDiffer("the tiles do not lead to the root that is signed")
        for file in growth.files:
            self._write(file.path, file.data)
        durable.replace(self.directory / CHECKPOINT, checkpoint.encode())
        self._drop_filled(published, published + len(leaves))

    def rebuild(self, leaves: Sequence[bytes], root: bytes, checkpoint: str) -> None:
        """Write all files anew from the rows."""
        shutil.rmtree(self.directory / "tile", ignore_errors=True)
        self.publish(0, leaves, root, checkpoint)

    def _write(self, path: str, data: bytes) -> None:
        target = self.directory / path
        if target.exists() and target.read_bytes() == data:
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        durable.replace(target, data)

    def _drop_filled(self, old: int, new: int) -> None:
        """Remove partial tiles whose full tile the durable checkpoint covers."""
        for level in (None, 0, 1, 2):
            scale = WIDTH ** (level or 0)
            index, width = divmod(old // scale, WIDTH)
            if width and new // scale >= (index + 1) * WIDTH:
                partial = self.directory / Tile(level, index, width).path
                shutil.rmtree(partial.parent, ignore_errors=True)
