"""What the record holds after a soak, as JSON."""

from __future__ import annotations

import json
import sys

from rufschutz.cli.django import start

installation = start()

from django.db.models import Count  # noqa: E402 - Django first

from rufschutz.core.base import tenant_scope  # noqa: E402
from rufschutz.core.calls.models import Call  # noqa: E402
from rufschutz.core.ingest.models import AppliedFact, SpoolPosition  # noqa: E402
from rufschutz.core.recordings.models import Recording  # noqa: E402
from rufschutz.core.tenants.queries import tenant_ids  # noqa: E402
from rufschutz.vault.blobs import BlobDirectory  # noqa: E402

(tenant,) = tenant_ids()
with tenant_scope(tenant):
    found = {
        "calls": Call.objects.count(),
        "open": Call.objects.filter(ended_at=None).count(),
        "crashed": Call.objects.filter(ended_by="crash").count(),
        "outcomes": dict(Call.objects.values_list("outcome").annotate(Count("id"))),
        "recordings": dict(Recording.objects.values_list("state").annotate(Count("id"))),
        "blobs": sum(1 for _ in BlobDirectory(installation.blobs).ids()),
        "cut_short": Recording.objects.filter(cut_short=True).count(),
        "facts": AppliedFact.objects.count(),
        "damaged": SpoolPosition.objects.exclude(damaged_line=None).count(),
        "lines": sum(SpoolPosition.objects.values_list("sequence", flat=True)),
    }
json.dump(found, sys.stdout)
