"""How voice fares, as it says itself: one small file that check, console and health endpoint read.

Decides only the form. It holds counts and states, never anything about a caller. The file
is no record: it is replaced every few seconds, and a fallen process leaves its last one.
"""

from __future__ import annotations

import contextlib
import dataclasses
import os
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from rufschutz.domain import canonical
from rufschutz.domain.canonical import CanonicalError
from rufschutz.domain.moments import Millis  # noqa: TC001 - the codec reads it
from rufschutz.handover.codec import RecordError, from_json, to_json
from rufschutz.handover.durable import MODE, write_all

if TYPE_CHECKING:
    from pathlib import Path

FILE = "voice-health.json"

STALE_AFTER = 15_000
"""A voice process that has told nothing for so long (ms) hangs or is gone."""


class NoRecording(StrEnum):
    """Why nothing is recorded: a disk below its reserve, one that refuses, or no plan in force."""

    NOTHING = ""
    DISK_LOW = "disk_low"
    DISK_REFUSES = "disk_refuses"
    NO_PLAN = "no_plan"


@dataclass(frozen=True, slots=True)
class VoiceHealth:
    """A moment of the voice process. Moments and spans in ms, sizes in bytes.

    ``why_not`` says why new calls are not recorded, '' where they are. ``facts_waiting`` are in
    memory only, the oldest since ``facts_since``; ``facts_fell``: what makes them durable has ended, and
    only a new start mends that. ``refusal`` is what the disk said last, '' while it
    takes everything. ``plans_not_after``: until when the plan that expires first is in force.
    ``ticks`` ran, ``ticks_missed`` fell out, each since the start; ``late_p99`` and ``late_worst`` in µs.
    ``clock_off``: by how much the machine's clock differs from the one that runs within calls.
    """

    at: Millis
    pid: int
    started_at: Millis
    calls: int = 0
    recordings: int = 0
    why_not: NoRecording = NoRecording.NOTHING
    facts_waiting: int = 0
    facts_since: Millis | None = None
    refusal: str = ""
    disk_free: int = 0
    disk_reserve: int = 0
    plans: int = 0
    plans_not_after: Millis | None = None
    ticks: int = 0
    ticks_missed: int = 0
    late_p99: int = 0
    late_worst: int = 0
    clock_off: int = 0
    facts_fell: bool = False

    def stale(self, now: Millis) -> bool:
        """Say whether this was told too long ago to be true still."""
        return now - self.at > STALE_AFTER


def write_health(run: Path, health: VoiceHealth) -> None:
    """Put ``health`` in place of what was told before; on a full disk, over it.

    A name is replaced, so a reader sees one telling or the other. Where there is no room for
    a second file the first is written over: its length never shrinks, spaces fill it.
    Raises `OSError` where even that is refused.
    """
    path = run / FILE
    data = canonical.dumps(to_json(health)) + b"\n"
    temporary = run / f".{FILE}.new"
    try:
        _write(temporary, data)
        temporary.replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        _write_over(path, data)


def read_health(run: Path) -> VoiceHealth | None:
    """Return what voice told last; None where it never did, or what it told cannot be read.

    Fields of a newer or an older version are left out or take their defaults.
    """
    try:
        table = canonical.loads((run / FILE).read_bytes().strip())
        if not isinstance(table, dict):
            return None
        return from_json(VoiceHealth, {name: table[name] for name in _NAMES & table.keys()})
    except (OSError, CanonicalError, RecordError, ValueError):
        return None


_NAMES = frozenset(field.name for field in dataclasses.fields(VoiceHealth))


def _write(path: Path, data: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, MODE)
    try:
        write_all(descriptor, data)
    finally:
        os.close(descriptor)


def _write_over(path: Path, data: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CLOEXEC)
    try:
        os.pwrite(descriptor, data.ljust(os.fstat(descriptor).st_size), 0)
    finally:
        os.close(descriptor)
