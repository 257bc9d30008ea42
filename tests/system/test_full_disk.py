"""A disk that fills up under a running service: callers hear the truth, nothing confirmed is lost.

The disk is a real one of a few megabytes, mounted for the test (root only). What a refused write
does to a recording and to a fact is shown without it in tests/voice.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from rufschutz.handover.health import NoRecording, read_health
from rufschutz.handover.spool import read_lines, spool_files

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [pytest.mark.system, pytest.mark.long]

MEGABYTES = 12


@pytest.fixture
def small_disk(service):
    """Put spool, journals and run of an installation on a disk of their own; give its directory."""
    home = service.data.parent / "small"
    home.mkdir()
    mounted = (
        subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m", "none", str(home)], check=False
        ).returncode
        == 0
    )
    if not mounted:
        pytest.fail("this test mounts a disk of its own: run it as root, or leave out what is marked long")
    for name in ("spool", "journals", "run"):
        shutil.move(service.data / name, home / name)
        (service.data / name).symlink_to(home / name)
    yield home
    for name in list(service.processes):
        service.kill(name)
    subprocess.run(["umount", str(home)], check=True)


def settings(service, words):
    path = service.data / "rufschutz.toml"
    path.write_text(words + path.read_text("utf-8"), "utf-8")


def fill(home: Path, leave: int, name: str = "ballast") -> Path:
    """Fill the disk but for ``leave`` bytes."""
    ballast = home / name
    status = os.statvfs(home)
    ballast.write_bytes(bytes(max(0, status.f_bavail * status.f_frsize - leave)))
    return ballast


def why(service):
    health = read_health(service.data / "run")
    return None if health is None else health.why_not


def facts(service):
    files = spool_files(service.data / "spool")
    return [line.envelope.type for file in files for line in read_lines(file.path)]


@pytest.mark.rule("R17")
def test_before_the_disk_is_full_callers_are_served_by_note(service, small_disk, noise):
    settings(service, "disk_reserve_mb = 2\n")
    service.start("voice")
    ballast = fill(small_disk, 3_000_000)
    service.wait_until(lambda: why(service) is NoRecording.DISK_LOW, 10, "voice sees the disk")
    (heard,) = service.call_all([service.order("3 1 2 wait:1")], noise.long)
    assert heard.ended_by == "far end"
    assert "consent.changed/1" not in facts(service)
    assert "matter.confirmed/1" in facts(service)
    found = json.loads(service.run("check", "--json", status=1))
    assert "disk_low" in {finding["name"] for finding in found}
    ballast.unlink()
    service.wait_until(lambda: why(service) is NoRecording.NOTHING, 10, "voice sees the room again")
    assert "answered without recording" in service.log("voice")


@pytest.mark.rule("R17")
def test_a_disk_that_is_full_loses_no_fact_that_it_can_still_take_later(service, small_disk, noise):
    settings(service, "disk_reserve_mb = 0\n")
    service.start("voice")
    with service.calling([service.order("1 wait:60", limit_s=75)], noise.long):
        service.wait_until(lambda: "recording.started/1" in facts(service), 40, "a message is spoken")
        time.sleep(9)
        ballast = [fill(small_disk, 0)]
        service.wait_until(lambda: "recording.gone/1" in facts(service), 30, "half a message is destroyed")
        assert not list((service.data / "journals").glob("*.journal"))
        ballast.append(fill(small_disk, 0, "more"))
        service.wait_until(lambda: read_health(service.data / "run").facts_waiting, 60, "facts wait")
        assert "No space" in read_health(service.data / "run").refusal
        assert why(service) is NoRecording.DISK_REFUSES
        for file in ballast:
            file.unlink()
        service.wait_until(
            lambda: not read_health(service.data / "run").facts_waiting, 20, "facts are written"
        )
    service.wait_until(lambda: "call.ended/1" in facts(service), 30, "the call has its end")
    assert service.stop("voice") == 0


@pytest.mark.rule("R17")
def test_a_disk_that_was_read_only_at_the_start_is_said_in_words(service, small_disk):
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    process = service.start("worker", [sys.executable, "-m", "rufschutz", "serve", "voice"], as_name="voice")
    assert process.wait(30) != 0
    assert "Read-only file system" in service.log("voice")
    subprocess.run(["mount", "-o", "remount,rw", str(small_disk)], check=True)
