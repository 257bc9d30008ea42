"""How many facts wait for the worker, once they wait for longer than a worker that runs lets them.

Decides only when that is worth a word; files that cannot be read are named elsewhere.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from rufschutz.core.setup.checks.finding import note
from rufschutz.handover.spool import SpoolError, acknowledged, read_lines, spool_files

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rufschutz.core.runtime import Installation
    from rufschutz.core.setup.checks.finding import Finding
    from rufschutz.domain.moments import Millis

PATIENCE = 5 * 60 * 1000
"""A worker takes a fact over within a second; one that waits longer than this (ms) waits for a reason."""


def findings(installation: Installation, now: Millis) -> Iterator[Finding]:
    """Yield how many facts wait and since when; nothing while the oldest is young."""
    waiting: list[Millis] = []
    with suppress(SpoolError):
        for file in spool_files(installation.spool):
            with suppress(SpoolError):
                waiting += [line.envelope.at for line in read_lines(file.path, acknowledged(file.path))]
    if waiting and now - min(waiting) > PATIENCE:
        minutes = (now - min(waiting)) // 60_000
        yield note(
            "facts_waiting",
            f"{len(waiting)} facts of calls wait for the worker, the oldest since {minutes} minutes",
            "Nothing is lost. Start the worker, or see that it reaches its database: its log says why not.",
        )
