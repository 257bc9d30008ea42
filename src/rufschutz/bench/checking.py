"""The measured process of `rufschutz.bench.consenting`: checks consents, and lets callers withdraw by code.

The rows are real ones with real wraps and real evidence; their sound is left out. Withdrawals
come through the spool to a worker that runs as it does in the service.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from typing import TYPE_CHECKING, Final

from django.db import connection, transaction

from rufschutz.adapters.clock import Clock, new_id
from rufschutz.bench.handing import Voice, yes
from rufschutz.bench.office import LINE, PLAN, PURPOSE, open_office
from rufschutz.core import runtime
from rufschutz.core.base import tenant_scope
from rufschutz.core.consent import actions as consents
from rufschutz.core.ingest.actions.archival import archive_ended
from rufschutz.core.ingest.actions.spool import SpoolTaker
from rufschutz.core.jobs.actions import works
from rufschutz.core.jobs.worker import Machine, breathing, run
from rufschutz.core.keys.actions import wrap_data_key
from rufschutz.core.keys.queries import wraps_of
from rufschutz.core.recordings import actions as recordings
from rufschutz.domain.call.facts import Head, RecordingKept, RecordingStarted
from rufschutz.domain.ids import ArtefactId, CallId, FactId, KindId
from rufschutz.domain.moments import SECOND, Millis, day_of

if TYPE_CHECKING:
    from rufschutz.bench.office import Office

CALLERS: Final = 20
WAITS_S: Final = 30.0
KIND: Final = KindId("recording_matter")


def main() -> None:
    """Check as many recordings as the first argument says, then withdraw; print one line of JSON."""
    office = open_office()
    _recordings(office, int(sys.argv[1]))
    started = time.perf_counter()
    checked = recordings.check_consents(office.tenant, office.desk, office.now)
    seconds = time.perf_counter() - started
    told = {"uses": checked.uses, "unheld": len(checked.unheld), "seconds": seconds}
    print(json.dumps(told | {"gone_ms": _withdrawn(office)}))  # noqa: T201 - the answer to the measuring process


def _recordings(office: Office, count: int) -> None:
    for start in range(0, count, 200):
        with tenant_scope(office.tenant), transaction.atomic():
            for _ in range(min(200, count - start)):
                _recording(office)


def _recording(office: Office) -> None:
    call, artefact, consent = CallId(new_id()), ArtefactId(new_id()), FactId(new_id())
    desk, tenant, now = office.desk, office.tenant, office.now
    consents.add(yes(Head(consent, tenant, LINE, call, Millis(now - SECOND))), 1, PLAN, desk.keys)
    head = Head(FactId(new_id()), tenant, LINE, call, now)
    recordings.open_row(RecordingStarted(head, artefact, PURPOSE, consent, None), KIND, desk.rules(tenant))
    recordings.keep(RecordingKept(head, artefact, 2000, 2000))
    wrap_data_key(desk.keys, tenant, call, PURPOSE, artefact, bytes(32), now)
    recordings.archive(artefact, recordings.Content("PCMA", 8000, 2000, 16_000, (), cut_short=False))


def _withdrawn(office: Office) -> list[float]:
    """Let callers type the codes of their receipts, one after another; return the ms until each key's end."""
    now, desk = Clock().now(), office.desk
    codes = [f"{number:09d}" for number in range(1, CALLERS + 1)]
    with Voice(office, 1) as voice:
        artefacts = [voice.recorded(now, code) for code in codes]
    SpoolTaker(desk).take(now)
    archive_ended(office.tenant, desk, now)
    day = day_of(now, desk.rules(office.tenant).zone).isoformat()
    stop = threading.Event()
    worker = threading.Thread(target=_work, args=(office, stop))
    worker.start()
    try:
        with Voice(office, 2) as voice:
            return [_takes(office, voice, *each, day) for each in zip(artefacts, codes, strict=True)]
    finally:
        stop.set()
        worker.join()


def _work(office: Office, stop: threading.Event) -> None:
    clock = Machine()
    parts = works(runtime.read(runtime.default_data()), office.keys, SpoolTaker)
    run(stop, breathing(parts, clock), clock)
    connection.close()


def _takes(office: Office, voice: Voice, artefact: ArtefactId, code: str, day: str) -> float:
    started = time.perf_counter()
    voice.takes_back(Clock().now(), code, day)
    while wraps_of(office.tenant, [artefact]):
        if time.perf_counter() - started > WAITS_S:
            raise RuntimeError("a withdrawal had no effect")
        time.sleep(0.005)
    return 1000 * (time.perf_counter() - started)
