"""Today's program takes over what the released one left, and its tables while calls are answered."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from rufschutz.core import runtime
from rufschutz.handover.spool import read_lines, spool_files
from rufschutz.voice.plans import PlanBook

pytestmark = pytest.mark.system

RELEASED = Path(__file__).parents[1] / "fixtures" / "upgrade"
AT = 1795442400000
"""Just after the last of the calls."""


def released_migrations() -> list[tuple[str, str]]:
    """Return the last migration of each app, as the released database says."""
    with sqlite3.connect(":memory:") as database:
        database.executescript((RELEASED / "record.sql").read_text("utf-8"))
        rows = database.execute("SELECT app, max(name) FROM django_migrations GROUP BY app").fetchall()
    database.close()
    return rows


@pytest.fixture
def released(installed, tmp_path):
    """The released installation in a directory of its own."""
    data, key = tmp_path / "data", tmp_path / "root.key"
    shutil.copytree(RELEASED / "data", data)
    for name in ("clips", "run"):
        (data / name).mkdir()
    shutil.copy(RELEASED / "root.key", key)
    key.chmod(0o600)
    with sqlite3.connect(data / "db.sqlite3") as database:
        database.executescript((RELEASED / "record.sql").read_text("utf-8"))
    database.close()
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    made = type(installed)(data, key, temporary)
    yield made
    made.close()


def test_settings_plan_and_spool_of_the_released_program_are_read(released):
    installation = runtime.read(released.data)
    assert installation.rtp_ports == (0, 0)
    book = PlanBook(released.data / "plans", bytes.fromhex((released.data / "installation.pub").read_text()))
    assert book.refresh()
    assert book.find("praxis") is not None
    (file,) = spool_files(released.data / "spool")
    assert len(list(read_lines(file.path))) > 12


def test_its_facts_rows_and_recordings_are_taken_over(released):
    released.run("upgrade")
    found = json.loads(released.program("take_over", str(AT)))
    assert found["facts"] > 0
    assert found["outcomes"][:2] == ["yes_and_recorded", "yes_and_recorded"]
    assert len(found["outcomes"]) == 3
    assert found["states"] == ["archived", "archived"]
    assert all(10_000 < heard < 13_000 for heard in found["heard_ms"])
    assert found["matters"] == 1
    log = released.data / "log" / found["tenant"]
    assert "PROVEN" in released.run("verify", "--key", found["log_key"], "--log", str(log))


@pytest.mark.parametrize(
    "moment", [pytest.param(0.2, marks=pytest.mark.long), 0.6, pytest.param(1.0, marks=pytest.mark.long)]
)
def test_an_upgrade_that_is_killed_is_run_again(released, moment):
    words = [sys.executable, "-m", "rufschutz", "upgrade"]
    with subprocess.Popen(words, env=released.environment, stderr=subprocess.PIPE) as process:
        try:
            process.communicate(timeout=moment)
        except subprocess.TimeoutExpired:
            process.kill()
    released.run("upgrade")
    assert "nothing to do" in released.run("upgrade")
    assert len(json.loads(released.program("take_over", str(AT)))["outcomes"]) == 3


def test_calls_run_while_the_tables_are_brought_to_this_version_and_nothing_is_lost(service, noise):
    gone = int(service.program("set_back", json.dumps(released_migrations())))
    assert gone > 0
    service.start("voice")
    worker = subprocess.run(
        [sys.executable, "-m", "rufschutz", "serve", "worker"], env=service.environment, capture_output=True,
        timeout=60, check=False,
    )  # fmt: skip
    assert worker.returncode == 1
    assert b"rufschutz upgrade" in worker.stderr
    with service.calling([service.order("1 wait:6 #"), service.order("4s:2 8s:hangup")], noise.long):
        done = service.run("upgrade")
    assert f"{gone} applied" in done
    assert not service.taken(), "facts wait in the spool"
    service.start("worker")
    service.wait_until(service.taken, 40, "the facts arrive")
    outcomes = sorted(call["outcome"] for call in service.record()["calls"].values())
    assert len(outcomes) == 2
    assert "yes_and_recorded" in outcomes
    assert "PROVEN" in service.proven_log()
