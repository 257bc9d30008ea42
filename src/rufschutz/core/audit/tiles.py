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
from rufschutz.domain.audit.tiles import WIDTH, Tile, TileError, grow, tile_nodes
from rufschutz.handover import durable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from rufschutz.domain.audit.merkle import Nodes
    from rufschutz.domain.audit.tiles import Growth

CHECKPOINT = "checkpoint"


class LogFilesDiffer(CoreError):  # noqa: N818 - named for what was found
    """The files on disk do not lead to the root that the rows have."""

    advice = "Keep a copy of the log's directory, then run: rufschutz log rebuild"


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
        self._write({file.path: file.data for file in self._grown(published, leaves, root).files})
        durable.replace(self.directory / CHECKPOINT, checkpoint.encode())
        self._drop_filled(published, published + len(leaves))

    def rebuild(
        self, leaves: Sequence[bytes], root: bytes, checkpoint: str, base: int, files: Mapping[str, bytes]
    ) -> None:
        """Write all files anew from the rows.

        ``leaves``: those from ``base`` on; ``files``: the partial tiles of hashes before it.
        """
        shutil.rmtree(self.directory / "tile", ignore_errors=True)
        self._write(files)
        self.publish(base, leaves, root, checkpoint)

    def put(self, path: str, data: bytes) -> None:
        """Write one file durably, unless it says this already."""
        self._write({path: data})

    def remove(self, paths: Sequence[str]) -> None:
        """Remove files, the first one last: while it is there, a removal was cut short."""
        if not paths or not (self.directory / paths[0]).exists():
            return
        for path in reversed(paths):
            (self.directory / path).unlink(missing_ok=True)

    def _grown(self, published: int, leaves: Sequence[bytes], root: bytes) -> Growth:
        try:
            growth = grow(self.read, published, leaves)
        except TileError as error:
            raise LogFilesDiffer(str(error)) from error
        if growth.root != root:
            raise LogFilesDiffer("the tiles do not lead to the root that is signed")
        return growth

    def _write(self, files: Mapping[str, bytes]) -> None:
        """Write files durably, all of them in one go."""
        changed = {self.directory / path: data for path, data in files.items() if not self._has(path, data)}
        for folder in {target.parent for target in changed}:
            folder.mkdir(parents=True, exist_ok=True)
        durable.replace_all(changed)

    def _has(self, path: str, data: bytes) -> bool:
        target = self.directory / path
        return target.exists() and target.read_bytes() == data

    def _drop_filled(self, old: int, new: int) -> None:
        """Remove partial tiles whose full tile the durable checkpoint covers."""
        for level in (None, 0, 1, 2):
            scale = WIDTH ** (level or 0)
            index, width = divmod(old // scale, WIDTH)
            if width and new // scale >= (index + 1) * WIDTH:
                partial = self.directory / Tile(level, index, width).path
                shutil.rmtree(partial.parent, ignore_errors=True)
