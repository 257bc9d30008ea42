"""The log as files (C2SP tlog-tiles): 256 hashes a tile, immutable once written.

Decides names and contents of the files for a tree of a given size, and reads
nodes back out of them. It touches no disk: whoever calls it reads and writes. A
partial tile may only be deleted once a checkpoint over its full tile is durable.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rufschutz.domain.audit.errors import AuditError
from rufschutz.domain.audit.leaf import leaf_hash
from rufschutz.domain.audit.merkle import Frontier, frontier_of, root_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rufschutz.domain.audit.merkle import Nodes

HEIGHT = 8
WIDTH = 256
HASH = 32

_PATH: Final = re.compile(
    r"tile/(?P<level>entries|[0-9]{1,2})/(?P<index>(x[0-9]{3}/){0,5}[0-9]{3})(\.p/(?P<width>[0-9]{1,3}))?",
    re.ASCII,
)


class TileError(AuditError):
    """A tile that is missing, cut or not where it should be."""


@dataclass(frozen=True, slots=True)
class Tile:
    """A place in the log: ``level`` None is an entry bundle; ``width`` in hashes or entries, 1 to 256."""

    level: int | None
    index: int
    width: int

    @property
    def path(self) -> str:
        """Where the tile lies: ``tile/<L>/<N>[.p/<W>]``, such as ``tile/0/x001/067.p/9``."""
        level = "entries" if self.level is None else str(self.level)
        suffix = "" if self.width == WIDTH else f".p/{self.width}"
        return f"tile/{level}/{_spelled(self.index)}{suffix}"


@dataclass(frozen=True, slots=True)
class LogFile:
    """A file to write, create-only: ``path`` below the log's directory, and its bytes."""

    path: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Growth:
    """A log after new entries: its frontier and root, and the files to write before signing."""

    frontier: Frontier
    root: bytes
    files: tuple[LogFile, ...]


def tile_at(path: str) -> Tile | None:
    """Return the tile that lies at ``path`` below a log's directory; None where no tile is named so."""
    found = _PATH.fullmatch(path)
    if found is None:
        return None
    index = int(found["index"].replace("/", "").replace("x", ""))
    level = None if found["level"] == "entries" else int(found["level"])
    width = WIDTH if found["width"] is None else int(found["width"])
    tile = Tile(level, index, width)
    return tile if tile.path == path and 0 < width <= WIDTH else None


def tile_of(level: int | None, index: int, size: int) -> Tile:
    """Return the tile ``index`` of ``level`` in a log of ``size``; raise `TileError` where it is empty."""
    hashes = size >> (HEIGHT * (level or 0))
    width = min(WIDTH, hashes - index * WIDTH)
    if width < 1:
        raise TileError(f"a log of {size} has no tile {index} at level {level}")
    return Tile(level, index, width)


def tiles_of(size: int) -> tuple[Tile, ...]:
    """Return every hash tile of a log of ``size``, lowest level first."""
    found: list[Tile] = []
    level = 0
    while hashes := size >> (HEIGHT * level):
        found += [tile_of(level, index, size) for index in range((hashes + WIDTH - 1) // WIDTH)]
        level += 1
    return tuple(found)


def grow(read: Callable[[str], bytes], size: int, entries: Sequence[bytes]) -> Growth:
    """Append ``entries`` (leaf bytes) to the log of ``size`` whose files ``read`` returns by path.

    O(new entries): of the old log only its rightmost partial tiles are read.
    """
    files = _entry_files(read, size, entries)
    rising = [leaf_hash(entry) for entry in entries]
    total, level = size + len(entries), 0
    while rising:
        first, kept = _partial(read, level, size)
        hashes = _split_hashes(kept) + rising
        rows = [hashes[at : at + WIDTH] for at in range(0, len(hashes), WIDTH)]
        files += [
            LogFile(Tile(level, first + number, len(row)).path, b"".join(row))
            for number, row in enumerate(rows)
        ]
        rising = [root_of(row) for row in rows if len(row) == WIDTH]
        level += 1
    written = {file.path: file.data for file in files}
    nodes = tile_nodes(lambda path: written[path] if path in written else read(path), total)
    frontier = frontier_of(total, nodes)
    return Growth(frontier, frontier.root(), tuple(files))


def tile_nodes(read: Callable[[str], bytes], size: int) -> Nodes:
    """Return a reader of tree nodes over the tiles of a log of ``size``; raise `TileError` if one is cut."""
    seen: dict[Tile, list[bytes]] = {}

    def node(level: int, index: int) -> bytes:
        up, inside = divmod(level, HEIGHT)
        first = index << inside
        tile = tile_of(up, first // WIDTH, size)
        if tile not in seen:
            seen[tile] = _split_hashes(_whole(read, tile))
        start = first % WIDTH
        return root_of(seen[tile][start : start + (1 << inside)])

    return node


def entry_bundle(entries: Sequence[bytes]) -> bytes:
    """Return entries (each below 64 KiB) as a bundle: each behind its length, two bytes big-endian."""
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def read_bundle(data: bytes) -> tuple[bytes, ...]:
    """Return the entries of a bundle; raise `TileError` where it is cut."""
    found: list[bytes] = []
    at = 0
    while at < len(data):
        end = at + 2 + int.from_bytes(data[at : at + 2], "big")
        if at + 2 > len(data) or end > len(data):
            raise TileError(f"the entry bundle is cut after {len(found)} entries")
        found.append(data[at + 2 : end])
        at = end
    return tuple(found)


def _spelled(index: int) -> str:
    groups = [f"{index % 1000:03}"]
    while index := index // 1000:
        groups.append(f"x{index % 1000:03}")
    return "/".join(reversed(groups))


def _partial(read: Callable[[str], bytes], level: int | None, size: int) -> tuple[int, bytes]:
    first, width = divmod(size >> (HEIGHT * (level or 0)), WIDTH)
    return first, _whole(read, Tile(level, first, width)) if width else b""


def _whole(read: Callable[[str], bytes], tile: Tile) -> bytes:
    data = read(tile.path)
    if tile.level is not None and len(data) != HASH * tile.width:
        raise TileError(f"{tile.path} has {len(data)} bytes instead of {HASH * tile.width}")
    return data


def _split_hashes(data: bytes) -> list[bytes]:
    return [data[at : at + HASH] for at in range(0, len(data), HASH)]


def _entry_files(read: Callable[[str], bytes], size: int, entries: Sequence[bytes]) -> list[LogFile]:
    first, kept = _partial(read, None, size)
    before = read_bundle(kept)
    hashes = _partial(read, 0, size)[1] if kept else b""
    if b"".join(map(leaf_hash, before)) != hashes:
        raise TileError(f"{Tile(None, first, len(before)).path} is not what the hashes beside it stand for")
    every = [*before, *entries]
    rows = [every[at : at + WIDTH] for at in range(0, len(every), WIDTH)] if entries else []
    return [
        LogFile(Tile(None, first + number, len(row)).path, entry_bundle(row))
        for number, row in enumerate(rows)
    ]
