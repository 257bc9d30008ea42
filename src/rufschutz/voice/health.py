"""How this process fares: looked at by a thread of its own, told in one small file.

Decides whether there is room to record: not below the reserve that keeps place for facts.
It never touches a call, and a disk that hangs makes it hang alone, never the tick.
"""

from __future__ import annotations

import logging
import os
import secrets
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rufschutz.handover import durable
from rufschutz.handover.health import NoRecording, VoiceHealth, write_health
from rufschutz.voice.spooler import SpoolState

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from rufschutz.domain.moments import Millis
    from rufschutz.voice.media.clock import TickClock
    from rufschutz.voice.plans import PlanBook
    from rufschutz.voice.recorder import Recorder
    from rufschutz.voice.spooler import Spooler

log = logging.getLogger(__name__)

EVERY_SECONDS = 2.0

MESSAGE_BYTES = 3_000_000
"""What one message may still take on the disk: five minutes of sealed sound, and some."""


PROBE = ".probe"
"""How the name begins; what follows is drawn, so that two processes never meet."""

_NO_SPOOL = SpoolState(0, None, "", 0)


def free_bytes(directory: Path) -> int:
    """Return the bytes that this user may still write there; raise `OSError` where nobody can say."""
    status = os.statvfs(directory)
    return status.f_bavail * status.f_frsize


def takes_files(directory: Path) -> bool:
    """Say whether a small file can be made there, durably; it is removed again.

    One that a killed process left has a name that `durable.discard_unfinished` knows.
    """
    probe = directory / f"{PROBE}.{secrets.token_hex(8)}"
    try:
        durable.write_new(probe, bytes(4_096))
        durable.remove(probe)
    except OSError:
        return False
    return True


@dataclass(slots=True)
class Room:
    """The room on the disks that recordings and facts go to, as last seen.

    ``reserve`` bytes stay for facts. Written by the health thread, read by any. Room that was never
    looked at counts as there: the disk itself has the last word.
    """

    directories: Sequence[Path]
    reserve: int
    free: int = 1 << 62

    def look(self) -> int:
        """Look again and return the least that is free on any of the disks."""
        self.free = min((free_bytes(directory) for directory in self.directories), default=1 << 62)
        return self.free

    def allows(self, recordings: int) -> bool:
        """Say whether one more message fits beside so many that run, without touching the reserve."""
        return self.free - self.reserve >= (recordings + 1) * MESSAGE_BYTES


@dataclass(frozen=True, slots=True)
class Watched:
    """What is looked at. ``calls``: how many run; ``wall`` is the machine's time, ``now`` the calls' own."""

    started_at: Millis
    now: Callable[[], Millis]
    wall: Callable[[], Millis]
    calls: Callable[[], int]
    spooler: Spooler | None
    recorder: Recorder
    plans: PlanBook
    ticks: TickClock
    room: Room

    def look(self) -> VoiceHealth:
        """Return how everything stands."""
        late = self.ticks.lateness()
        spool = _NO_SPOOL if self.spooler is None else self.spooler.state()
        ends = [plan.not_after for plan in self.plans.every()]
        return VoiceHealth(
            at=self.wall(),
            pid=os.getpid(),
            started_at=self.started_at,
            calls=self.calls(),
            recordings=len(self.recorder),
            why_not=self.why_not(),
            facts_waiting=spool.waiting,
            facts_since=spool.since,
            refusal=spool.refusal or self.recorder.refusal,
            disk_free=self.room.free,
            disk_reserve=self.room.reserve,
            plans=len(ends),
            plans_not_after=min(ends, default=None),
            ticks=late.ticks,
            ticks_missed=late.missed,
            late_p99=round(late.p99 * 1000),
            late_worst=round(late.worst * 1000),
            clock_off=self.wall() - self.now(),
            facts_fell=spool.fell,
        )

    def disk_takes(self) -> bool:
        """Say whether the disk takes facts and sound, and has room for one more message."""
        return self._disk() is NoRecording.NOTHING

    def why_not(self) -> NoRecording:
        """Say why a call that begins now would not be recorded, whatever its line wants."""
        in_force = any(plan.not_after > self.now() for plan in self.plans.every())
        return self._disk() or (NoRecording.NOTHING if in_force else NoRecording.NO_PLAN)

    def _disk(self) -> NoRecording:
        spool = _NO_SPOOL if self.spooler is None else self.spooler.state()
        if self.recorder.refusal or spool.refusal or spool.fell:
            return NoRecording.DISK_REFUSES
        return NoRecording.NOTHING if self.room.allows(len(self.recorder)) else NoRecording.DISK_LOW

    def try_again(self) -> None:
        """Forgive a disk that refused sound, once it takes a file again: nobody is asked until then."""
        if self.recorder.refusal and all(takes_files(each) for each in self.room.directories):
            self.recorder.forgive()


class HealthTeller:
    """Looks every two seconds and tells, from a thread of its own."""

    def __init__(self, run: Path, watched: Watched) -> None:
        self._run_directory = run
        self._watched = watched
        self._told = NoRecording.NOTHING
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="health", daemon=True)

    @property
    def watched(self) -> Watched:
        """What is looked at."""
        return self._watched

    def start(self) -> None:
        """Begin to tell."""
        self._thread.start()

    def stop(self) -> None:
        """Tell once more, then end; a disk that hangs is not waited for."""
        self._stop.set()
        self._thread.join(EVERY_SECONDS)

    def tell(self) -> VoiceHealth | None:
        """Look and tell once; None where there was nothing to see or no way to tell it."""
        try:
            self._watched.room.look()
            self._watched.try_again()
            health = self._watched.look()
            self._say(health)
            write_health(self._run_directory, health)
        except OSError as error:
            log.error("nobody can be told how voice fares: %s", error.strerror)  # noqa: TRY400 - its words suffice
            return None
        return health

    def _run(self) -> None:
        while not self._stop.is_set():
            self.tell()
            self._stop.wait(EVERY_SECONDS)
        self.tell()

    def _say(self, health: VoiceHealth) -> None:
        """Log when recording becomes impossible, and when it is possible again."""
        before, self._told = self._told, health.why_not
        if health.why_not is before:
            return
        if health.why_not is NoRecording.NOTHING:
            log.warning("calls are recorded again")
        else:
            log.critical("calls are answered without recording: %s", health.why_not.value)
