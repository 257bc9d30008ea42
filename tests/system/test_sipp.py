"""sipp calls the running service: each scenario leaves exactly one call, or none, whatever it repeats."""

from __future__ import annotations

import os
import socket
import subprocess
from pathlib import Path

import pytest

from rufschutz.voice.media.codecs import Codec, encode

HERE = Path(__file__).parent / "scenarios"
SIGNALLING = Path(__file__).parents[1] / "voice" / "sip" / "scenarios"

pytestmark = [pytest.mark.system, pytest.mark.needs("sipp")]


@pytest.fixture
def sipp(service, tmp_path, noise):
    """Start one sipp a scenario, all at the same time; return when each came to its end."""
    service.start("voice")
    service.start("worker")
    ran: dict[str, subprocess.Popen[bytes]] = {}

    def begin(scenario: Path, line: str = "praxis", behaviours: str = "all") -> None:
        directory = tmp_path / scenario.stem
        directory.mkdir()
        (directory / "caller.alaw").write_bytes(encode(Codec.PCMA, noise.samples).tobytes())
        media = 22_000 + os.getpid() % 60 * 128 + len(ran) * 16  # below the ports that the system hands out
        ran[scenario.stem] = subprocess.Popen(
            [
                "sipp", f"127.0.0.1:{service.port}", "-sf", str(scenario), "-s", line,
                "-p", str(service.free_port(socket.SOCK_DGRAM)), "-i", "127.0.0.1", "-mi", "127.0.0.1",
                "-mp", str(media), "-m", "1", "-nostdin", "-timeout", "60s", "-timeout_error",
                "-trace_err", "-error_file", "errors.log", "-default_behaviors", behaviours,
            ],
            cwd=directory, env={**os.environ, "TERM": "dumb"}, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT,
        )  # fmt: skip

    def finish() -> None:
        for name, process in ran.items():
            status = process.wait(90)
            errors = tmp_path / name / "errors.log"
            assert status == 0, f"{name}: {errors.read_text() if errors.exists() else status}"

    yield begin, finish
    for process in ran.values():
        process.kill()
        process.wait()


def test_every_call_is_one_row_and_what_is_no_call_is_none(service, sipp):
    begin, finish = sipp
    begin(HERE / "message.xml")
    begin(HERE / "nothing_heard.xml")
    begin(HERE / "repeated_invite.xml", behaviours="all,-abortunexp")  # answers come between its sends
    begin(HERE / "bye_for_ack.xml")
    begin(SIGNALLING / "basic.xml")
    begin(SIGNALLING / "unknown_line.xml", line="nobody")
    begin(SIGNALLING / "encrypted_only.xml")
    begin(SIGNALLING / "no_common_codec.xml")
    finish()

    service.wait_until(service.taken, 10, "all facts are in the record")
    calls = service.record()["calls"].values()
    ends = sorted((call["outcome"], call["ended_by"]) for call in calls)
    assert ends == [
        ("hung_up_in_notice", "caller"),
        ("hung_up_in_notice", "caller"),
        ("hung_up_in_notice", "media_timeout"),
        ("yes_and_recorded", "caller"),
    ]
    (message,) = [call for call in calls if call["outcome"] == "yes_and_recorded"]
    (recording,) = message["recordings"]
    assert recording["state"] == "archived"
    assert 4_000 < recording["length"] < 9_000
    assert [row["outcome"] for row in service.calls()].count("yes_and_recorded") == 1
