"""Who may see backups is asked; what is old is said by dates alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rufschutz.core.backup.models import Backup, Restoration
from rufschutz.core.backup.queries import BACKUP_OLD, DRILL_OLD, backups, known
from rufschutz.domain.access.decision import AccessDenied
from rufschutz.domain.access.request import Role
from rufschutz.domain.moments import DAY, Millis


def test_an_agent_sees_nothing_of_backups(owner, now):
    assert backups(owner, now).data_old
    with pytest.raises(AccessDenied):
        backups(replace(owner, role=Role.AGENT), now)


@pytest.mark.django_db
def test_two_days_and_ninety_are_the_limits(now):
    Backup.objects.create(id="d", sort="data", at=now, place="x", size=1, due_at=now + DAY, finished_at=now)
    assert not known(Millis(now + BACKUP_OLD)).data_old
    assert known(Millis(now + BACKUP_OLD + 1)).data_old
    assert known(now).keys_old
    assert known(now).drill_old
    assert DRILL_OLD == 90 * DAY


@pytest.mark.django_db
def test_the_last_restore_is_told(now):
    assert known(now).restored is None
    Restoration.objects.create(
        id="1" * 32, at=now, backup_at=now - 5, reapplied=1, stranded=0, lost_entries=7
    )
    found = known(now).restored
    assert found is not None
    assert (found.backup_at, found.lost_entries) == (now - 5, 7)
