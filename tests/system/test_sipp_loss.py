"""Forty percent of all messages are lost, both ways: every call is one call, none is invented."""

from __future__ import annotations

import os
import socket
import subprocess
from pathlib import Path

import pytest

SCENARIO = Path(__file__).parent / "scenarios" / "lossy.xml"
CALLS = 12

pytestmark = [pytest.mark.system, pytest.mark.long, pytest.mark.needs("sipp")]


def test_loss_costs_time_and_no_call(service, tmp_path):
    service.start("voice")
    service.start("worker")
    ended = subprocess.run(
        [
            "sipp", f"127.0.0.1:{service.port}", "-sf", str(SCENARIO), "-s", "praxis", "-i", "127.0.0.1",
            "-p", str(service.free_port(socket.SOCK_DGRAM)), "-mi", "127.0.0.1", "-m", str(CALLS), "-r", "20",
            "-lost", "40", "-max_retrans", "30", "-max_invite_retrans", "30", "-max_non_invite_retrans", "30",
            "-nostdin", "-timeout", "70s", "-timeout_error", "-default_behaviors", "all,-abortunexp",
        ],
        cwd=tmp_path, env={**os.environ, "TERM": "dumb"}, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False, timeout=80,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stdout.decode(errors="replace")[-3000:]

    service.wait_until(lambda: service.taken() and all(ends(service)), 60, "every call has its end")
    assert CALLS // 2 < len(ends(service)) <= CALLS, "one row a call; none where its ACK never came"
    assert set(ends(service)) == {"caller"}


def ends(service) -> list[str]:
    return [call["ended_by"] for call in service.record()["calls"].values()]
