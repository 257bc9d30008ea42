"""One artefact: what is told of it, what is there of it, and what does not fit.

Everything ever begun has a living row with its sound and its keys, or it has an erasure that the log
tells of; what is gone left neither key nor sound. What is just being made or destroyed is no
difference: its row still names the step, and `GRACE` is given where none does.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from rufschutz.domain.access.table import CLAIMS
from rufschutz.domain.completeness.incident import IncidentKind
from rufschutz.domain.moments import DAY, SECOND

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rufschutz.domain.moments import Millis

GRACE = 3600 * SECOND
"""How long (ms) a step may take that ends by itself: a sweep comes every hour."""


class Life(StrEnum):
    """Where a recording stands, as its row says."""

    OPEN = "open"
    KEPT = "kept"
    ARCHIVED = "archived"
    DESTROYED_BEFORE_STORAGE = "destroyed_before_storage"
    ERASED = "erased"
    DAMAGED = "damaged"
    QUARANTINED = "quarantined"


GONE = frozenset({Life.DESTROYED_BEFORE_STORAGE, Life.ERASED})
SEALED = frozenset({Life.ARCHIVED, Life.QUARANTINED})
"""States in which an archive must lie on the disk."""


@dataclass(frozen=True, slots=True)
class Row:
    """What a recording's row says. ``quarantined``: its kind is; moments in ms UTC.

    ``ended_at``: when its call ended, None while it runs. ``held``: a hold covers its call.
    """

    call: str
    life: Life
    blob: str
    quarantined: bool
    started_at: Millis
    ended_at: Millis | None
    due_at: Millis | None
    held: bool = False


@dataclass(frozen=True, slots=True)
class Gone:
    """An erasure. ``logged``: it says that the log tells of it; ``blob``: what it deleted, '' for nothing.

    ``forgotten``: the year of the log that told of it was dropped by its rule.
    """

    blob: str
    logged: bool
    destroyed_at: Millis
    forgotten: bool = False


@dataclass(frozen=True, slots=True)
class Thing:
    """What exists of one artefact. ``entries``: lines of the log, or on their way, that tell of its erasure.

    ``blob_there``, ``journal_there``: whether the file is there; None where nobody looked.
    ``expects_birth``: it began after births were first written down. ``opened``: for which purposes there
    are wraps; ``permitted``: which purposes its living uses are for.
    """

    name: str
    born: bool
    row: Row | None = None
    wraps: int = 0
    uses: int = 0
    erasures: tuple[Gone, ...] = ()
    entries: int = 0
    blob_there: bool | None = None
    journal_there: bool | None = None
    expects_birth: bool = False
    opened: frozenset[str] = frozenset()
    permitted: frozenset[str] = frozenset()


def differences(thing: Thing, now: Millis) -> tuple[IncidentKind, ...]:
    """Return what does not fit, in a fixed order; nothing where all is as it has to be."""
    row = thing.row
    found = _without_row(thing) if row is None else _with_row(thing, row, now)
    return tuple(dict.fromkeys((*found, *_erasures(thing, now))))


def _without_row(thing: Thing) -> Iterator[IncidentKind]:
    if thing.born and not thing.erasures:
        yield IncidentKind.BIRTH_WITHOUT_ROW
    if thing.wraps:
        yield IncidentKind.WRAP_AFTER_ERASURE if thing.erasures else IncidentKind.WRAP_WITHOUT_ROW
    if thing.uses:
        yield IncidentKind.USE_WITHOUT_ROW


def _with_row(thing: Thing, row: Row, now: Millis) -> Iterator[IncidentKind]:
    if thing.expects_birth and not thing.born:
        yield IncidentKind.ROW_WITHOUT_BIRTH
    yield from _gone(thing) if row.life in GONE else _living(thing, row, now)


def _gone(thing: Thing) -> Iterator[IncidentKind]:
    if not thing.erasures:
        yield IncidentKind.GONE_WITHOUT_ERASURE
    if thing.wraps:
        yield IncidentKind.WRAP_AFTER_ERASURE


def _living(thing: Thing, row: Row, now: Millis) -> Iterator[IncidentKind]:
    if thing.erasures:
        yield IncidentKind.ROW_AFTER_ERASURE
    if row.life in SEALED and thing.blob_there is False:
        yield IncidentKind.ROW_WITHOUT_BLOB
    if row.life is Life.ARCHIVED and not thing.wraps:
        yield IncidentKind.ROW_WITHOUT_WRAP
    if row.life is Life.ARCHIVED and not row.quarantined:
        yield from _purposes(thing, row)
    over = row.ended_at is not None and now - row.ended_at > GRACE
    if row.life in (Life.OPEN, Life.KEPT) and over and thing.journal_there is False:
        yield IncidentKind.ROW_WITHOUT_JOURNAL
    if row.life is Life.DAMAGED:
        yield IncidentKind.JOURNAL_DAMAGED
    late = row.due_at is None or now - row.due_at > GRACE
    if row.quarantined and late and not row.held:
        yield IncidentKind.QUARANTINE_TOO_LONG


def _purposes(thing: Thing, row: Row) -> Iterator[IncidentKind]:
    """Keys and permissions are for the same purposes; a hold has a key of its own and may take the others."""
    if thing.opened - thing.permitted - ({CLAIMS} if row.held else set()):
        yield IncidentKind.WRAP_WITHOUT_USE
    if thing.opened and thing.permitted - thing.opened and not row.held:
        yield IncidentKind.USE_WITHOUT_WRAP


def _erasures(thing: Thing, now: Millis) -> Iterator[IncidentKind]:
    logged = [gone for gone in thing.erasures if gone.logged and not gone.forgotten]
    if len(logged) > thing.entries:
        yield IncidentKind.ERASURE_WITHOUT_ENTRY
    if any(not gone.logged and now - gone.destroyed_at > DAY for gone in thing.erasures):
        yield IncidentKind.ERASURE_UNFINISHED
