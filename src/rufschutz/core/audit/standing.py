"""Whether what is published of the log is what its rows say, and how old a witness's last word is.

Asked by a page, so it reads one tile of each level: the newest head, its files, the path between them.
That every entry is what it was, the nightly check of the store finds out.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from rufschutz.core.audit import access
from rufschutz.core.audit.models import Checkpoint, LogHead, Witnessed
from rufschutz.core.audit.tiles import CHECKPOINT, LogFilesDiffer, TileStore
from rufschutz.core.base import tenant_scope
from rufschutz.domain.access.request import Action
from rufschutz.domain.audit.merkle import TreeError, frontier_of
from rufschutz.domain.audit.tiles import TileError
from rufschutz.domain.moments import Millis

if TYPE_CHECKING:
    from pathlib import Path

    from rufschutz.domain.access.request import Actor
    from rufschutz.domain.ids import PurposeId


class Files(StrEnum):
    """What is published, against the rows."""

    NONE = "none"
    WHOLE = "whole"
    OTHER_CHECKPOINT = "other_checkpoint"
    OTHER_TILES = "other_tiles"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Word:
    """A witness's last word: of how many entries, when (ms UTC), and how many came since."""

    name: str
    size: int
    signed_at: Millis
    since: int


@dataclass(frozen=True, slots=True)
class Standing:
    """How the log stands; ``word`` is None where no witness has countersigned yet."""

    files: Files
    word: Word | None


def standing(actor: Actor, purpose: PurposeId, log: Path, now: Millis) -> Standing:
    """Return how the log stands; ``log``: the directory of all logs. Raises `AccessDenied`."""
    access.require(actor, Action.VIEW_AUDIT, purpose, now)
    with tenant_scope(actor.tenant):
        head = LogHead.objects.first()
        published = 0 if head is None else head.published
        newest = Checkpoint.objects.filter(size=published).first()
        last = Witnessed.objects.order_by("-size", "-signed_at").first()
    return Standing(
        files=Files.NONE if newest is None else _files(TileStore(log / actor.tenant), newest),
        word=None
        if last is None or head is None
        else Word(last.name, last.size, Millis(last.signed_at), max(0, head.size - last.size)),
    )


def _files(store: TileStore, newest: Checkpoint) -> Files:
    try:
        if store.read(CHECKPOINT) != newest.text.encode():
            return Files.OTHER_CHECKPOINT
        root = frontier_of(newest.size, store.nodes(newest.size)).root()
    except LogFilesDiffer:
        return Files.MISSING
    except (TileError, TreeError):
        return Files.OTHER_TILES
    return Files.WHOLE if root.hex() == newest.root else Files.OTHER_TILES
