"""The store: that no difference is left unsettled, and that it was checked at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rufschutz.core.completeness.queries import checked_at, still_there, unsettled
from rufschutz.core.setup.checks.finding import error, warning
from rufschutz.core.tenants.queries import tenant_ids
from rufschutz.domain.call.commands import Language
from rufschutz.domain.completeness.words import advice, what
from rufschutz.domain.moments import DAY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rufschutz.core.setup.checks.finding import Finding
    from rufschutz.domain.moments import Millis

SETTLE: Final = "Settle it on the page of the store, or with: rufschutz store settle"
LATE = 3 * DAY
"""The worker checks every night: after so many ms it has not."""


def findings(now: Millis) -> Iterator[Finding]:
    """Yield each tenant's open differences, one finding for each kind, and a check that is long ago.

    One that is no longer there waits for a word alone, and is a warning.
    """
    for tenant in tenant_ids():
        there = still_there(tenant)
        for kind, count in unsettled(tenant).items():
            told = f"{what(kind, Language.EN)} ({count} open)"
            if kind in there:
                yield error("incident", told, f"{advice(kind, Language.EN)} {SETTLE}")
            else:
                gone = f"{told}: it is no longer there, and nobody has said what it was"
                yield warning("incident_unsettled", gone, SETTLE)
        last = checked_at(tenant)
        if last is not None and now - last > LATE:
            told = f"the store was last checked {(now - last) // DAY} days ago"
            yield warning("store_unchecked", told, "Run: rufschutz store check. Does the worker run?")
