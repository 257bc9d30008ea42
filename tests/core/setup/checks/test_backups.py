"""Missing backups and drills are told from the second day on; one that outlives its rule is an error."""

from __future__ import annotations

from rufschutz.core.backup.actions.drills import note
from rufschutz.core.backup.models import Backup
from rufschutz.core.keys.models import RootCheck
from rufschutz.domain.moments import DAY, Millis


def names(house) -> set[str]:
    told = {"backup_late", "no_backup", "drill_failed", "drill_old", "tombstones_here", "snapshots"}
    return {each.name for each in house.findings()} & told


def made(house, at: int) -> None:
    for sort in ("data", "keys"):
        Backup.objects.create(
            id=f"{sort}{at}", sort=sort, at=at, place="x", size=1, due_at=at + 7 * DAY, finished_at=at
        )


def older(house) -> None:
    RootCheck.objects.update(created_at=house.now - 100 * DAY)


def test_a_first_day_is_left_alone(house) -> None:
    RootCheck.objects.update(created_at=house.now)
    assert names(house) == set()


def test_an_old_installation_has_backups_a_drill_and_copies(house) -> None:
    older(house)
    assert names(house) == {"no_backup", "drill_old", "tombstones_here"}
    made(house, house.now - DAY)
    note(True, "sqlite", "0" * 64, Millis(house.now - 80 * DAY))
    assert names(house) == {"tombstones_here", "snapshots"}


def test_a_drill_of_91_days_ago_is_an_alarm(house) -> None:
    older(house)
    made(house, house.now)
    note(True, "sqlite", "0" * 64, Millis(house.now - 91 * DAY))
    assert "drill_old" in names(house)
    note(False, "sqlite", "0" * 64, Millis(house.now))
    assert "drill_failed" in house.faults()


def test_a_backup_that_outlives_its_rule_is_an_error(house) -> None:
    made(house, house.now - 8 * DAY)
    assert house.faults() == {"backup_late": "2 backups should be destroyed and are not"}
