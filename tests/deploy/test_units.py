"""The units are what systemd understands, wall each process in, and name what the directories are called."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from rufschutz.cli.final import FINAL
from rufschutz.core.runtime import DRAIN_SECONDS

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())
SERVICES = [unit for unit in UNITS if unit.suffix == ".service"]
EXPOSURE = 20
"""In tenths: systemd calls up to 2.0 "OK" for a service that has to listen on the network."""


def service(name: str) -> dict[str, list[str]]:
    """Return a service's settings; one may be given more than once."""
    found: dict[str, list[str]] = {}
    text = (DEPLOY / "systemd" / f"rufschutz-{name}.service").read_text().partition("[Service]")[2]
    for key, value in re.findall(r"^(\w+)=(.*)$", text, re.MULTILINE):
        found.setdefault(key, []).append(value)
    return found


@pytest.mark.needs("systemd-analyze")
def test_systemd_understands_every_unit(tmp_path: Path) -> None:
    for unit in UNITS:
        text = unit.read_text().replace("/opt/rufschutz/venv/bin/rufschutz", "/usr/bin/true")
        (tmp_path / unit.name).write_text(text)
    words = ["systemd-analyze", "--man=no", "verify", *(str(tmp_path / unit.name) for unit in UNITS)]
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=60)
    said = [line for line in (done.stdout + done.stderr).splitlines() if "rufschutz" in line]
    assert (done.returncode, said) == (0, [])


@pytest.mark.needs("systemd-analyze")
@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.stem)
def test_each_service_is_walled_in(unit: Path) -> None:
    words = [
        "systemd-analyze",
        "security",
        "--offline=true",
        f"--threshold={EXPOSURE}",
        "--no-pager",
        str(unit),
    ]
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stdout[-300:]


def test_voice_gets_no_key_and_no_way_to_the_record() -> None:
    voice = service("voice")
    assert "LoadCredential" not in voice
    assert "rufschutz-core" not in voice["SupplementaryGroups"][0]
    assert {"-/srv/rufschutz/record", "-/srv/rufschutz/blobs", "-/etc/rufschutz"} <= set(
        voice["InaccessiblePaths"][0].split()
    )


@pytest.mark.parametrize("name", ["voice", "web"])
def test_tombstones_and_backups_are_the_workers_alone(name: str) -> None:
    own = {f"/srv/rufschutz/{each}" for each in ("tombstones", "backups", "quarantine")}
    closed = {word.lstrip("-") for row in service(name)["InaccessiblePaths"] for word in row.split()}
    assert own <= closed
    assert own <= {word for row in service("worker")["ReadWritePaths"] for word in row.split()}
    made = (DEPLOY / "tmpfiles.d" / "rufschutz.conf").read_text()
    assert all(
        re.search(rf"^d {path} +2700 rufschutz-worker rufschutz-worker$", made, re.MULTILINE) for path in own
    )


@pytest.mark.parametrize("name", ["worker", "web"])
def test_worker_and_web_get_the_root_key_from_systemd(name: str) -> None:
    assert service(name)["LoadCredential"][0].startswith("rufschutz-root.key:/etc/rufschutz/")


def test_the_console_reaches_neither_spool_nor_journals() -> None:
    web = service("web")
    assert "rufschutz-spool" not in web["SupplementaryGroups"][0]
    assert {"-/srv/rufschutz/spool", "-/srv/rufschutz/journals"} <= set(web["InaccessiblePaths"][0].split())


def test_the_calls_that_run_come_to_their_own_end() -> None:
    assert int(service("voice")["TimeoutStopSec"][0]) > DRAIN_SECONDS


@pytest.mark.parametrize("name", ["voice", "worker", "web"])
def test_no_start_is_tried_again_that_cannot_help(name: str) -> None:
    assert service(name)["RestartPreventExitStatus"] == [str(FINAL)]


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.stem)
def test_no_service_dumps_swaps_or_gains_a_right(unit: Path) -> None:
    rows = unit.read_text().splitlines()
    assert {"LimitCORE=0", "MemorySwapMax=0", "NoNewPrivileges=yes", "CapabilityBoundingSet="} <= set(rows)


def test_the_daily_check_may_ask_for_voice_for_the_clock_and_for_the_key_s_home() -> None:
    check = service("check")
    assert not {"ProtectProc", "ProcSubset", "ProtectClock"} & set(check)
    last = check["SystemCallFilter"][-1].split()
    assert {"adjtimex", "clock_adjtime"} <= set(last)
    assert check["CapabilityBoundingSet"] == [""], "so the clock can be read, not set"
    assert "/etc/rufschutz" not in " ".join(check["InaccessiblePaths"])
    assert '--root-key-file "$key"' in (DEPLOY / "install").read_text(), "the settings name it"


def test_users_and_groups_of_the_units_are_made() -> None:
    made = set(
        re.findall(r"^[ug] (\S+)", (DEPLOY / "sysusers.d" / "rufschutz.conf").read_text(), re.MULTILINE)
    )
    named = set()
    for unit in SERVICES:
        for row in re.findall(r"^(?:User|Group|SupplementaryGroups)=(.*)$", unit.read_text(), re.MULTILINE):
            named |= set(row.split())
    for conf in (DEPLOY / "tmpfiles.d" / "rufschutz.conf", DEPLOY / "adopt.conf"):
        rows = [row.split() for row in conf.read_text().splitlines() if not row.startswith("#")]
        named |= {word for row in rows for word in row[3:5]}
    assert named - {"root"} <= made


@pytest.mark.needs("bash")
@pytest.mark.parametrize("name", ["install", "start-as-users", "rufschutz"])
def test_the_scripts_are_whole(name: str) -> None:
    subprocess.run(["bash", "-n", str(DEPLOY / name)], check=True, timeout=10)
