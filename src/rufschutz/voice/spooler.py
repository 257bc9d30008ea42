"""The thread that makes facts durable: append what waits, one fdatasync for all of it, tell.

The media loop hands facts over and never waits. A fact is told durable only after
the fdatasync that covers it. When the disk refuses, the facts stay queued, a new
epoch is tried, and nothing is told durable meanwhile. The thread is a named
supervisor: it ends at `Spooler.close` only, or consents could never be durable again.
"""

from __future__ import annotations

import logging
import os
import queue
import threading
import time
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rufschutz.adapters.metrics import names
from rufschutz.adapters.metrics.counting import Timing
from rufschutz.handover.facts import fact_bytes, fact_type
from rufschutz.handover.spool import SpoolError, SpoolWriter, collect, collect_dead, next_epoch
from rufschutz.vault.seal.spool import SpoolSealer

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from rufschutz.domain.call.facts import Fact
    from rufschutz.domain.moments import Millis
    from rufschutz.handover.plan import IngestKey

log = logging.getLogger(__name__)

ROTATE_AFTER = 10_000
"""Facts after which the next epoch begins, so that a file can be acknowledged and deleted."""

RETRY_SECONDS = 1.0

SYNC_EDGES = (0.001, 0.005, 0.02, 0.1, 0.5, 2.0, 10.0)
"""Upper edges (s) of the buckets in which the disk's time for one fdatasync is counted."""


@dataclass(frozen=True, slots=True)
class _Job:
    fact: Fact
    durable: Callable[[], None]


@dataclass(frozen=True, slots=True)
class SpoolState:
    """How writing fares: facts in memory, the moment of the oldest, and what the disk said last ('': well).

    ``failures`` counts refused writes since the start. ``fell``: the thread has ended though nobody
    closed it, so no fact becomes durable any more.
    """

    waiting: int
    since: Millis | None
    refusal: str
    failures: int
    fell: bool = False


class Spooler:
    """One writer of the spool. `store` may be called from any thread and returns at once."""

    def __init__(self, directory: Path, writer: str, key: IngestKey) -> None:
        self._directory = directory
        self._writer = writer
        self._key = key
        self._key_changed = False
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._queued: deque[Millis] = deque()
        self._waiting: list[_Job] = []
        self._spool = SpoolWriter.open(
            directory, writer, next_epoch(directory, writer), SpoolSealer.create(key)
        )
        self._appended = 0
        self._refusal = ""
        self._failures = 0
        self.syncs = Timing(names.SYNC_SECONDS, SYNC_EDGES)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="spooler", daemon=True)

    def start(self) -> None:
        """Begin to write."""
        self._thread.start()

    def store(self, fact: Fact, durable: Callable[[], None]) -> None:
        """Queue a fact; ``durable`` is called from the writer's thread once it survives a power cut."""
        self._queued.append(fact.head.at)
        self._jobs.put(_Job(fact, durable))

    def use_key(self, key: IngestKey) -> None:
        """Seal from the next file on to this key; the next file begins with the next fact."""
        if key.epoch != self._key.epoch:
            self._key = key
            self._key_changed = True

    def state(self) -> SpoolState:
        """Return how writing fares right now; from any thread."""
        waiting = len(self._waiting) + len(self._queued)
        return SpoolState(waiting, self._since(), self._refusal, self._failures, self._fell())

    def close(self) -> None:
        """Write what is queued, then end."""
        self._stop.set()
        self._jobs.put(None)
        self._thread.join()
        self._spool.close()

    def _since(self) -> Millis | None:
        """Return the moment of the oldest fact in memory; the thread may take it away meanwhile."""
        waiting = self._waiting
        try:
            return waiting[0].fact.head.at if waiting else self._queued[0]
        except IndexError:
            return None

    def _fell(self) -> bool:
        began = self._thread.ident is not None
        return began and not self._thread.is_alive() and not self._stop.is_set()

    def _run(self) -> None:
        self._bury()
        while not (self._stop.is_set() and self._jobs.empty() and not self._waiting):
            self._take()
            if not self._waiting:
                continue
            try:
                self._rotate_when_due()
                self._write()
            except Exception as error:  # noqa: BLE001 - supervisor: facts of every call wait here
                self._refused(error)
                if self._stop.wait(RETRY_SECONDS):
                    self._last_try()
                    return
                self._start_anew()

    def _take(self) -> None:
        if not self._waiting:
            self._keep(self._jobs.get())
        while not self._jobs.empty():
            self._keep(self._jobs.get_nowait())

    def _keep(self, job: _Job | None) -> None:
        if job is not None:
            self._waiting.append(job)
            self._queued.popleft()

    def _write(self) -> None:
        for job in self._waiting:
            head = job.fact.head
            self._spool.append(fact_type(job.fact), head.fact, head.tenant, head.at, fact_bytes(job.fact))
        began = time.perf_counter()
        self._spool.sync()
        self.syncs.add(time.perf_counter() - began)
        self._refusal = ""
        self._appended += len(self._waiting)
        done, self._waiting = self._waiting, []
        for job in done:
            _tell(job)

    def _rotate_when_due(self) -> None:
        if self._key_changed or self._appended >= ROTATE_AFTER:
            self._rotate()
            collect(self._directory)
            self._bury()

    def _rotate(self) -> None:
        self._key_changed = False
        self._spool.rotate(SpoolSealer.create(self._key))
        self._appended = 0

    def _refused(self, error: Exception) -> None:
        """Remember what the disk said; the whole story is logged once, until it takes facts again."""
        told, self._refusal = self._refusal, self._why(error)
        self._failures += 1
        if told != self._refusal:
            log.critical(
                "the spool cannot be written, facts wait in memory: %s", self._refusal, exc_info=error
            )

    def _last_try(self) -> None:
        """Try once more at the end, and say what is lost."""
        self._start_anew()
        self._take()
        try:
            self._write()
        except Exception as error:  # noqa: BLE001 - supervisor: this is the end, and it must be said what it cost
            why = self._refusal or reason_of(error)
            log.critical("%d facts are lost: %s", len(self._waiting), why)

    def _bury(self) -> None:
        """Delete what fallen processes left and core has taken over; their keys can go after that."""
        try:
            collect_dead(self._directory)
        except Exception as error:  # noqa: BLE001 - supervisor: what others left must not end the writing
            log.warning("old spool files stay for now: %s", reason_of(error))

    def _start_anew(self) -> None:
        try:
            self._rotate()
            collect(self._directory)
        except Exception as error:  # noqa: BLE001 - supervisor: the next round tries again
            self._refusal = self._why(error)

    def _why(self, error: Exception) -> str:
        """Return the disk's words; a file that takes no more since it was refused says nothing new."""
        if isinstance(error, SpoolError) and error.__cause__ is None and self._refusal:
            return self._refusal
        return reason_of(error)


def reason_of(error: BaseException) -> str:
    """Return the disk's own words for what went wrong, or the kind of the error where it has none."""
    cause = error if isinstance(error, OSError) else error.__cause__
    if isinstance(cause, OSError) and cause.errno is not None:
        return os.strerror(cause.errno)
    return type(error).__name__


def _tell(job: _Job) -> None:
    """Tell that a fact is durable; a call that is gone (its loop is closed) must not stop the writing."""
    try:
        job.durable()
    except RuntimeError:
        log.warning("nobody hears any more that a fact is durable")
