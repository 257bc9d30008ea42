"""SIP over TCP with real clients: sipp, baresip, and our own caller, against the running service."""

from __future__ import annotations

import json
import os
import socket
import subprocess
from pathlib import Path

import pytest

SIGNALLING = Path(__file__).parents[1] / "voice" / "sip" / "scenarios"

pytestmark = pytest.mark.system


@pytest.fixture
def voice(service):
    service.start("voice")
    return service


def test_both_listeners_are_named(voice):
    status = json.loads((voice.data / "run" / "voice.json").read_bytes())

    assert {(each["transport"], each["port"]) for each in status["listeners"]} == {
        ("udp", voice.port), ("tcp", voice.port),
    }  # fmt: skip


def test_our_caller_over_tcp(voice):
    (transcript,) = voice.call_all([voice.order("1s:hangup", target=f"{voice.target()};transport=tcp")])

    assert (transcript.status, transcript.ended_by) == (200, "caller")
    assert transcript.received > 20


@pytest.mark.needs("sipp")
@pytest.mark.parametrize(("mode", "calls"), [("t1", 5), ("tn", 5)])
def test_sipp_over_one_connection_and_over_one_for_each_call(voice, tmp_path, mode, calls):
    done = subprocess.run(
        [
            "sipp", f"127.0.0.1:{voice.port}", "-sf", str(SIGNALLING / "basic.xml"), "-s", "praxis",
            "-t", mode, "-p", str(voice.free_port()), "-i", "127.0.0.1", "-mi", "127.0.0.1",
            "-mp", str(30_200 + os.getpid() % 20 * 20), "-m", str(calls), "-r", "5", "-max_socket", "100",
            "-nostdin", "-timeout", "40s", "-timeout_error", "-trace_err", "-error_file", "errors.log",
        ],
        cwd=tmp_path, env={**os.environ, "TERM": "dumb"}, stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT, timeout=60, check=False,
    )  # fmt: skip
    errors = tmp_path / "errors.log"

    assert done.returncode == 0, errors.read_text() if errors.exists() else ""


def test_many_messages_in_one_datagram_of_fragments_and_a_long_one_over_tcp(voice):
    """An INVITE of 6 kB over UDP, which the network cuts, and over TCP: both are answered alike."""
    for kind in (socket.SOCK_DGRAM, socket.SOCK_STREAM):
        assert _answer_to(_options(voice, kind), voice.port, kind).startswith(b"SIP/2.0 200 ")


def _options(voice, kind) -> bytes:
    carrier = "UDP" if kind is socket.SOCK_DGRAM else "TCP"
    lines = [
        f"OPTIONS {voice.target()} SIP/2.0",
        f"Via: SIP/2.0/{carrier} 127.0.0.1:9;rport;branch=z9hG4bK{carrier}",
        "From: <sip:+493023125001@127.0.0.1>;tag=a",
        f"To: <{voice.target()}>",
        f"Call-ID: {carrier}",
        "CSeq: 1 OPTIONS",
        *(f"X-Padding-{number}: {'x' * 200}" for number in range(30)),
        "Content-Length: 0",
    ]
    return "\r\n".join([*lines, "", ""]).encode()


def _answer_to(message: bytes, port: int, kind: socket.SocketKind) -> bytes:
    with socket.socket(socket.AF_INET, kind) as peer:
        peer.settimeout(5)
        peer.connect(("127.0.0.1", port))
        peer.sendall(message)
        return peer.recv(65_535)
