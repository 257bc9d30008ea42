"""Until when something deleted could still be read: as long as a key backup from before is there."""

from __future__ import annotations

import pytest

from rufschutz.core.backup.actions.drills import note
from rufschutz.core.backup.horizon import gone_at, horizon, opens_until, rehearsed, saved_before
from rufschutz.core.backup.models import Backup
from rufschutz.domain.moments import DAY, Millis


def saved(name, at, sort="keys", days=7, **more):
    Backup.objects.create(
        id=name, sort=sort, at=at, place="x", size=5, due_at=at + days * DAY, finished_at=at, **more
    )


@pytest.mark.rule("R43")
@pytest.mark.django_db
def test_without_backups_nothing_outlives_a_deletion(now):
    assert gone_at(now, Millis(now + 7 * DAY)) is None
    found = horizon(now)
    assert (found.data, found.keys, found.until, found.late) == (None, None, None, 0)


@pytest.mark.rule("R43")
@pytest.mark.django_db
def test_a_key_lives_on_in_backups_from_before_its_end(now):
    saved("k1", now)
    saved("k2", now + DAY)
    saved("d1", now, "data", 30)
    assert gone_at(Millis(now + 1), Millis(0)) == now + 7 * DAY
    assert gone_at(Millis(now + DAY), Millis(0)) == now + 8 * DAY
    assert gone_at(Millis(now - 1), Millis(0)) is None
    assert gone_at(Millis(now + 2 * DAY), Millis(now + 9 * DAY)) == now + 9 * DAY
    found = horizon(Millis(now + DAY))
    assert (found.oldest_keys, found.until) == (now, now + 8 * DAY)
    assert found.data is not None
    assert found.data.at == now


@pytest.mark.django_db
def test_what_ended_is_opened_by_backups_from_before_its_end_alone(now):
    assert opens_until(now) is None
    saved("k1", now)
    saved("k2", now + DAY)
    assert opens_until(Millis(now - 1)) is None
    assert opens_until(now) == now + 7 * DAY
    assert opens_until(Millis(now + 2 * DAY)) == now + 8 * DAY


@pytest.mark.django_db
def test_what_is_destroyed_counts_no_more_and_what_should_be_is_late(now):
    saved("k1", now - 8 * DAY)
    assert horizon(now).late == 1
    Backup.objects.update(destroyed_at=now)
    assert horizon(now).late == 0
    assert gone_at(Millis(now - 8 * DAY), Millis(0)) is None


@pytest.mark.django_db
def test_the_last_drill_is_told(tenant, now):
    assert rehearsed() is None
    note(True, "sqlite", "0" * 64, now)
    note(False, "sqlite", "1" * 64, Millis(now + 1))
    last = rehearsed()
    assert last is not None
    assert (last.at, last.passed) == (now + 1, False)


@pytest.mark.django_db
def test_data_of_before_a_moment_may_be_there_until_they_are_destroyed(now):
    assert not saved_before(now, now)
    saved("d1", now - DAY, "data", 30)
    assert saved_before(now, Millis(now + 40 * DAY)), "a directory that was never reached keeps its file"
    Backup.objects.update(at=now + DAY)
    assert saved_before(now, Millis(now + 2 * DAY)), "a clock may have run ahead when it was made"
    assert not saved_before(now, Millis(now + 30 * DAY))
    Backup.objects.update(at=now - DAY, destroyed_at=now)
    assert not saved_before(now, now)
