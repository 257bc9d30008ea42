"""The measured process of `rufschutz.bench.record.log`: events into the outbox, then the product's sequencer.

What is counted begins with a full outbox and ends with the signed checkpoint and its tiles on disk.
"""

from __future__ import annotations

import json
import sys
import time
from typing import TYPE_CHECKING, Final

from django.db import transaction

from rufschutz.adapters.clock import new_id
from rufschutz.bench.office import open_office
from rufschutz.core.audit.actions import Note, record_all, sequence
from rufschutz.core.base import tenant_scope
from rufschutz.domain.audit.entry import Detail, Entry
from rufschutz.domain.audit.vocabulary import AuditEvent

if TYPE_CHECKING:
    from rufschutz.bench.office import Office

CHUNK: Final = 1000


def main() -> None:
    """Measure with as many entries as the first argument says; print the result as one line of JSON."""
    office, count = open_office(), int(sys.argv[1])
    sequence(office.tenant, office.keys, office.log, office.now)
    started = time.perf_counter()
    _record(office, count)
    recorded = time.perf_counter()
    logged = sequence(office.tenant, office.keys, office.log, office.now)
    signed = time.perf_counter()
    answer = {"logged": logged, "recording": recorded - started, "signing": signed - recorded}
    print(json.dumps(answer))  # noqa: T201 - the answer to the measuring process


def _record(office: Office, count: int) -> None:
    for start in range(0, count, CHUNK):
        with tenant_scope(office.tenant), transaction.atomic():
            record_all([note(office) for _ in range(min(CHUNK, count - start))])


def note(office: Office) -> Note:
    """Return an entry as somebody's look at a call leaves one."""
    details = (Detail("purpose", "record_matter"), Detail("role", "owner"))
    return Note(Entry(AuditEvent.CALL_VIEWED, office.tenant, office.now, new_id(), new_id(), details))
