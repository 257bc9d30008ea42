"""The measured process of `rufschutz.bench.deletion`: makes recordings, lets them fall due, erases them.

The first recording is made by the product's own actions; the others are its rows and its ciphertext
under ids of their own (`rufschutz.bench.copying`), files of their own on the disk. Needs a Django
that is set up for an empty installation.
"""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING, Final

from django.db import transaction

from rufschutz.adapters.clock import new_id
from rufschutz.bench import copying
from rufschutz.bench.effort import effort
from rufschutz.bench.handing import yes
from rufschutz.bench.office import LINE, PLAN, PURPOSE, SOUND, open_office
from rufschutz.core.audit.actions import sequence
from rufschutz.core.audit.proofs import certificate_of
from rufschutz.core.base import tenant_scope
from rufschutz.core.consent import actions as consents
from rufschutz.core.ingest.actions.archival import store
from rufschutz.core.recordings import actions as recordings
from rufschutz.core.recordings.queries import find
from rufschutz.core.retention.actions import run
from rufschutz.domain import canonical
from rufschutz.domain.audit.verify import verify_certificate
from rufschutz.domain.call.facts import Head, RecordingKept, RecordingStarted
from rufschutz.domain.ids import ArtefactId, CallId, FactId, KindId
from rufschutz.domain.moments import DAY, Millis

if TYPE_CHECKING:
    from rufschutz.bench.office import Office

SAMPLE: Final = 20


def main() -> None:
    """Measure with as many recordings as the first argument says; print the result as one line of JSON."""
    office = open_office()
    tenant, keys, now = office.tenant, office.keys, office.now
    made = prepare(office, int(sys.argv[1]))
    sequence(tenant, keys, office.log, now)
    due = Millis(now + 30 * DAY)
    with effort() as spent:
        run((tenant,), office.place, due, simulated=True)
        sequence(tenant, keys, office.log, due)
    key = str(keys.log_signer(tenant).key)
    sample = made[:: max(1, len(made) // SAMPLE)]
    proofs = [canonical.loads(certificate_of(tenant, name, keys, office.log)) for name in sample]
    held = sum(isinstance(proof, dict) and not verify_certificate(proof, key) for proof in proofs)
    print(json.dumps({"seconds": spent.seconds, "cpu": spent.cpu, "certified": held}))  # noqa: T201 - the answer to the measuring process


def prepare(office: Office, count: int, prefix: str = "") -> list[ArtefactId]:
    """Store one recording as a call leaves it, and copies of it, rows and ciphertext; return their ids.

    ``prefix``: sets the ids of these copies apart from earlier ones.
    """
    with tenant_scope(office.tenant), transaction.atomic():
        first = recording(office)
        sorts = copying.copy_recording(first, 1, count - 1, prefix)
    blob = next(name for name, sort in sorts.items() if sort == f"{prefix}blob")
    shelves = office.data / "blobs"
    sealed = (shelves / blob[-2:] / blob).read_bytes()
    for number in range(1, count):
        name = copying.name_of(f"{prefix}blob", number)
        (shelves / name[-2:]).mkdir(exist_ok=True)
        (shelves / name[-2:] / name).write_bytes(sealed)
    os.sync()
    copying.count_anew()
    return [first, *(ArtefactId(copying.name_of(f"{prefix}artefact", number)) for number in range(1, count))]


def recording(office: Office) -> ArtefactId:
    """Store a recording of two seconds with its consent, through the product's own actions."""
    tenant, desk, now = office.tenant, office.desk, office.now
    call, artefact, consent = CallId(new_id()), ArtefactId(new_id()), FactId(new_id())
    consents.add(yes(Head(consent, tenant, LINE, call, now)), 1, PLAN, desk.keys)
    head = Head(FactId(new_id()), tenant, LINE, call, now)
    rules = desk.rules(tenant)
    recordings.open_row(
        RecordingStarted(head, artefact, PURPOSE, consent, None), KindId("recording_matter"), rules
    )
    recordings.keep(RecordingKept(head, artefact, 2000, 2000))
    content = recordings.Content("PCMA", 8000, 2000, len(SOUND), (), cut_short=False)
    store(find(tenant, artefact), SOUND, content, desk, now)
    return artefact
