"""Take over what waits in spool and journals as at a moment, play every recording: take_over.py MOMENT."""

from __future__ import annotations

import json
import sys

from rufschutz.cli.django import start

installation = start()

from rufschutz.core.accounts.queries import members  # noqa: E402 - Django first
from rufschutz.core.base import tenant_scope  # noqa: E402
from rufschutz.core.calls.models import Call  # noqa: E402
from rufschutz.core.ingest.actions.spool import SpoolTaker  # noqa: E402
from rufschutz.core.jobs.actions import poll, sequence_all, works  # noqa: E402
from rufschutz.core.keys.actions.keyring import log_key_name  # noqa: E402
from rufschutz.core.keys.queries import public_key  # noqa: E402
from rufschutz.core.matters.models import Matter  # noqa: E402
from rufschutz.core.recordings.actions import open_recording  # noqa: E402
from rufschutz.core.recordings.models import Recording  # noqa: E402
from rufschutz.core.setup.actions import unlock  # noqa: E402
from rufschutz.core.tenants.queries import tenant_ids  # noqa: E402
from rufschutz.domain.access.request import Actor, Role  # noqa: E402
from rufschutz.domain.audit.checkpoint import VerifierKey  # noqa: E402
from rufschutz.domain.moments import Millis  # noqa: E402
from rufschutz.vault.blobs import BlobDirectory  # noqa: E402

now = Millis(int(sys.argv[1]))
keys = unlock(installation)
taken = poll(works(installation, keys, SpoolTaker), now)
sequence_all(keys, installation, now)
(tenant,) = tenant_ids()
(owner,) = members(tenant, now)
actor = Actor(person=owner.person, tenant=tenant, role=Role.OWNER, second_factor=True)
heard = []
with tenant_scope(tenant):
    outcomes = list(Call.objects.order_by("started_at").values_list("outcome", flat=True))
    recordings = list(Recording.objects.order_by("started_at").values_list("id", "state"))
    matters = Matter.objects.count()
for artefact, _ in recordings:
    with open_recording(actor, artefact, keys, BlobDirectory(installation.blobs), now) as sound:
        heard.append(len(sound.read(0, sound.length)) // 8)
log_key = str(VerifierKey(f"rufschutz/{tenant}", public_key(log_key_name(tenant))))
json.dump(
    {
        "facts": taken,
        "outcomes": outcomes,
        "states": [state for _, state in recordings],
        "heard_ms": heard,
        "matters": matters,
        "tenant": tenant,
        "log_key": log_key,
    },
    sys.stdout,
)
