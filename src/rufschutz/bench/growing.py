"""The measured process of `rufschutz.bench.record.growth`: the same work on a record that grows.

At each size some calls with a message are taken over, the list is asked for, and recordings that
fall due are erased; then the record is filled up to the next size with copies of a call: its page,
its course, its recording with consent and keys, an erasure of an earlier one, and an entry of the log.
"""

from __future__ import annotations

import json
import sys
import time
from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING, Final

from django.db import transaction

from rufschutz.bench import copying
from rufschutz.bench.effort import effort
from rufschutz.bench.erasing import prepare
from rufschutz.bench.handing import Voice
from rufschutz.bench.office import PURPOSE, open_office
from rufschutz.bench.sequencing import note
from rufschutz.core.audit.actions import record_all, sequence
from rufschutz.core.base import tenant_scope
from rufschutz.core.calls.queries import calls
from rufschutz.core.ingest.actions.archival import archive_ended
from rufschutz.core.ingest.actions.spool import SpoolTaker
from rufschutz.core.retention.actions import run
from rufschutz.domain.access.request import Actor, Role
from rufschutz.domain.ids import ArtefactId, PersonId
from rufschutz.domain.moments import DAY, Millis

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rufschutz.bench.effort import Effort
    from rufschutz.bench.office import Office

BATCH: Final = 100
"""Calls that are taken over at each size."""

ERASED: Final = 2_000
"""Recordings that are erased at each size, beside those taken over."""

ASKED: Final = 15
STAGE: Final = 8 * DAY
"""From one size to the next: a message's seven days pass, a call's own thirty do not."""

_KEPT: Final = 400 * DAY
"""So long what fills the record stays."""

COURSE: Final = {"calls_call": "id", "calls_timelineentry": "call"}


def main() -> None:
    """Measure at each size that the arguments name (calls, ascending); print one line of JSON."""
    office, stages, epochs = open_office(), [], count(1)
    hand_over(office, 1, epochs)
    sequence(office.tenant, office.keys, office.log, office.now)
    _erased(office, Millis(office.now + STAGE))
    office = replace(office, now=Millis(office.now + STAGE))
    filled = 0
    for size in map(int, sys.argv[1:]):
        [model] = hand_over(office, 1, epochs)  # the one before is erased by now
        sequence(office.tenant, office.keys, office.log, office.now)
        _fill(office, model, filled + 1, size)
        filled = size
        stages.append(_stage(office, size, epochs))
        office = replace(office, now=Millis(office.now + STAGE))
    print(json.dumps(stages))  # noqa: T201 - the answer to the measuring process


def hand_over(office: Office, number: int, epochs: Iterator[int]) -> list[ArtefactId]:
    """Let voice hand over calls with a message, take them in and archive them."""
    with Voice(office, next(epochs)) as voice:
        made = [voice.recorded(office.now) for _ in range(number)]
    SpoolTaker(office.desk).take(office.now)
    archive_ended(office.tenant, office.desk, office.now)
    return made


def _fill(office: Office, model: ArtefactId, first: int, last: int) -> None:
    """Copy a call under the numbers ``first`` to ``last``, and log an entry for each."""
    kept = office.now + _KEPT
    with copying.much(), tenant_scope(office.tenant), transaction.atomic():
        sorts = copying.copy_recording(model, first, last, "stored ", kept)
        call = next(name for name, sort in sorts.items() if sort == "stored call")
        for table, column in COURSE.items():
            copying.copy_all(table, column, call, sorts, first, last, kept)
        [erasure, *_] = copying.rows("retention_erasure", "tenant_id", office.tenant)
        gone = {erasure["artefact"]: "gone", erasure["call"]: "gone call"}
        copying.copy("retention_erasure", erasure, gone, first, last)
        record_all([note(office)])
        [waiting] = copying.rows("audit_outboxentry", "tenant_id", office.tenant)
        copying.copy("audit_outboxentry", waiting, {}, first, last)
    sequence(office.tenant, office.keys, office.log, office.now)
    copying.count_anew()


def _stage(office: Office, size: int, epochs: Iterator[int]) -> dict[str, float]:
    """Return the seconds that each kind of work takes at this size, per call."""
    with Voice(office, next(epochs)) as voice:
        for _ in range(BATCH):
            voice.recorded(office.now)
    with effort() as taken:
        SpoolTaker(office.desk).take(office.now)
        archived = archive_ended(office.tenant, office.desk, office.now)
    first, middle = _listed(office, 1), _listed(office, size // 100)
    prepare(office, ERASED, f"{size} ")
    sequence(office.tenant, office.keys, office.log, office.now)
    _erased(office, office.now)
    _, idle = _erased(office, office.now)
    erased, spent = _erased(office, Millis(office.now + STAGE))
    return {
        "size": size,
        "archived": archived,
        "erased": erased,
        "ingest": taken.seconds / BATCH,
        "ingest_cpu": taken.cpu / BATCH,
        "list_first": first,
        "list_middle": middle,
        "idle": idle.seconds,
        "deletion": spent.seconds / erased,
        "deletion_cpu": spent.cpu / erased,
        "beyond_cpu": (spent.cpu - idle.cpu) / erased,
    }


def _listed(office: Office, page: int) -> float:
    """Return the median seconds of asking for a page of the list."""
    owner = Actor(PersonId("0" * 32), office.tenant, Role.OWNER, second_factor=True)
    seconds = []
    for _ in range(ASKED):
        started = time.perf_counter()
        calls(owner, PURPOSE, office.now, page)
        seconds.append(time.perf_counter() - started)
    return sorted(seconds)[ASKED // 2]


def _erased(office: Office, due: Millis) -> tuple[int, Effort]:
    """Erase what is due and log it; return how many things went, and what it took."""
    with effort() as spent:
        report = run((office.tenant,), office.place, due, simulated=True)
        sequence(office.tenant, office.keys, office.log, due)
    return report.total, spent
