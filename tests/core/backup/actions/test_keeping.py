"""A backup that is over is destroyed, read back and logged; one that cannot be reached stays named."""

from __future__ import annotations

import pytest

from rufschutz.core.audit.models import OutboxEntry
from rufschutz.core.backup.actions import making
from rufschutz.core.backup.actions.keeping import destroy_all_due
from rufschutz.core.backup.horizon import horizon
from rufschutz.core.backup.models import Backup
from rufschutz.core.base import tenant_scope
from rufschutz.domain.moments import DAY, Millis
from rufschutz.domain.restore.manifest import Sort


@pytest.mark.rule("R43")
def test_key_backups_are_gone_after_seven_days(source, shelf, tenant, now):
    data, keys = making.make(source, shelf, (Sort.DATA, Sort.KEYS), now)
    assert destroy_all_due(source.root, Millis(now + 7 * DAY - 1)) == 0
    assert destroy_all_due(source.root, Millis(now + 7 * DAY)) == 1
    assert not shelf.file(keys.id).exists()
    assert shelf.file(data.id).exists()
    with tenant_scope(tenant):
        assert OutboxEntry.objects.filter(event="backup:file:destroyed").count() == 1


def test_blobs_go_with_the_last_backup_that_names_them(source, shelf, tenant, now):
    making.make(source, shelf, (Sort.DATA,), now)
    assert len(list(shelf.blobs.ids())) == 1
    destroy_all_due(source.root, Millis(now + 31 * DAY))
    assert list(shelf.blobs.ids()) == []


def test_a_directory_that_is_away_leaves_the_row_open(source, shelf, tenant, now):
    making.make(source, shelf, (Sort.KEYS,), now)
    shelf.place.rename(shelf.place.with_name("away"))
    late = Millis(now + 8 * DAY)
    assert destroy_all_due(source.root, late) == 0
    assert Backup.objects.filter(destroyed_at=None).count() == 1
    assert horizon(late).late == 1


@pytest.mark.rule("R43")
def test_what_a_clock_that_ran_ahead_made_lives_no_longer_than_any_backup(source, shelf, tenant, now):
    making.make(source, shelf, (Sort.KEYS,), Millis(now + 400 * DAY))
    assert destroy_all_due(source.root, now) == 0
    assert destroy_all_due(source.root, Millis(now + 7 * DAY)) == 1
