"""A tenant's log as files: tiles first, then the checkpoint that speaks for them.

Everything here can be derived from the rows again. A file is written whole or not at
all, and never changed; only the checkpoint is replaced. What says something else than it should is
moved aside, never written over. Must never be asked what the log holds: the rows are the truth, the
files are its public form.
"""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rufschutz.core.errors import CoreError
from rufschutz.domain.audit.tiles import WIDTH, Tile, TileError, grow, tile_nodes
from rufschutz.handover import durable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from rufschutz.domain.audit.merkle import Nodes
    from rufschutz.domain.audit.tiles import Growth

CHECKPOINT = "checkpoint"
ASIDE: Final = "differing"
"""Below this lies what was found in the place of a file and is not it: evidence, removed by people alone."""


class LogFilesDiffer(CoreError):  # noqa: N818 - named for what was found
    """The files on disk do not lead to the root that the rows have."""

    advice = "Keep a copy of the log's directory, then run: rufschutz log rebuild"


class LogRowsDiffer(LogFilesDiffer):
    """The rows do not lead to the root that is signed; the files may be the true ones."""

    advice = (
        "Rows of the log were altered: no file was touched. Keep a copy of all of it, restore the last "
        "backup into an empty folder (rufschutz restore) and compare."
    )


@dataclass(frozen=True, slots=True)
class TileStore:
    """The files of one log below ``directory``."""

    directory: Path

    def read(self, path: str) -> bytes:
        """Return a file's bytes; raise `LogFilesDiffer` where it is missing."""
        try:
            return (self.directory / path).read_bytes()
        except (FileNotFoundError, IsADirectoryError, NotADirectoryError) as error:
            raise LogFilesDiffer(f"{path} of the log is missing") from error

    def nodes(self, size: int) -> Nodes:
        """Return a reader of the tree of ``size``."""
        return tile_nodes(self.read, size)

    def publish(self, published: int, leaves: Sequence[bytes], root: bytes, checkpoint: str) -> None:
        """Write the tiles of ``leaves`` behind the ``published`` ones, then the checkpoint, all durable.

        Raises `LogFilesDiffer` before anything is touched unless the tiles lead to ``root``, or where
        one of them is there and says something else.
        """
        files = {file.path: file.data for file in self._grown(published, leaves, root).files}
        for path, data in files.items():
            if self.taken(path) and not self._has(path, data):
                raise LogFilesDiffer(f"{path} of the log is there and is another one")
        self._require_prefixes(published, published + len(leaves), files)
        self._write(files)
        durable.replace(self.directory / CHECKPOINT, checkpoint.encode())
        self.drop_filled(published, published + len(leaves))

    def mend(self, files: Mapping[str, bytes], checkpoint: str, differing: Sequence[str]) -> None:
        """Move what differs aside, then write what is not there of ``files``, then the checkpoint."""
        for path in differing:
            self.move_aside(path)
        self._write(files)
        durable.replace(self.directory / CHECKPOINT, checkpoint.encode())

    def found(self) -> Iterator[str]:
        """Yield the path of every tile file that is there, under its name or under none that a tile has."""
        for path in sorted((self.directory / "tile").rglob("*")):
            unfinished = path.name.startswith(".")
            if (path.is_symlink() or not path.is_dir()) and not unfinished:
                yield path.relative_to(self.directory).as_posix()

    def says(self, path: str, data: bytes) -> bool:
        """Whether a file is there, is no link, and holds exactly ``data``."""
        return self.taken(path) and self._has(path, data)

    def put(self, path: str, data: bytes) -> None:
        """Write one file durably, unless it says this already."""
        self._write({path: data})

    def remove(self, paths: Sequence[str]) -> None:
        """Remove files, the first one last: while it is there, a removal was cut short."""
        if not paths or not (self.directory / paths[0]).exists():
            return
        for path in reversed(paths):
            (self.directory / path).unlink(missing_ok=True)

    def taken(self, path: str) -> bool:
        """Whether anything lies there."""
        return durable.exists(self.directory / path)

    def move_aside(self, path: str) -> None:
        """Move what lies at ``path`` below `ASIDE`, named by its bytes: moved twice it is there once."""
        here = self.directory / path
        if not durable.exists(here):
            return
        whole = here.is_file() and not here.is_symlink()
        what = hashlib.sha256(here.read_bytes()).hexdigest()[:16] if whole else "no-file"
        there = self.directory / ASIDE / what / path
        there.parent.mkdir(parents=True, exist_ok=True)
        here.replace(there)
        durable.sync_directory(there.parent)
        durable.sync_directory(here.parent)

    def drop_filled(self, old: int, new: int) -> None:
        """Remove partial tiles whose full tile the durable checkpoint covers."""
        for full in _filled(old, new):
            shutil.rmtree(self.directory / f"{full.path}.p", ignore_errors=True)

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
        return target.is_file() and not target.is_symlink() and target.read_bytes() == data

    def _require_prefixes(self, old: int, new: int, files: Mapping[str, bytes]) -> None:
        """Raise `LogFilesDiffer` where a partial tile that is about to go differs from its full one."""
        for full in _filled(old, new):
            whole = files[full.path] if full.path in files else self.read(full.path)
            for path in (self.directory / f"{full.path}.p").glob("[0-9]*"):
                if path.is_symlink() or not path.is_file() or not whole.startswith(path.read_bytes()):
                    raise LogFilesDiffer(f"{full.path}.p/{path.name} of the log is another one")


def _filled(old: int, new: int) -> Iterator[Tile]:
    """Yield the full tiles that a log of ``new`` has where one of ``old`` had partial ones."""
    for level in (None, 0, 1, 2):
        scale = WIDTH ** (level or 0)
        index, width = divmod(old // scale, WIDTH)
        if width and new // scale >= (index + 1) * WIDTH:
            yield Tile(level, index, WIDTH)
