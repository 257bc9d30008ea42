"""What a call's page says of holds: that one keeps it, until when, and the way to ask for one.

Decides words and links only. Who may not see holds is told the day and no reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rufschutz.console import dates
from rufschutz.domain.access.request import Action
from rufschutz.domain.access.table import TABLE

if TYPE_CHECKING:
    from rufschutz.console.viewer import Viewer
    from rufschutz.core.calls.queries import CallView


@dataclass(frozen=True, slots=True)
class Safe:
    """``until``: the day after which nothing keeps the call, '' where nothing does.

    ``hold``: the id of the hold to go to, '' where the viewer may not see it; ``asks``: may set one.
    """

    until: str
    hold: str
    asks: bool


def safe_of(viewer: Viewer, seen: CallView) -> Safe:
    """Return what the viewer is told of holds on a call that is shown."""
    found, may = seen.kept, TABLE[viewer.role]
    over = seen.row.duration is not None
    if found is None:
        return Safe("", "", asks=Action.ASK_HOLD in may and over)
    hold = found.holds[0] if Action.VIEW_HOLDS in may else ""
    return Safe(dates.last_day(found.until, viewer.zone), hold, asks=False)
