"""How far ingest is: what waits, what is damaged, and which ingest keys are still needed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rufschutz.core.ingest.models import SpoolPosition
from rufschutz.domain.moments import Millis
from rufschutz.handover.spool import (
    SpoolDamaged,
    SpoolNotStarted,
    complete_lines,
    read_head,
    read_lines,
    spool_files,
)
from rufschutz.vault.errors import VaultError
from rufschutz.vault.open.journal import wrap_epoch

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rufschutz.core.ingest.desk import Desk
    from rufschutz.domain.ids import EpochId
    from rufschutz.handover.spool import SpoolFile


@dataclass(frozen=True, slots=True)
class DamagedFile:
    """A spool file that stopped: which line, and why."""

    writer: str
    epoch: int
    line: int
    fault: str

    @property
    def name(self) -> str:
        """Its name in the spool directory."""
        return f"{self.writer}-{self.epoch}.spool"


def damaged_files() -> tuple[DamagedFile, ...]:
    """Return the spool files that stopped at a line nobody has looked at yet."""
    rows = SpoolPosition.objects.exclude(damaged_line=None).order_by("writer", "epoch")
    return tuple(DamagedFile(row.writer, row.epoch, row.damaged_line or 0, row.fault) for row in rows)


@dataclass(frozen=True, slots=True)
class WaitingFile:
    """A spool file: lines that are in the record or passed over, and complete lines behind them."""

    name: str
    taken: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Stand:
    """How far a file was read: its last line ``taken``; ``shift`` and ``closed`` as in `SpoolPosition`."""

    taken: int = 0
    shift: int = 0
    closed: bool = False


def stands() -> Mapping[tuple[str, int], Stand]:
    """Return how far each file was read, by writer and epoch; one that is missing was not begun."""
    rows = SpoolPosition.objects.all()
    return {(row.writer, row.epoch): Stand(row.sequence, row.shift, row.closed) for row in rows}


def waiting(desk: Desk) -> tuple[WaitingFile, ...]:
    """Return every file of the spool with what waits in it."""
    known, found = stands(), []
    for file in spool_files(desk.spool):
        lines = sum(1 for _ in complete_lines(file.path))
        stand = known.get((file.writer, file.epoch), Stand())
        left = 0 if stand.closed else max(0, lines - 1 - stand.taken)
        found.append(WaitingFile(file.path.name, stand.taken, left))
    return tuple(found)


def lag(desk: Desk, now: Millis) -> int:
    """Return for how long, in ms, the oldest fact has been waiting in the spool; 0 if none is."""
    known = stands()
    files = spool_files(desk.spool)
    waiting = [_oldest(file, known.get((file.writer, file.epoch), Stand())) for file in files]
    return max((now - at for at in waiting if at is not None), default=0)


def epochs_in_use(desk: Desk) -> frozenset[EpochId]:
    """Return the epochs that files in spool and journals still name."""
    found = set()
    for file in spool_files(desk.spool):
        try:
            found.add(read_head(file.path).key_epoch)
        except (SpoolDamaged, SpoolNotStarted):
            continue
    for wrap in desk.journals.glob("*.wrap"):
        try:
            found.add(wrap_epoch(wrap))
        except VaultError:
            continue
    return frozenset(found)


def _oldest(file: SpoolFile, stand: Stand) -> Millis | None:
    if stand.closed:
        return None
    try:
        line = next(read_lines(file.path, stand.taken, stand.shift), None)
    except SpoolDamaged:
        return Millis(0)
    return None if line is None else line.envelope.at
