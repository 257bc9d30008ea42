"""A process that serves beside a measured one: it archives recordings until it is told to end.

What it reports is how long each took, so that a figure of work in the background says what the others
waited for. Needs a Django that is set up for the installation of the measured process.
"""

from __future__ import annotations

import json
import select
import sys
import time
from typing import TYPE_CHECKING, Final

from django.db import transaction

from rufschutz.bench.erasing import recording
from rufschutz.bench.office import reopen_office
from rufschutz.core.base import tenant_scope

if TYPE_CHECKING:
    from rufschutz.bench.office import Office

PAUSE: Final = 0.05


def main() -> None:
    """Serve until standard input ends; print ``ready``, then the ms of each recording as one line of JSON."""
    office = reopen_office()
    _serve(office)
    print("ready", flush=True)  # noqa: T201 - the measured process waits for it
    took: list[float] = []
    while not select.select([sys.stdin], [], [], PAUSE)[0]:
        started = time.perf_counter()
        _serve(office)
        took.append(1000 * (time.perf_counter() - started))
    ordered = sorted(took) or [0.0]
    served = {"served": len(took), "median_ms": ordered[len(ordered) // 2], "worst_ms": ordered[-1]}
    print(json.dumps(served))  # noqa: T201 - the answer to the measured process


def _serve(office: Office) -> None:
    """Archive a recording, keys and all."""
    with tenant_scope(office.tenant), transaction.atomic():
        recording(office)
