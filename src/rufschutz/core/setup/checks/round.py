"""The round that `rufschutz check` makes: every theme, the worst finding first.

Without a database that answers, what lies in it cannot be asked: that is one finding,
and the themes that need no database are asked all the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rufschutz.core.setup.checks import (
    backlog,
    backups,
    consents,
    deletions,
    epochs,
    files,
    host,
    log,
    network,
    people,
    plans,
    policy,
    processes,
    record,
    root_key,
    store,
    voice,
    waiting,
    walls,
)
from rufschutz.core.setup.checks.finding import Level
from rufschutz.core.setup.checks.machine import look

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rufschutz.core.runtime import Installation
    from rufschutz.core.setup.checks.finding import Finding
    from rufschutz.core.setup.checks.machine import Machine
    from rufschutz.domain.moments import Millis


def check(installation: Installation, now: Millis, machine: Machine | None = None) -> tuple[Finding, ...]:
    """Return every finding, the worst first. ``machine``: what is known of the machine; None looks."""
    seen = machine or look(installation, now)
    found = [
        *files.findings(installation),
        *host.findings(seen),
        *network.findings(installation, seen),
        *waiting.findings(installation, now),
        *backlog.findings(installation, now),
        *voice.findings(installation, now),
        *processes.findings(installation, seen),
    ]
    unusable = tuple(record.unusable(installation, seen))
    asked = () if unusable else _record(installation, now)
    found += [*root_key.findings(installation, stored=not unusable), *unusable, *asked]
    return tuple(sorted(found, key=lambda finding: list(Level).index(finding.level)))


def _record(installation: Installation, now: Millis) -> Iterator[Finding]:
    """Ask what only a database with today's tables can answer."""
    yield from record.findings(installation)
    yield from walls.findings()
    yield from people.findings(now)
    yield from plans.findings(installation, now)
    yield from policy.findings(now)
    yield from waiting.stopped()
    yield from log.findings(installation, now)
    yield from deletions.findings(now)
    yield from consents.findings(now)
    yield from epochs.findings(now)
    yield from backups.findings(installation, now)
    yield from store.findings(now)
    yield from processes.jobs(now)
