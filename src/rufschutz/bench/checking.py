"""The measured process of `rufschutz.bench.consenting`: checks consents, and lets callers withdraw by code.

One recording is made by the product's own actions, without its sound; the others are its rows under
ids of their own, each with evidence sealed for itself. Withdrawals come through the spool to a worker
that runs as it does in the service.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from typing import TYPE_CHECKING, Any, Final

from django.db import connection, transaction

from rufschutz.adapters.clock import Clock, new_id
from rufschutz.bench.handing import Voice, yes
from rufschutz.bench.office import LINE, PLAN, PURPOSE, open_office
from rufschutz.core import runtime
from rufschutz.core.base import tenant_scope
from rufschutz.core.consent import actions as consents
from rufschutz.core.consent.actions import evidence_context
from rufschutz.core.ingest.actions.archival import archive_ended
from rufschutz.core.ingest.actions.spool import SpoolTaker
from rufschutz.core.jobs.actions import run_due, works
from rufschutz.core.jobs.worker import Machine, breathing, run
from rufschutz.core.keys.actions import wrap_data_key
from rufschutz.core.keys.queries import wraps_of
from rufschutz.core.recordings import actions as recordings
from rufschutz.domain.call.facts import Head, RecordingKept, RecordingStarted
from rufschutz.domain.ids import ArtefactId, CallId, FactId, KindId
from rufschutz.domain.moments import SECOND, Millis, day_of
from rufschutz.handover.facts import fact_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rufschutz.bench.office import Office
    from rufschutz.core.jobs.actions import Works

CALLERS: Final = 20
WAITS_S: Final = 30.0
KIND: Final = KindId("recording_matter")
_TABLES: Final = (
    ("consent_consentevent", "id"),
    ("consent_consent", "event"),
    ("recordings_recording", "id"),
    ("recordings_use", "artefact"),
    ("vault_vaultwrap", "artefact"),
)
"""What a recording consists of, and the column that names it."""


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
    with tenant_scope(office.tenant), transaction.atomic():
        made = _recording(office)
        copies = [{old: new_id() for old in made} for _ in range(count - 1)]
        for table, column in _TABLES:
            _copy(table, column, made, copies, office)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _copy(
    table: str, column: str, made: tuple[str, ...], copies: Sequence[Mapping[str, str]], office: Office
) -> None:
    """Insert a made recording's row of a table once for each copy: its names by old ones, and new keys."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} WHERE {column} IN (%s, %s, %s)", made)  # noqa: S608 - names of this module
        row = dict(zip((each[0] for each in cursor.description), cursor.fetchone(), strict=True))
        counted = isinstance(row["id"], int)
        names = [name for name in row if not (name == "id" and counted)]
        marks = ", ".join(["%s"] * len(names))
        cursor.executemany(
            f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})",  # noqa: S608 - names of this module
            [[each[name] for name in names] for copy in copies for each in [_renamed(row, copy, office)]],
        )


def _renamed(row: Mapping[str, Any], names: Mapping[str, str], office: Office) -> dict[str, Any]:
    """Return a row under other names; evidence tells of them as well, and a key of its own is new."""
    found: dict[str, Any] = {
        name: names.get(value, value) if isinstance(value, str) else value for name, value in row.items()
    }
    if "evidence" in row:
        consent, call = FactId(str(found["id"])), CallId(str(found["call"]))
        told = fact_bytes(yes(Head(consent, office.tenant, LINE, call, Millis(office.now - SECOND))))
        found["evidence"] = office.keys.seal_evidence(office.tenant, told, evidence_context(consent))
    elif isinstance(row["id"], str) and found["id"] == row["id"]:
        found["id"] = new_id()
    return found


def _recording(office: Office) -> tuple[str, str, str]:
    """Make a recording; return its call, its artefact and its consent."""
    call, artefact, consent = CallId(new_id()), ArtefactId(new_id()), FactId(new_id())
    desk, tenant, now = office.desk, office.tenant, office.now
    consents.add(yes(Head(consent, tenant, LINE, call, Millis(now - SECOND))), 1, PLAN, desk.keys)
    head = Head(FactId(new_id()), tenant, LINE, call, now)
    recordings.open_row(RecordingStarted(head, artefact, PURPOSE, consent, None), KIND, desk.rules(tenant))
    recordings.keep(RecordingKept(head, artefact, 2000, 2000))
    wrap_data_key(desk.keys, tenant, call, PURPOSE, artefact, bytes(32), now)
    recordings.archive(artefact, recordings.Content("PCMA", 8000, 2000, 16_000, (), cut_short=False))
    return call, artefact, consent


def _withdrawn(office: Office) -> list[float]:
    """Let callers type the codes of their receipts, one after another; return the ms until each key's end."""
    now, desk = Clock().now(), office.desk
    codes = [f"{number:09d}" for number in range(1, CALLERS + 1)]
    with Voice(office, 1) as voice:
        artefacts = [voice.recorded(now, code) for code in codes]
    SpoolTaker(desk).take(now)
    archive_ended(office.tenant, desk, now)
    day = day_of(now, desk.rules(office.tenant).zone).isoformat()
    stop, clock = threading.Event(), Machine()
    parts = works(runtime.read(runtime.default_data()), office.keys, SpoolTaker)
    run_due(parts, clock.now())  # speech is rendered once, whenever words change
    worker = threading.Thread(target=_work, args=(stop, breathing(parts, clock), clock))
    worker.start()
    try:
        with Voice(office, 2) as voice:
            return [_takes(office, voice, *each, day) for each in zip(artefacts, codes, strict=True)]
    finally:
        stop.set()
        worker.join()


def _work(stop: threading.Event, parts: Works, clock: Machine) -> None:
    run(stop, parts, clock)
    connection.close()


def _takes(office: Office, voice: Voice, artefact: ArtefactId, code: str, day: str) -> float:
    started = time.perf_counter()
    voice.takes_back(Clock().now(), code, day)
    while wraps_of(office.tenant, [artefact]):
        if time.perf_counter() - started > WAITS_S:
            raise RuntimeError("a withdrawal had no effect")
        time.sleep(0.005)
    return 1000 * (time.perf_counter() - started)
