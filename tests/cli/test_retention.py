from __future__ import annotations

import datetime as dt
import json

import pytest

from rufschutz.adapters.clock import Clock
from rufschutz.domain.moments import to_datetime


def days_on(days: int) -> str:
    return (to_datetime(Clock().now()) + dt.timedelta(days=days)).strftime("%Y-%m-%d")


def counted(office, *words: str) -> dict:
    done = office.run("retention", "run", "--json", *words)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)["erased"]


@pytest.mark.long
def test_a_rehearsal_counts_what_the_run_then_deletes(seeded, tmp_path):
    office = seeded.copy(tmp_path)
    later = days_on(60)
    assert not any(counted(office, "--dry-run").values())
    rehearsed = counted(office, "--dry-run", "--at", later)
    assert sum(rehearsed.values()) >= 3
    assert counted(office, "--dry-run", "--at", later) == rehearsed
    assert counted(office, "--at", later) == rehearsed
    assert not any(counted(office, "--dry-run", "--at", later).values())


def test_a_rehearsal_is_told_in_words(seeded):
    done = seeded.run("retention", "run", "--dry-run")
    assert done.returncode == 0, done.stderr
    assert "0 would be deleted; 0 numbers masked" in done.stdout


def test_another_day_is_refused_where_real_calls_are(installed):
    done = installed.run("retention", "run", "--at", days_on(60))
    assert done.returncode == 1
    assert "its clock cannot be shifted" in done.stderr


def test_a_run_without_its_root_key_deletes_nothing(office, tmp_path):
    done = office.run("retention", "run", RUFSCHUTZ_ROOT_KEY_FILE=str(tmp_path / "none"))
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 2


@pytest.mark.parametrize("day", ["tomorrow", "2026-02-30", "31.12.2026"])
def test_a_day_that_is_none_is_a_mistake_of_the_call(nowhere, day):
    done = nowhere.run("retention", "run", "--dry-run", "--at", day)
    assert done.returncode == 2
    assert day in done.stderr
    assert "write the day as 2027-01-31" in done.stderr


def test_a_day_that_is_past_is_remarked(seeded):
    past = seeded.run("retention", "run", "--dry-run", "--at", days_on(-2))
    assert past.returncode == 0, past.stderr
    assert f"{days_on(-2)} is past" in past.stderr
    assert seeded.run("retention", "run", "--dry-run", "--at", days_on(2)).stderr == ""


DAYS = """
import sys, datetime as dt, django
django.setup()
from rufschutz.cli.retention import _moment
from rufschutz.core.tenants.models import Tenant
from rufschutz.core.tenants.queries import tenant_ids
Tenant.objects.update(zone=sys.argv[1])
print(_moment(tenant_ids()[0], dt.datetime(2027, 1, 31), 0))
"""


@pytest.mark.parametrize(
    ("zone", "hour"), [("Europe/Berlin", "23:00"), ("Europe/Helsinki", "22:00"), ("Europe/Lisbon", "00:00")]
)
def test_a_day_ends_where_the_practice_is(office, zone, hour):
    assert to_datetime(int(office.program(DAYS, zone))).strftime("%H:%M") == hour
