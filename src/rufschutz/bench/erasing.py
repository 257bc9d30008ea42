"""The measured process of `rufschutz.bench.deletion`: makes recordings, lets them fall due, erases them.

The recordings are real rows with real wraps and sealed blobs; only their number is
chosen. Needs a Django that is set up for an empty installation.
"""

from __future__ import annotations

import json
import sys
import time
from typing import TYPE_CHECKING, Final

from django.db import transaction

from rufschutz.adapters.clock import new_id
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
from rufschutz.domain.call.commands import Language
from rufschutz.domain.call.events import KeyMethod
from rufschutz.domain.call.facts import ConsentChanged, ConsentState, Head, RecordingKept, RecordingStarted
from rufschutz.domain.ids import ArtefactId, CallId, FactId, KindId, TextId
from rufschutz.domain.moments import DAY, Millis

if TYPE_CHECKING:
    from rufschutz.core.duedates import Rules
    from rufschutz.core.ingest.desk import Desk
    from rufschutz.domain.ids import TenantId

SAMPLE: Final = 20


def main() -> None:
    """Measure with as many recordings as the first argument says; print the result as one line of JSON."""
    office = open_office()
    tenant, keys, now = office.tenant, office.keys, office.now
    made = _recordings(int(sys.argv[1]), tenant, office.desk, now)
    sequence(tenant, keys, office.log, now)
    started, due = time.perf_counter(), Millis(now + 30 * DAY)
    run((tenant,), office.place, due, simulated=True)
    sequence(tenant, keys, office.log, due)
    seconds = time.perf_counter() - started
    key = str(keys.log_signer(tenant).key)
    sample = made[:: max(1, len(made) // SAMPLE)]
    proofs = [canonical.loads(certificate_of(tenant, name, keys, office.log)) for name in sample]
    held = sum(isinstance(proof, dict) and not verify_certificate(proof, key) for proof in proofs)
    print(json.dumps({"seconds": seconds, "certified": held}))  # noqa: T201 - the answer to the measuring process


def _recordings(count: int, tenant: TenantId, desk: Desk, now: Millis) -> list[ArtefactId]:
    rules = desk.rules(tenant)
    made = []
    for start in range(0, count, 200):
        with tenant_scope(tenant), transaction.atomic():
            made += [_recording(tenant, desk, rules, now) for _ in range(min(200, count - start))]
    return made


def _recording(tenant: TenantId, desk: Desk, rules: Rules, now: Millis) -> ArtefactId:
    call, artefact, consent = CallId(new_id()), ArtefactId(new_id()), FactId(new_id())
    yes = ConsentChanged(
        Head(consent, tenant, LINE, call, now),
        PURPOSE,
        ConsentState.GIVEN,
        TextId("question"),
        Language.DE,
        "0" * 64,
        "0" * 64,
        Millis(now - 2000),
        Millis(now - 1000),
        KeyMethod.RTP_EVENT,
        None,
        "P7D",
    )
    consents.add(yes, 1, PLAN, desk.keys)
    head = Head(FactId(new_id()), tenant, LINE, call, now)
    recordings.open_row(
        RecordingStarted(head, artefact, PURPOSE, consent, None), KindId("recording_matter"), rules
    )
    recordings.keep(RecordingKept(head, artefact, 2000, 2000))
    content = recordings.Content("PCMA", 8000, 2000, len(SOUND), (), cut_short=False)
    store(find(tenant, artefact), SOUND, content, desk, now)
    return artefact
