"""The horizon of an erasure: until when something that was deleted here could still be read elsewhere.

A deleted key lives on in key backups made before its end, until the last of them is destroyed; what
the database itself keeps of deleted rows is told as far as it can be asked. Snapshots of the whole
machine are outside: nobody here can know of them.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from rufschutz.core.backup.models import Backup, Drill
from rufschutz.domain.moments import Millis
from rufschutz.domain.restore.manifest import LONGEST, Sort


@dataclass(frozen=True, slots=True)
class Saved:
    """The last whole backup of a sort: when, and how many bytes."""

    at: Millis
    size: int


@dataclass(frozen=True, slots=True)
class Horizon:
    """What is known at a moment. ``oldest_keys``: when the oldest key backup that is there was made.

    ``until``: when the last key backup of now will be gone: what is deleted now is unreadable everywhere
    from then on; None where there is none. ``old_rows``: rows of keys that PostgreSQL has deleted and
    not yet overwritten; ``archived``: it copies its log away, so deleted keys live on there, too.
    ``late``: backups that should be gone and are not.
    """

    data: Saved | None
    keys: Saved | None
    oldest_keys: Millis | None
    until: Millis | None
    old_rows: int = 0
    archived: bool = False
    late: int = 0


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """The last restore drill."""

    at: Millis
    passed: bool


def horizon(now: Millis) -> Horizon:
    """Return the horizon of what is deleted at ``now``."""
    there = list(Backup.objects.filter(sort=Sort.KEYS.value, destroyed_at=None))
    old_rows, archived = _postgres()
    return Horizon(
        data=_last(Sort.DATA),
        keys=_last(Sort.KEYS),
        oldest_keys=min((Millis(row.at) for row in there), default=None),
        until=max((Millis(row.due_at) for row in there), default=None),
        old_rows=old_rows,
        archived=archived,
        late=Backup.objects.filter(destroyed_at=None, due_at__lt=now).count(),
    )


def gone_at(end: Millis, by_rule: Millis) -> Millis | None:
    """Return when no key backup can open any more what ends, or ended, at ``end``; None where none can.

    ``by_rule``: until when a key backup lives that is made at ``end``, for what has not ended yet.
    """
    there = list(Backup.objects.filter(sort=Sort.KEYS.value, destroyed_at=None))
    if not there:
        return None
    if end > max(row.at for row in there):
        return by_rule
    return max((Millis(row.due_at) for row in there if row.at <= end), default=None)


def opens_until(ended: Millis) -> Millis | None:
    """Return until when a key backup still opens what ended at ``ended``; None where none does."""
    there = Backup.objects.filter(sort=Sort.KEYS.value, destroyed_at=None, at__lte=ended)
    return max((Millis(row.due_at) for row in there), default=None)


def saved_before(moment: Millis, now: Millis) -> bool:
    """Say whether a data backup may be there that was made before ``moment``, by whatever clock."""
    there = Backup.objects.filter(sort=Sort.DATA.value, destroyed_at=None)
    return there.filter(at__lte=moment).exists() or (now < moment + LONGEST[Sort.DATA] and there.exists())


def rehearsed() -> Rehearsed | None:
    """Return the last restore drill, None where there was none."""
    row = Drill.objects.order_by("-at").first()
    return None if row is None else Rehearsed(Millis(row.at), row.passed)


def _last(sort: Sort) -> Saved | None:
    rows = Backup.objects.filter(sort=sort.value).exclude(finished_at=None)
    row = rows.order_by("-at").first()
    return None if row is None else Saved(Millis(row.at), row.size or 0)


def _postgres() -> tuple[int, bool]:
    """Ask how many deleted rows of keys are not overwritten, and whether the log is copied away."""
    if connection.vendor != "postgresql":
        return 0, False
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(sum(n_dead_tup), 0), current_setting('archive_mode') <> 'off' "
            "FROM pg_stat_user_tables WHERE relname LIKE 'vault\\_%%'"
        )
        rows, archived = cursor.fetchone()
    return int(rows), bool(archived)
