"""A real client, sipp, against the user agent over loopback: the list of what naive servers get wrong."""

from __future__ import annotations

import asyncio
import os
import socket
from pathlib import Path

import pytest
import pytest_asyncio

from rufschutz.voice.sip.transport import open_udp

SCENARIOS = Path(__file__).parent / "scenarios"

pytestmark = [pytest.mark.system, pytest.mark.needs("sipp"), pytest.mark.enable_socket]


@pytest_asyncio.fixture
async def server(answering):
    answering.transport = await open_udp("127.0.0.1", 0, answering.make, answering.on_event)
    yield answering
    answering.transport.close()


def free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


async def sipp(server, scenario: str, line: str, directory: Path, calls: int = 1) -> None:
    """Run one scenario; fail with what sipp says unless every call went as written."""
    address = server.transport.address
    process = await asyncio.create_subprocess_exec(
        "sipp", f"{address.host}:{address.port}", "-sf", str(SCENARIOS / f"{scenario}.xml"),
        "-s", line, "-p", str(free_port()), "-i", "127.0.0.1", "-mi", "127.0.0.1", "-m", str(calls),
        "-r", "50", "-nostdin", "-timeout", "20s", "-timeout_error", "-trace_err",
        "-error_file", str(directory / "errors.log"),
        cwd=directory, env={**os.environ, "TERM": "dumb"}, stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    output, _ = await process.communicate()
    errors = directory / "errors.log"
    text = (
        errors.read_text("utf-8", "replace") if errors.exists() else output.decode(errors="replace")[-2000:]
    )
    assert process.returncode == 0, text


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("scenario", "line", "seen"),
    [
        ("basic", "100", {"IncomingCall": 5, "Confirmed": 5, "ByeReceived": 5}),
        ("retransmitted_invite", "300", {"IncomingCall": 5, "Confirmed": 5, "ByeReceived": 5}),
        ("cancel", "200", {"IncomingCall": 5, "Cancelled": 5}),
        ("early_bye", "200", {"IncomingCall": 5, "ByeReceived": 5}),
        ("options_outside", "100", {}),
        ("options_inside", "100", {"IncomingCall": 5, "Confirmed": 5, "ByeReceived": 5}),
        ("hold", "100", {"IncomingCall": 5, "Confirmed": 10, "ReInvite": 5, "ByeReceived": 5}),
        ("no_common_codec", "100", {}),
        ("encrypted_only", "100", {}),
        ("unknown_line", "999", {"IncomingCall": 5}),
    ],
)
async def test_sipp_finds_nothing_wrong(server, tmp_path, scenario, line, seen):
    await sipp(server, scenario, line, tmp_path, calls=5)

    assert dict(server.seen) == seen
    assert server.agent.calls() == 0
    assert server.transport.errors == 0


@pytest.mark.asyncio
async def test_a_200_is_repeated_until_its_late_ack(server, tmp_path):
    await sipp(server, "lost_ack", "100", tmp_path)

    assert server.sent["200"] == 3
    assert dict(server.seen) == {"IncomingCall": 1, "Confirmed": 1, "ByeReceived": 1}


@pytest.mark.asyncio
async def test_a_retransmitted_invite_is_answered_from_its_transaction(server, tmp_path):
    await sipp(server, "retransmitted_invite", "300", tmp_path)

    assert server.sent["180"] >= 3
    assert server.seen["IncomingCall"] == 1
