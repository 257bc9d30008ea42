"""A backup is whole or not there: killed, refused by the disk or asked for twice, nothing half counts."""

from __future__ import annotations

import errno

import pytest

from rufschutz.core.audit.models import OutboxEntry
from rufschutz.core.backup.actions import making
from rufschutz.core.backup.chosen import choose
from rufschutz.core.backup.errors import BackupRunsError
from rufschutz.core.backup.models import Backup
from rufschutz.core.base import tenant_scope
from rufschutz.domain.moments import DAY, Millis
from rufschutz.domain.restore.manifest import Sort
from rufschutz.vault.backup import container

BOTH = (Sort.DATA, Sort.KEYS)


def parts(source, shelf, manifest):
    with shelf.file(manifest.id).open("rb") as file:
        return {
            part.name: b"".join(part.pieces) for part in container.read(file, source.root.key, manifest.id)
        }


def events(tenant):
    with tenant_scope(tenant):
        return [
            name
            for name in OutboxEntry.objects.order_by("id").values_list("event", flat=True)
            if "backup" in name
        ]


@pytest.mark.rule("R66")
def test_data_and_keys_are_apart(source, shelf, tenant, now, moment):
    data, keys = making.make(source, shelf, BOTH, now)
    assert set(parts(source, shelf, data)) == {
        "settings", "plan_key", "log/x/checkpoint", "database/database.sqlite3", "blobs",
    }  # fmt: skip
    assert b"wrapped key".hex().encode() in parts(source, shelf, keys)["keys"]
    assert b"private".hex().encode() not in parts(source, shelf, keys)["keys"]
    assert events(tenant) == ["backup:data:made", "backup:keys:made"]
    assert [row.finished_at for row in Backup.objects.all()] == [now, now]
    assert len(moment.closed) == 2


@pytest.mark.rule("R66")
def test_keys_live_seven_days_and_data_thirty_at_most(source, shelf, tenant, now):
    making.make(source, shelf, BOTH, now)
    live = {row.sort: row.due_at - now for row in Backup.objects.all()}
    assert live["keys"] == 7 * DAY
    assert 7 * DAY < live["data"] <= 30 * DAY


@pytest.mark.rule("R66")
@pytest.mark.parametrize(
    "step", ["position", "_snapshot", "_written", "_seal", "copy_new", "written", "_finish"]
)
def test_a_death_at_any_step_leaves_nothing_that_counts_and_the_next_run_goes_on(
    source, shelf, tenant, now, monkeypatch, step
):
    whole = getattr(making, step)

    def dies(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(making, step, dies)
    with pytest.raises(KeyboardInterrupt):
        making.make(source, shelf, BOTH, now)
    monkeypatch.setattr(making, step, whole)
    assert not Backup.objects.exclude(finished_at=None).exists()
    later = Millis(now + 1000)
    made = making.make(source, shelf, BOTH, later)
    assert {row.id for row in Backup.objects.filter(destroyed_at=None)} == {each.id for each in made}
    assert {path.stem for path in shelf.place.glob("*.manifest")} == {each.id for each in made}
    assert choose(source.root, shelf.place, None, None).data == made[0]


@pytest.mark.rule("R66")
def test_a_full_disk_leaves_nothing_half(source, shelf, tenant, now, monkeypatch):
    def full(target, *_):
        target.write(b"some")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(making.container, "write", full)
    with pytest.raises(OSError, match="No space"):
        making.make(source, shelf, BOTH, now)
    assert [path.name for path in shelf.place.iterdir()] == ["blobs"]


def test_two_at_once_are_refused(source, shelf, tenant, now):
    with shelf.held(), pytest.raises(BackupRunsError):
        making.make(source, shelf, BOTH, now)
    assert not Backup.objects.exists()
