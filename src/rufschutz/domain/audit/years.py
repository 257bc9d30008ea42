"""The log by years: which year is open, what closes one, and what is left of one that is dropped.

A year is a range of entries of the one log, not a log of its own (ADR 0028): heads go on over the
turn of the year, and a witness never begins anew. Decides the final checkpoint, the list of
closed years that lies beside the tiles, and which tiles go. It must never drop a year that is open.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rufschutz.domain import canonical
from rufschutz.domain.audit.checkpoint import signature_line
from rufschutz.domain.audit.tiles import HEIGHT, WIDTH, Tile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from rufschutz.domain.audit.checkpoint import Checkpoint, VerifierKey
    from rufschutz.domain.moments import Millis

FORMAT = "rufschutz-shards/1"
FILE = "shards.json"


@dataclass(frozen=True, slots=True)
class ClosedYear:
    """A year whose end is signed; ``checkpoint``: its final head, kept when its entries are dropped."""

    year: int
    dropped: bool
    checkpoint: str


def year_of(at: Millis, zone: dt.tzinfo) -> int:
    """Return the year of a moment (ms UTC) where the controller is."""
    return dt.datetime.fromtimestamp(at / 1000, zone).year


def closing(head: Checkpoint, year: int, key: VerifierKey, sign: Callable[[bytes], bytes]) -> str:
    """Return the final checkpoint of a year: the head with one line more, which says so, signed."""
    text = f"{head.text()}year {year} closed\n"
    return f"{text}\n{signature_line(text, key, sign)}"


def listed(years: Iterable[ClosedYear]) -> bytes:
    """Return the file that names the closed years, oldest first."""
    shards: list[canonical.Json] = [
        {"year": one.year, "dropped": one.dropped, "checkpoint": one.checkpoint} for one in years
    ]
    return canonical.dumps({"format": FORMAT, "shards": shards})


def base_of(end: int) -> int:
    """Return where a log begins whose entries before ``end`` are dropped: with a whole tile."""
    return end - end % WIDTH


def edge(base: int) -> tuple[Tile, ...]:
    """Return the partial tiles of hashes at ``base``: they stand for everything before it."""
    found: list[Tile] = []
    hashes, level = base // WIDTH, 1
    while hashes:
        if width := hashes % WIDTH:
            found.append(Tile(level, hashes // WIDTH, width))
        hashes, level = hashes // WIDTH, level + 1
    return tuple(found)


def gone(before: int, base: int) -> tuple[Tile, ...]:
    """Return the whole tiles that nothing needs once a log that began at ``before`` begins at ``base``."""
    found = [Tile(None, index, WIDTH) for index in range(before // WIDTH, base // WIDTH)]
    level = 0
    while (scale := WIDTH << (HEIGHT * level)) <= base:
        found += [Tile(level, index, WIDTH) for index in range(before // scale, base // scale)]
        level += 1
    return tuple(found)
