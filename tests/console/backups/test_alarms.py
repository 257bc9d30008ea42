"""The overview says that no backup is there and no restore was rehearsed, from the second day on."""

from __future__ import annotations

import pytest

from rufschutz.adapters.clock import Clock
from rufschutz.core.accounts.models import Role
from rufschutz.core.backup.actions.drills import note
from rufschutz.core.backup.models import Backup
from rufschutz.core.keys.models import RootCheck
from rufschutz.domain.moments import DAY

OLD = "Seit 90 Tagen ist keine Übung zur Wiederherstellung bestanden."
NONE = "Es gibt keine Datensicherung der letzten zwei Tage."


@pytest.fixture
def page(signed_in):
    client = signed_in(Role.OWNER)

    def read() -> str:
        return client.get("/lage/").content.decode()

    return read


def test_nothing_is_asked_of_the_first_day(page) -> None:
    RootCheck.objects.update(created_at=Clock().now())
    assert OLD not in page()
    assert NONE not in page()


@pytest.mark.rule("R66")
@pytest.mark.parametrize(("age", "told"), [(89, False), (91, True)])
def test_a_drill_of_more_than_90_days_ago_is_an_alarm(page, age, told) -> None:
    now = Clock().now()
    RootCheck.objects.update(created_at=now - 2 * DAY)
    note(True, "sqlite", "0" * 64, now - age * DAY)
    assert (OLD in page()) is told


def test_who_may_see_backups_finds_the_way_there_and_a_fresh_one_ends_it(page) -> None:
    now = Clock().now()
    RootCheck.objects.update(created_at=now - 2 * DAY)
    assert NONE in page()
    assert "/sicherung/" in page()
    for sort in ("data", "keys"):
        Backup.objects.create(
            id=sort, sort=sort, at=now, place="/mnt", size=1, due_at=now + DAY, finished_at=now
        )
    assert NONE not in page()
