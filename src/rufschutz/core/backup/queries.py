"""What the console shows of backups: when the last were made, the horizon, the last drill, a restore.

It names nobody and no place on the machine.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rufschutz.core.audit import access
from rufschutz.core.backup.horizon import Horizon, Rehearsed, horizon, rehearsed
from rufschutz.core.backup.models import Restoration, Stranded
from rufschutz.core.keys.models import RootCheck
from rufschutz.domain.access.request import Action
from rufschutz.domain.access.table import SECURITY
from rufschutz.domain.moments import DAY, Millis

if TYPE_CHECKING:
    from rufschutz.domain.access.request import Actor

BACKUP_OLD: Final = 2 * DAY
"""A data or key backup that is older (ms) does not do what backups are for."""

DRILL_OLD: Final = 90 * DAY
"""Art. 32(1)(d) GDPR: measures are tried regularly."""


FIRST: Final = DAY
"""How long (ms) an installation may be without backup and drill."""


@dataclass(frozen=True, slots=True)
class Restored:
    """The last restore: when, from when the data were, how many log entries are lost, files put away.

    ``reapplied``: tombstones that were done again; ``missing``: controllers that are not there again.
    """

    at: Millis
    backup_at: Millis
    lost_entries: int
    stranded: int
    reapplied: int = 0
    missing: int = 0


@dataclass(frozen=True, slots=True)
class BackupView:
    """What is known of backups at a moment."""

    now: Millis
    horizon: Horizon
    drill: Rehearsed | None
    restored: Restored | None

    @property
    def data_old(self) -> bool:
        """Whether there is no data backup of the last two days."""
        return self.horizon.data is None or self.now - self.horizon.data.at > BACKUP_OLD

    @property
    def keys_old(self) -> bool:
        """Whether there is no key backup of the last two days."""
        return self.horizon.keys is None or self.now - self.horizon.keys.at > BACKUP_OLD

    @property
    def drill_old(self) -> bool:
        """Whether no drill passed in the last 90 days."""
        return self.drill is None or not self.drill.passed or self.now - self.drill.at > DRILL_OLD


def backups(actor: Actor, now: Millis) -> BackupView:
    """Return what the screen shows; raise `AccessDenied`."""
    access.require(actor, Action.VIEW_BACKUPS, SECURITY, now)
    return known(now)


def known(now: Millis) -> BackupView:
    """Return the same for checks and alarms, which ask without a role: it names nobody."""
    return BackupView(now, horizon(now), rehearsed(), _restored())


def watched(now: Millis) -> BackupView | None:
    """Return the same from the installation's second day on, None before: nothing is asked of the first."""
    since = RootCheck.objects.values_list("created_at", flat=True).first()
    return None if since is None or now - since <= FIRST else known(now)


def _restored() -> Restored | None:
    row = Restoration.objects.order_by("-at").first()
    if row is None:
        return None
    left = Stranded.objects.filter(destroyed_at=None).count()
    at, saved = Millis(row.at), Millis(row.backup_at)
    return Restored(at, saved, row.lost_entries, left, row.reapplied, row.missing)
