"""An hour of a busy house: hour.py CALLS hands its calls over to the spool, by two writers in turn.

Every tenth leaves a message. Without a number it prints what of them is in the record: calls
by outcome, recordings by state, whether each call's moments rise, and the log's calls in its order.
"""

from __future__ import annotations

import itertools
import json
import sys
from collections import Counter

from rufschutz.cli.django import start

installation = start()

from rufschutz.adapters.clock import Clock  # noqa: E402 - Django first
from rufschutz.bench.handing import Voice  # noqa: E402
from rufschutz.bench.office import Office  # noqa: E402
from rufschutz.core.audit.models import LogEntry  # noqa: E402
from rufschutz.core.audit.queries import entry_of  # noqa: E402
from rufschutz.core.base import tenant_scope  # noqa: E402
from rufschutz.core.calls.models import Call, TimelineEntry  # noqa: E402
from rufschutz.core.jobs.desk import ingest_desk, retention_place  # noqa: E402
from rufschutz.core.recordings.models import Recording  # noqa: E402
from rufschutz.core.setup.actions import unlock  # noqa: E402
from rufschutz.core.tenants.queries import tenant_ids  # noqa: E402
from rufschutz.domain.moments import Millis  # noqa: E402

HOUR = 3_600_000
now, keys = Clock().now(), unlock(installation)
(tenant,) = tenant_ids()


def hand_over(calls: int) -> None:
    desk, place = ingest_desk(installation, keys), retention_place(installation)
    office = Office(tenant, keys, desk, place, installation.log, now)
    with Voice(office, 1, "voice-a") as even, Voice(office, 1, "voice-b") as odd:
        for number in range(calls):
            at = Millis(now - HOUR + number * HOUR // calls)
            voice = odd if number % 2 else even
            (voice.refused if number % 10 else voice.recorded)(at)


def record() -> dict[str, object]:
    rows = TimelineEntry.objects.order_by("call", "position").values_list("call", "at", "kind")
    entries = list(rows)
    pairs = list(itertools.pairwise(entries))
    return {
        "outcomes": Counter(Call.objects.values_list("outcome", flat=True)),
        "states": Counter(Recording.objects.values_list("state", flat=True)),
        "entries": len(entries),
        "fallen": sum(after[1] < before[1] for before, after in pairs if before[0] == after[0]),
        "ends": sum(before[2] == "ended" for before, after in pairs if before[0] != after[0]) + 1,
        "log": [
            entry.subject
            for entry in (entry_of(row, keys) for row in LogEntry.objects.order_by("index"))
            if entry is not None and entry.event == "call:line:answered"
        ],
        "calls": list(Call.objects.order_by("started_at").values_list("id", flat=True)),
    }


if len(sys.argv) > 1:
    hand_over(int(sys.argv[1]))
else:
    with tenant_scope(tenant):
        json.dump(record(), sys.stdout)
