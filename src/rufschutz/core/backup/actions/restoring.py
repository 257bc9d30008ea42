"""A restore, step by step: nothing is served before the last of them is done.

Each step is durable and may be run again; the mark (`core.backup.mark`) says how many are done.
What died, ended or was forbidden since the backup is so again before anybody can ask.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader

from rufschutz.adapters.clock import new_id
from rufschutz.core.audit.actions import record
from rufschutz.core.audit.models import LogHead
from rufschutz.core.backup.actions import gap
from rufschutz.core.backup.actions.access import shut
from rufschutz.core.backup.actions.loading import load_blobs, load_database, load_keys
from rufschutz.core.backup.actions.reapplying import Hand, reapply
from rufschutz.core.backup.errors import OtherDatabaseError, TombstonesOlderError
from rufschutz.core.backup.lost import Lost, lost
from rufschutz.core.backup.models import Restoration
from rufschutz.core.base import tenant_scope
from rufschutz.core.ingest.actions.crash import dead_calls, end_dead_calls
from rufschutz.core.ingest.actions.spool import SpoolTaker
from rufschutz.core.jobs.actions import sequence_all, works
from rufschutz.core.keys.actions import Keys
from rufschutz.core.offboarding.actions.ending import leave_again
from rufschutz.core.pages import forget_pages
from rufschutz.core.purposes.actions import refresh
from rufschutz.core.setup.upgrade import upgrade
from rufschutz.core.tenants.queries import tenant_ids
from rufschutz.domain.audit.entry import Detail, Entry
from rufschutz.domain.audit.vocabulary import AuditEvent
from rufschutz.domain.restore.guarded import demanded, left, unknown
from rufschutz.domain.restore.manifest import require_known
from rufschutz.domain.restore.tombstones import What
from rufschutz.handover import durable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from rufschutz.core.backup.chosen import Chosen
    from rufschutz.core.backup.files import TombstoneFile
    from rufschutz.core.backup.mark import Mark
    from rufschutz.core.runtime import Installation
    from rufschutz.domain.ids import TenantId
    from rufschutz.domain.moments import Millis
    from rufschutz.domain.restore.tombstones import Stone


@dataclass(frozen=True, slots=True)
class Task:
    """One restore: what is restored, where to, when, and who hears how it goes."""

    chosen: Chosen
    installation: Installation
    now: Millis
    tell: Callable[[str], None]

    @property
    def listed(self) -> Path:
        """Where the list of blobs is noted between two steps."""
        return self.installation.run / "restoring.blobs"


def go_on(task: Task, mark: Mark) -> Mark:
    """Take every step that is left; return the mark, which the last step has removed.

    Raises what a step raises; run again, it goes on with that step.
    """
    for name, step in STEPS[mark.done :]:
        task.tell(name)
        step(task)
        mark = mark.step()
    durable.remove(mark.path)
    return mark


def _database(task: Task) -> None:
    """Load it, unless it is of another kind or of a newer program, or more is known of what died since.

    Nothing but files was laid until here.
    """
    require_newest(task.chosen.tombstones, task.installation)
    if task.chosen.data.vendor != connection.vendor:
        raise OtherDatabaseError(f"the backup is of {task.chosen.data.vendor}, this is {connection.vendor}")
    known = MigrationLoader(None, ignore_no_migrations=True).disk_migrations or {}
    schema = (*task.chosen.data.schema, *task.chosen.keys.schema)
    require_known(schema, frozenset(f"{app}.{name}" for app, name in known))
    load_database(task.chosen, task.installation, task.listed)


def require_newest(lines: TombstoneFile, installation: Installation) -> None:
    """Raise `TombstonesOlderError` where a copy that the settings name knows more than these lines."""
    for copy in replace(lines, copies=installation.tombstone_copies).behind():
        raise TombstonesOlderError(f"{copy} knows more of what was deleted than {lines.path}")


def _keys(task: Task) -> None:
    """Load the keys into the tables of their own version: before the upgrade, where the data are of it."""
    if task.chosen.keys.schema == task.chosen.data.schema:
        load_keys(task.chosen)
        _unlock(task)


def _schema(task: Task) -> None:
    upgrade(task.installation, task.tell)
    if task.chosen.keys.schema != task.chosen.data.schema:
        load_keys(task.chosen)


def _log(task: Task) -> None:
    """Refuse a log that does not lead to what was signed, before anything in it is done again.

    Its files are none of the backup's: here none is published yet.
    """
    lost(task.chosen)
    for tenant in tenant_ids():
        with tenant_scope(tenant):
            LogHead.objects.update(published=0)


def _blobs(task: Task) -> None:
    missing = load_blobs(task.chosen, task.installation, task.listed, lambda: None)
    if missing:
        task.tell(f"{len(missing)} blobs are not in the backup as they were saved; see the integrity check")


def _tombstones(task: Task) -> None:
    """Make the dead dead again; the file itself comes along, so that its chain goes on."""
    known = max(
        (stone.at for _, stone in task.chosen.tombstones.read() if stone), default=task.chosen.data.at
    )
    task.tell(f"what was deleted until {_moment(known)} is known")
    target = task.installation.tombstones
    if not target.exists():
        durable.replace(target, task.chosen.tombstones.path.read_bytes())
    parts = works(task.installation, _unlock(task), SpoolTaker)
    for tenant in tenant_ids():
        end_dead_calls(tenant, dead_calls(tenant, parts.desk), parts.desk, task.now)
    for tenant in left(_stones(task), frozenset(tenant_ids())):
        desk, packages = parts.desk, task.installation.packages
        leave_again(tenant, desk.keys, desk.blobs, parts.shelves, parts.log, packages, task.now)
        task.tell(f"the controller {tenant} had left: it is gone again")
    hand = Hand(parts.desk.keys, parts.place, task.now)
    reapply(_stones(task), frozenset(tenant_ids()), hand)
    ended = sum(shut(tenant, task.now) for tenant in tenant_ids())
    task.tell(f"{ended} emergency accesses and open requests are over")


def _gap(task: Task) -> None:
    gap.close(task.now)
    gap.strand(task.installation, task.now)


def _plans(task: Task) -> None:
    """Publish plans that name keys of today: those in the backup name keys that nobody has."""
    keys = _unlock(task)
    shelves = works(task.installation, keys, SpoolTaker).shelves
    for refusal in refresh(keys, shelves, task.now).refused:
        task.tell(f"the plan of line {refusal.line} is refused: {refusal.error}")


def _told(task: Task) -> None:
    """Write down what was restored, how much of each log is lost, and who is not there again."""
    found = lost(task.chosen)
    told = Counter(stone.what for stone in _stones(task) if stone.what is not What.CHECKPOINT)
    gone = unknown(_stones(task), frozenset(tenant_ids()))
    for tenant in sorted(gone):
        task.tell(f"the controller {tenant} is not there: it left, or came after the backup")
    for what, count in sorted(told.items()):
        task.tell(f"done again: {what.value} ({count})")
    with transaction.atomic():
        for tenant in tenant_ids():
            with tenant_scope(tenant):
                record(_entry(task, tenant, found.get(tenant)))
        Restoration.objects.create(
            id=new_id(),
            at=task.now,
            backup_at=task.chosen.data.at,
            reapplied=told.total(),
            missing=len(gone),
            again={what.value: count for what, count in sorted(told.items())},
            stranded=gap.stranded(),
            lost_entries=sum(each.entries for each in found.values()),
        )
    sequence_all(_unlock(task), task.installation, task.now)
    forget_pages(patience=20_000)
    task.listed.unlink(missing_ok=True)


def _entry(task: Task, tenant: TenantId, found: Lost | None) -> Entry:
    size = LogHead.objects.values_list("size", flat=True).first() or 0
    details = [
        Detail("backup", task.chosen.data.id),
        Detail("made", task.chosen.data.at),
        Detail("size", size),
        Detail("known", found.known if found else size),
        Detail("lost", found.entries if found else 0),
    ]
    if found:
        details.append(Detail("root", found.root))
    return Entry(AuditEvent.RESTORED, tenant, task.now, "restore", tenant, tuple(details))


def _moment(at: Millis) -> str:
    return dt.datetime.fromtimestamp(at / 1000, dt.UTC).strftime("%Y-%m-%d %H:%M UTC")


def _stones(task: Task) -> Iterator[Stone]:
    chosen = task.chosen
    for _, stone in demanded(chosen.tombstones.read(), chosen.since, chosen.data.tombstones):
        yield stone


def _unlock(task: Task) -> Keys:
    return Keys.unlock(task.chosen.root)


STEPS: Final[tuple[tuple[str, Callable[[Task], None]], ...]] = (
    ("loading the database", _database),
    ("loading the keys", _keys),
    ("bringing the tables to this version", _schema),
    ("comparing the log with what was signed of it", _log),
    ("bringing the recordings back", _blobs),
    ("deleting again what was deleted since, ending what was ended", _tombstones),
    ("putting away what nobody may open", _gap),
    ("publishing plans under today's keys", _plans),
    ("writing it into the log", _told),
)
