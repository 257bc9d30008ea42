"""Files of the log that are not what was published, each by its path.

Decides nothing about who altered them: rows are compared with files, and either may be the true one.
Who is told is named by the app that keeps incidents; without anyone to tell, nothing is mended.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rufschutz.core.audit.tiles import LogFilesDiffer
from rufschutz.domain.audit.leaf import SIZE
from rufschutz.domain.audit.tiles import HASH, WIDTH, Tile, TileError, grow, tile_at, tile_of
from rufschutz.domain.completeness.incident import IncidentKind
from rufschutz.domain.ids import TenantId
from rufschutz.domain.moments import Millis

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rufschutz.core.audit.ledger import Base
    from rufschutz.core.audit.tiles import TileStore

ENTRY: Final = SIZE + 2
"""Bytes of an entry in a bundle: its length goes before it."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not what was published. ``name``: what it is and what is wrong with it.

    ``path``: the file that has to be moved aside, '' where there is none.
    """

    kind: IncidentKind
    name: str
    path: str = ""


Tell = Callable[[TenantId, Sequence[Finding], Millis], None]
"""Writes down findings, in a transaction of its own."""

TELLERS: Final[list[Tell]] = []


def is_told(teller: Tell) -> Tell:
    """Name a function that writes down what is found."""
    TELLERS.append(teller)
    return teller


def tell(tenant: TenantId, found: Sequence[Finding], now: Millis) -> None:
    """Let findings be written down; raise `LogFilesDiffer` where nobody would: then nothing may be mended."""
    if found and not TELLERS:
        raise LogFilesDiffer("files of the log differ and nobody writes that down")
    for teller in TELLERS:
        teller(tenant, found, now)


@dataclass(frozen=True, slots=True)
class Derived:
    """The files of a log as its rows say: path and bytes, and the root that they lead to.

    ``base``: entries before it are dropped; what may be left of their tiles is none of these.
    """

    base: int
    files: Mapping[str, bytes]
    root: bytes

    def read(self, path: str) -> bytes:
        """Return a file's bytes; raise `LogFilesDiffer` where there is none."""
        if path not in self.files:
            raise LogFilesDiffer(f"the rows have no {path}")
        return self.files[path]


def derived(base: Base, leaves: Sequence[bytes]) -> Derived:
    """Return the files of a log whose ``leaves`` begin at its base."""
    edge = dict(base.files)

    def read(path: str) -> bytes:
        if path not in edge:
            raise TileError(f"{path} is not among what stands for the dropped years")
        return edge[path]

    growth = grow(read, base.size, leaves)
    return Derived(base.size, {**edge, **{file.path: file.data for file in growth.files}}, growth.root)


def differing(store: TileStore, true: Derived, published: int) -> Iterator[Finding]:
    """Yield tile files that are there and say something else, then those that were published and are not."""
    tiles = _longest(true.files)
    widest: dict[tuple[int | None, int], int] = {}
    for path in store.found():
        tile = tile_at(path)
        if tile is not None and tile.index < true.base // WIDTH // WIDTH ** (tile.level or 0):
            continue
        if tile is None or not _fits(store, tile, tiles.get((tile.level, tile.index), b"")):
            yield Finding(IncidentKind.LOG_ALTERED, f"{path} is not what was published", path)
        if tile is not None:
            place = (tile.level, tile.index)
            widest[place] = max(tile.width, widest.get(place, 0))
    for level, index in sorted(tiles, key=lambda place: (-1 if place[0] is None else place[0], place[1])):
        width = _width(level, index, published)
        if width > widest.get((level, index), 0):
            yield Finding(IncidentKind.LOG_ALTERED, f"{Tile(level, index, width).path} is missing")


def _longest(files: Mapping[str, bytes]) -> dict[tuple[int | None, int], bytes]:
    """Return what each tile says at its widest, by level and index."""
    found: dict[tuple[int | None, int], bytes] = {}
    for path, data in files.items():
        tile = tile_at(path)
        if tile is not None and len(data) > len(found.get((tile.level, tile.index), b"")):
            found[tile.level, tile.index] = data
    return found


def _fits(store: TileStore, tile: Tile, whole: bytes) -> bool:
    size = tile.width * (ENTRY if tile.level is None else HASH)
    return len(whole) >= size and store.says(tile.path, whole[:size])


def _width(level: int | None, index: int, published: int) -> int:
    """Return how wide a tile was in a log of ``published``; 0 where it had none."""
    scale = WIDTH ** (level or 0)
    return tile_of(level, index, published).width if published // scale > index * WIDTH else 0
