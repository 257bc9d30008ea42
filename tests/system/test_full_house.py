"""300 callers where twenty may be: the others are told when to come again, the twenty notice nothing."""

from __future__ import annotations

import os
import re
import socket
import subprocess
from pathlib import Path

import pytest

SCENARIO = Path(__file__).parent / "scenarios" / "full_house.xml"
CALLS, LIMIT = 300, 20

pytestmark = [pytest.mark.system, pytest.mark.needs("sipp")]


def set_in(service, **settings):
    """Write settings into rufschutz.toml."""
    with (service.data / "rufschutz.toml").open("a", encoding="utf-8") as file:
        file.writelines(f"{name} = {value}\n" for name, value in settings.items())


def call_all(service, directory):
    """Let sipp make the calls, 150 a second, each three seconds long; return what it logged."""
    words = [
        "sipp", f"127.0.0.1:{service.port}", "-sf", str(SCENARIO), "-s", "praxis",
        "-p", str(service.free_port(socket.SOCK_DGRAM)), "-i", "127.0.0.1", "-mi", "127.0.0.1",
        "-m", str(CALLS), "-r", "150", "-l", str(CALLS), "-nostdin", "-timeout", "60s", "-timeout_error",
        "-trace_logs", "-log_file", "refused.log", "-trace_err", "-error_file", "errors.log",
    ]  # fmt: skip
    done = subprocess.run(
        words, cwd=directory, env={**os.environ, "TERM": "dumb"}, stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT, timeout=90, check=False,
    )  # fmt: skip
    errors = directory / "errors.log"
    assert done.returncode == 0, errors.read_text() if errors.exists() else done.returncode
    return (directory / "refused.log").read_text()


def test_who_does_not_fit_in_is_refused_and_who_runs_is_left_alone(service, tmp_path):
    set_in(service, max_calls=LIMIT)
    service.start("voice")
    service.start("worker")
    logged = call_all(service, tmp_path)
    waits = [int(seconds) for seconds in re.findall(r"refused\D+(\d+)", logged)]
    assert len(waits) == CALLS - LIMIT
    assert len(set(waits)) > 3, "not all come back at once"
    assert (min(waits), max(waits)) == (10, 15)
    service.wait_until(
        lambda: len(service.record()["calls"]) == LIMIT and service.taken(), 20, "all is taken"
    )
    ends = {(call["outcome"], call["ended_by"]) for call in service.record()["calls"].values()}
    assert ends == {("hung_up_in_notice", "caller")}
    assert "Traceback" not in service.log("voice")
