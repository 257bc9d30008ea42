"""The ingest keys: that each private part is destroyed when its time is over.

Until it is, a copied spool or journal of that day can be opened with the root key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rufschutz.core.keys.queries import overdue_epochs
from rufschutz.core.setup.checks.finding import warning
from rufschutz.domain.moments import DAY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rufschutz.core.setup.checks.finding import Finding
    from rufschutz.domain.moments import Millis


def findings(now: Millis) -> Iterator[Finding]:
    """Yield one finding where ingest keys are past their time, with how many and since when."""
    late = overdue_epochs(now)
    if late:
        oldest = min(late, key=lambda each: each.due_at)
        days = (now - oldest.due_at) // DAY
        told = (
            f"{len(late)} ingest keys should be destroyed and are not; that of {oldest.day} since {days} days"
        )
        yield warning(
            "epoch_overdue",
            told,
            "A journal, a spool file or a plan still names them, or the worker does not run. "
            "See: rufschutz keys epochs, rufschutz spool.",
        )
