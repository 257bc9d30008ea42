"""The measured process of `rufschutz.bench.record.growth`: the same work on a record that grows.

At each size a batch of calls with a message is taken over, the list is asked for, and the
batch is erased; then the record is filled up to the next size with calls that left no message.
"""

from __future__ import annotations

import json
import sys
import time
from itertools import count
from typing import TYPE_CHECKING, Final

from rufschutz.bench.handing import Voice
from rufschutz.bench.office import PURPOSE, open_office
from rufschutz.core.audit.actions import sequence
from rufschutz.core.calls.queries import calls
from rufschutz.core.ingest.actions.archival import archive_ended
from rufschutz.core.ingest.actions.spool import SpoolTaker
from rufschutz.core.retention.actions import run
from rufschutz.domain.access.request import Actor, Role
from rufschutz.domain.ids import PersonId
from rufschutz.domain.moments import DAY, Millis

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rufschutz.bench.office import Office

BATCH: Final = 500
ASKED: Final = 15
FILE: Final = 5_000
"""Calls without a message in a spool file: as many facts as voice writes before the next file begins."""

STAGE: Final = 8 * DAY
"""From one size to the next: a message's seven days pass, a call's own thirty do not."""


def main() -> None:
    """Measure at each size that the arguments name (calls, ascending); print one line of JSON."""
    office, stages, epochs = open_office(), [], count(1)
    filled = 0
    for number, size in enumerate(map(int, sys.argv[1:])):
        now = Millis(office.now + number * STAGE)
        _fill(office, size - filled - BATCH, epochs, now)
        filled = size
        stages.append(_stage(office, size, epochs, now))
    print(json.dumps(stages))  # noqa: T201 - the answer to the measuring process


def _fill(office: Office, calls_wanted: int, epochs: Iterator[int], now: Millis) -> None:
    """Hand over calls without a message, file by file, and take each in."""
    for start in range(0, calls_wanted, FILE):
        with Voice(office, next(epochs)) as voice:
            for _ in range(min(FILE, calls_wanted - start)):
                voice.refused(now)
        SpoolTaker(office.desk).take(now)
    sequence(office.tenant, office.keys, office.log, now)


def _stage(office: Office, size: int, epochs: Iterator[int], now: Millis) -> dict[str, float]:
    """Return the seconds that each kind of work takes at this size, per call."""
    with Voice(office, next(epochs)) as voice:
        for _ in range(BATCH):
            voice.recorded(now)
    started = time.perf_counter()
    SpoolTaker(office.desk).take(now)
    archived = archive_ended(office.tenant, office.desk, now)
    ingested = time.perf_counter()
    sequence(office.tenant, office.keys, office.log, now)
    first, middle = _listed(office, 1, now), _listed(office, size // 100, now)
    return {
        "size": size,
        "archived": archived,
        "ingest": (ingested - started) / BATCH,
        "list_first": first,
        "list_middle": middle,
        "deletion": _erased(office, Millis(now + STAGE)) / BATCH,
    }


def _listed(office: Office, page: int, now: Millis) -> float:
    """Return the median seconds of asking for a page of the list."""
    owner = Actor(PersonId("0" * 32), office.tenant, Role.OWNER, second_factor=True)
    seconds = []
    for _ in range(ASKED):
        started = time.perf_counter()
        calls(owner, PURPOSE, now, page)
        seconds.append(time.perf_counter() - started)
    return sorted(seconds)[ASKED // 2]


def _erased(office: Office, due: Millis) -> float:
    """Erase what is due and log it; return the seconds."""
    started = time.perf_counter()
    run((office.tenant,), office.place, due, simulated=True)
    sequence(office.tenant, office.keys, office.log, due)
    return time.perf_counter() - started
