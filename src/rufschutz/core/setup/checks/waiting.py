"""What voice handed over and nobody has taken: facts that wait, files that stopped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import DatabaseError

from rufschutz.core.ingest.queries import Stand, damaged_files, stands
from rufschutz.core.setup.checks.finding import error
from rufschutz.handover.spool import SpoolError, acknowledged, read_lines, spool_files, strangers

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rufschutz.core.runtime import Installation
    from rufschutz.core.setup.checks.finding import Finding
    from rufschutz.domain.moments import Millis

BACKLOG = 24 * 60 * 60 * 1000
"""A fact that waits longer than this (ms) is an alarm."""


def findings(installation: Installation, now: Millis) -> Iterator[Finding]:
    """Yield what is no spool file of ours, those that are damaged, and those whose facts wait too long."""
    for path in strangers(installation.spool):
        what = f"{path.name[:120]!r} in the spool is not named <writer>-<epoch>.spool and is never read"
        yield error("spool", what, "Move what is no spool file out of the spool directory.")
    known = _known()
    for file in spool_files(installation.spool):
        stand = known.get((file.writer, file.epoch), Stand())
        if stand.closed:
            continue
        try:
            after = max(stand.taken, acknowledged(file.path))
            waiting = [line.envelope.at for line in read_lines(file.path, after, stand.shift)]
        except SpoolError as fault:
            yield error("spool", str(fault), "Keep the file; ask for help with it.")
            continue
        if waiting and now - waiting[0] > BACKLOG:
            what = f"facts in {file.path.name} wait for more than a day"
            yield error("spool_backlog", what, "Start the worker: rufschutz serve worker")


def _known() -> Mapping[tuple[str, int], Stand]:
    """Return how far the worker came; nothing while the database does not say: acknowledgements do then."""
    try:
        return stands()
    except DatabaseError:
        return {}


def stopped() -> Iterator[Finding]:
    """Yield the spool files that the worker stopped at a damaged line."""
    for file in damaged_files():
        what = f"{file.name} stopped at line {file.line}: {file.fault}"
        advice = (
            f"Its facts from line {file.line} on wait; all other files go on. Look at it: "
            "rufschutz spool show. Keep a copy, report an incident, then pass over it: "
            f"rufschutz spool pass {file.name} --line {file.line}"
        )
        yield error("spool_stopped", what, advice)
