"""The measured process of `rufschutz.bench.store`: everything that ever began against what is there.

A call with a message and a deleted one are made by the product's own actions; the others are their rows,
files, births and log entries under ids of their own. Needs a Django that is set up for an empty
installation.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING, Final

from django.db import transaction

from rufschutz.bench import copying
from rufschutz.bench.effort import effort
from rufschutz.bench.growing import COURSE, STAGE, hand_over
from rufschutz.bench.office import open_office
from rufschutz.core.audit.actions import sequence
from rufschutz.core.base import tenant_scope
from rufschutz.core.completeness.actions.check import check
from rufschutz.core.retention.actions import run
from rufschutz.domain.moments import DAY, Millis

if TYPE_CHECKING:
    from rufschutz.bench.office import Office
    from rufschutz.domain.ids import ArtefactId

LATER: Final = 2 * DAY
"""After so long a call is over for good."""


def main() -> None:
    """Measure with as many calls as the first argument says; print the result as one line of JSON."""
    office, epochs, number = open_office(), count(1), int(sys.argv[1])
    hand_over(office, 1, epochs)
    sequence(office.tenant, office.keys, office.log, office.now)
    office = replace(office, now=Millis(office.now + STAGE))
    run((office.tenant,), office.place, office.now, simulated=True)
    with copying.much(), tenant_scope(office.tenant), transaction.atomic():
        _fill_deleted(office, number // 2)
    sequence(office.tenant, office.keys, office.log, office.now)
    [model] = hand_over(office, 1, epochs)
    _fill_stored(office, model, number - number // 2)
    sequence(office.tenant, office.keys, office.log, office.now)
    copying.count_anew()
    with effort() as spent:
        checked = check(office.tenant, office.desk, Millis(office.now + LATER))
    told = {"things": checked.things, "files": checked.blobs, "found": checked.found}
    print(json.dumps(told | {"seconds": spent.seconds, "cpu": spent.cpu}))  # noqa: T201 - the answer to the measuring process


def _fill_deleted(office: Office, last: int) -> None:
    """Copy what is left of a deleted recording: its birth, its erasure, the entry that proves it."""
    [erasure, *_] = copying.rows("retention_erasure", "tenant_id", office.tenant)
    gone = {erasure["artefact"]: "gone", erasure["call"]: "gone call", erasure["blob"]: "gone blob"}
    copying.copy("retention_erasure", erasure, gone, 2, last)
    [birth] = copying.rows("completeness_birth", "id", erasure["artefact"])
    copying.copy("completeness_birth", birth, gone, 2, last)
    [waiting] = copying.rows("audit_outboxentry", "subject", erasure["artefact"])
    copying.copy("audit_outboxentry", waiting, gone, 2, last)


def _fill_stored(office: Office, model: ArtefactId, last: int) -> None:
    """Copy a call with its recording: its page, its course, its consent and keys, its birth, its file."""
    with copying.much(), tenant_scope(office.tenant), transaction.atomic():
        sorts = copying.copy_recording(model, 2, last)
        call = next(name for name, sort in sorts.items() if sort == "call")
        for table, column in COURSE.items():
            copying.copy_all(table, column, call, sorts, 2, last)
        [birth] = copying.rows("completeness_birth", "id", model)
        copying.copy("completeness_birth", birth, sorts, 2, last)
    shelves = office.data / "blobs"
    blob = next(name for name, sort in sorts.items() if sort == "blob")
    sealed = (shelves / blob[-2:] / blob).read_bytes()
    for number in range(2, last + 1):
        name = copying.name_of("blob", number)
        (shelves / name[-2:]).mkdir(exist_ok=True)
        (shelves / name[-2:] / name).write_bytes(sealed)
    os.sync()
