"""Backups: made and destroyed in time, a restore rehearsed, tombstones kept elsewhere as well.

Nothing is asked of an installation on its first day.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rufschutz.core.backup.queries import FIRST, known
from rufschutz.core.keys.models import RootCheck
from rufschutz.core.setup.checks.finding import error, note, warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rufschutz.core.backup.queries import BackupView
    from rufschutz.core.runtime import Installation
    from rufschutz.core.setup.checks.finding import Finding
    from rufschutz.domain.moments import Millis


def findings(installation: Installation, now: Millis) -> Iterator[Finding]:
    """Yield what is not as it should be."""
    since = RootCheck.objects.values_list("created_at", flat=True).first()
    found = known(now)
    if found.horizon.late:
        yield error(
            "backup_late",
            f"{found.horizon.late} backups should be destroyed and are not",
            "Make their directory reachable for the worker, or destroy them by hand; then: rufschutz backup",
        )
    if since is not None and now - since > FIRST:
        yield from _made(found)
        yield from _elsewhere(installation)
    if found.horizon.keys is not None:
        yield note(
            "snapshots",
            "images of the whole machine keep what was deleted; nobody here can know of them",
            "Ask who runs the machine how old the oldest image is; the horizon of a deletion is no earlier.",
        )
    if found.horizon.archived:
        yield warning(
            "wal_archived",
            "PostgreSQL copies its log away: deleted keys can be read there for as long as it is kept",
            "Keep it no longer than seven days, encrypted.",
        )


def _made(found: BackupView) -> Iterator[Finding]:
    if found.data_old or found.keys_old:
        what = "there is no data and key backup of the last two days"
        yield warning("no_backup", what, "Every day: rufschutz backup --to DIRECTORY")
    if found.drill is not None and not found.drill.passed:
        yield error("drill_failed", "the last restore drill failed", "See its report in data/drills.")
    elif found.drill_old:
        yield warning("drill_old", "no restore drill has passed for 90 days", "Run: rufschutz drill")


def _elsewhere(installation: Installation) -> Iterator[Finding]:
    here = installation.data.stat().st_dev
    away = (each for each in installation.tombstone_copies if each.is_dir() and each.stat().st_dev != here)
    if next(away, None) is None:
        yield note(
            "tombstones_here",
            "no copy of the tombstones lies off this disk: lost with it, a restore lacks the last deletions",
            'Name a directory on another machine: tombstone_copies = ["/mnt/other"] in rufschutz.toml.',
        )
