"""The worker: polls the spool, runs what is due, and does not die of a database that is away.

Decides only when to try again, and to hold what cannot be undone while the clock is in
doubt. What failed is said once per failure, with its kind;
facts wait in the spool meanwhile, so nothing is lost. This is a named supervisor: the
one place here that catches every error.
"""

from __future__ import annotations

import logging
import signal
import threading
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from django.db import InterfaceError, OperationalError, close_old_connections

from rufschutz.adapters.clock import Clock
from rufschutz.adapters.metrics.endpoint import listen
from rufschutz.core import runtime
from rufschutz.core.ingest.actions.spool import SpoolTaker
from rufschutz.core.ingest.answering import Answering
from rufschutz.core.ingest.known import Register
from rufschutz.core.jobs.actions import poll, run_due, tidy, works
from rufschutz.core.jobs.counts import COUNTS
from rufschutz.core.jobs.doubt import Doubt
from rufschutz.core.jobs.readings import Readings
from rufschutz.core.keys.actions import Keys
from rufschutz.vault.keystore.root import RootKey

if TYPE_CHECKING:
    from collections.abc import Callable

    from rufschutz.core.jobs.actions import Works
    from rufschutz.domain.moments import Millis

log = logging.getLogger(__name__)

POLL_SECONDS = 0.2
LONGEST_WAIT = 30.0
AWAY = (OperationalError, InterfaceError)
"""What Django raises when the database does not answer."""


class Stop(Protocol):
    """What ends the worker: a `threading.Event`, or something like it."""

    def is_set(self) -> bool:
        """Whether to end now."""

    def wait(self, timeout: float) -> bool:
        """Wait, at most ``timeout`` seconds, and return whether to end now."""


class Now(Protocol):
    """Where the time comes from."""

    def now(self) -> Millis:
        """Return the current moment, as the machine's clock has it."""

    def passed(self) -> int:
        """Return how many ms have passed since some fixed moment, whatever became of the clock."""


class Machine:
    """The machine's own time. What passes while it sleeps has passed (CLOCK_BOOTTIME)."""

    def now(self) -> Millis:
        """Return the current moment."""
        return Clock().now()

    def passed(self) -> int:
        """Return the ms since the machine was started."""
        return time.clock_gettime_ns(time.CLOCK_BOOTTIME) // 1_000_000


def run(stop: Stop, parts: Works, clock: Now) -> None:
    """Work until ``stop`` is set; after an error wait, longer each time, and go on."""
    failures = 0
    doubt = Doubt(clock.now(), clock.passed())
    while not stop.is_set():
        COUNTS.rounds += 1
        well = [_tried(poll, parts, clock.now()), _due(parts, clock, doubt)]
        if not all(well):
            failures += 1
            COUNTS.failures += 1
            log.error("the worker failed (%d in a row); facts wait in the spool", failures)
            close_old_connections()
            stop.wait(pause(failures))
        else:
            if failures:
                log.warning("the worker is well again after %d failures", failures)
            failures = 0
            stop.wait(POLL_SECONDS)


def breathing(parts: Works, clock: Now) -> Works:
    """Return works whose long jobs take over, between two batches, what callers told meanwhile."""
    return replace(parts, breathe=lambda: _tried(poll, parts, clock.now()))


def _due(parts: Works, clock: Now, doubt: Doubt) -> bool:
    """Do what is due; False where the database is away. A job that failed waits alone, see `soon_again`."""
    now = clock.now()
    try:
        run_due(parts, now, doubted=doubt.doubted(now, clock.passed()))
    except Exception as error:
        log.exception("a job failed; it is tried again by itself")
        return not isinstance(error, AWAY)
    return True


def _tried(work: Callable[[Works, Millis], object], parts: Works, now: Millis) -> bool:
    """Do one part of the work and say whether it went well: a spool that cannot be read stops no deletion."""
    try:
        work(parts, now)
    except Exception:
        log.exception("a part of the work failed; facts wait in the spool")
        return False
    return True


def pause(failures: int) -> float:
    """Return how long to wait after so many failures in a row, in seconds."""
    return float(min(LONGEST_WAIT, POLL_SECONDS * 2.0**failures))


def main() -> None:
    """Work for the installation named by the environment until SIGTERM or SIGINT."""
    installation = runtime.read(runtime.default_data())
    parts = works(installation, Keys.unlock(RootKey.load(installation.root_key_file)), SpoolTaker)
    parts.desk.blobs.discard_unfinished()
    tidy(parts, Clock().now())
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    told = Readings(parts.desk, installation.run, Clock().now).told()
    endpoint = listen(
        "worker", told, installation.metrics.host, installation.metrics.port("worker"), installation.run
    )
    answering = Answering(installation.run, Register(parts.desk, Clock().now))
    answering.open()
    clock = Machine()
    run(stop, breathing(parts, clock), clock)
    answering.close()
    endpoint.close()
