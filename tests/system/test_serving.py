"""All processes under one supervisor: up together, small, and gone together; voice keeps to itself."""

from __future__ import annotations

import os
import tomllib
import urllib.request
from pathlib import Path

import pytest

pytestmark = pytest.mark.system

MOST_TOGETHER_KB = 400 * 1024
MOST_FOR_VOICE_KB = 100 * 1024


def status(pid: int, name: str) -> str:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(line.split(":", 1)[1].strip() for line in lines if line.startswith(f"{name}:"))


def rollup_kb(pid: int, name: str) -> int:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:"))


def core_bytes(pid: int) -> tuple[str, ...]:
    lines = Path(f"/proc/{pid}/limits").read_text().splitlines()
    (core,) = [line.split()[4:6] for line in lines if line.startswith("Max core file size")]
    return tuple(core)


def children(pid: int) -> dict[str, int]:
    """Return the children of a supervisor by the name of their process."""
    pids = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return {Path(f"/proc/{child}/cmdline").read_text().split("\0")[-2]: int(child) for child in pids}


def healthy(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/gesund", timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def test_one_command_serves_and_ends_everything(service, capsys):
    settings = tomllib.loads((service.data / "rufschutz.toml").read_text())
    supervisor = service.start("all")
    voice_up = service.data / "run" / "voice.json"
    service.wait_until(lambda: voice_up.exists() and healthy(settings["web_port"]), 40, "it answers")
    (answered,) = service.call_all([service.order("1s:hangup")])
    assert answered.status == 200
    service.wait_until(lambda: service.taken() and list(service.data.glob("spool/*.ack")), 20, "it works")

    family = children(supervisor.pid)
    assert set(family) == {"voice", "worker", "web"}
    assert {core_bytes(pid) for pid in (*family.values(), supervisor.pid)} == {("0", "0")}
    if os.geteuid() == 0:
        pss = {name: rollup_kb(pid, "Pss") for name, pid in {**family, "all": supervisor.pid}.items()}
        parts = ", ".join(f"{name} {kb // 1024}" for name, kb in pss.items())
        with capsys.disabled():
            print(f"\nidle PSS in MB: {parts}; together {sum(pss.values()) // 1024} (target 250)")  # noqa: T201 - a measurement
        assert sum(pss.values()) < MOST_TOGETHER_KB

    assert service.stop("all", 20) == 0
    assert not [pid for pid in family.values() if Path(f"/proc/{pid}").exists()]


@pytest.mark.rule("R12")
def test_voice_can_neither_be_dumped_nor_traced_and_stays_small(service):
    pid = service.start("voice").pid
    assert core_bytes(pid) == ("0", "0")
    assert int(status(pid, "VmRSS").split()[0]) < MOST_FOR_VOICE_KB
    if os.geteuid() != 0:
        assert Path(f"/proc/{pid}/mem").stat().st_uid == 0, "what cannot be dumped belongs to root"
        return
    opened = {str(link.readlink()) for link in Path(f"/proc/{pid}/fd").iterdir()}
    assert not [path for path in opened if path.endswith((".sqlite3", ".key"))]
