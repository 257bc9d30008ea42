"""Where a tenant's log begins by now, and what its sealed payloads are bound to.

A year whose every rule is over is dropped whole; the log then begins with the first whole tile
behind it, on top of the hashes that stand for what was dropped.
"""

from __future__ import annotations

from dataclasses import dataclass

from rufschutz.core.audit.models import LogShard
from rufschutz.domain.audit.merkle import Frontier, frontier_of
from rufschutz.domain.audit.tiles import tile_nodes


@dataclass(frozen=True, slots=True)
class Base:
    """What the files of a log stand on: entries before ``size`` are dropped.

    ``files``: path and bytes of the partial tiles of hashes at that size.
    """

    size: int
    files: tuple[tuple[str, bytes], ...] = ()


def payload_context(index: int) -> bytes:
    """Return what a sealed payload is bound to, beside its tenant."""
    return b"audit payload %d" % index


def base_of() -> Base:
    """Return where the log of the tenant in scope begins."""
    row = LogShard.objects.exclude(dropped_at=None).order_by("-year").first()
    if row is None:
        return Base(0)
    return Base(row.base, tuple((path, bytes.fromhex(data)) for path, data in row.edge))


def beginning() -> Frontier:
    """Return the right edge of what is dropped of the log in scope, with which its entries go on."""
    base = base_of()
    files = dict(base.files)
    return frontier_of(base.size, tile_nodes(lambda path: files[path], base.size))
