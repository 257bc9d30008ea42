"""Ten thousand INVITEs of an allowed peer that nobody acknowledges, while somebody calls."""

from __future__ import annotations

import socket
import threading
from pathlib import Path

import pytest

from rufschutz.handover.health import read_health

pytestmark = [pytest.mark.system, pytest.mark.long]

INVITES, LIMIT, CALL_S = 10_000, 50, 12
MOST_GROWTH_KB = 120 * 1024


def invite(number, us, port):
    body = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 9 RTP/AVP 8\r\n"
    return (
        f"INVITE sip:praxis@127.0.0.1:{port} SIP/2.0\r\n"
        f"Via: SIP/2.0/UDP {us};rport;branch=z9hG4bKf{number}\r\n"
        f"From: <sip:flood@{us}>;tag=f{number}\r\nTo: <sip:praxis@127.0.0.1>\r\nCall-ID: f{number}\r\n"
        f"CSeq: 1 INVITE\r\nContact: <sip:flood@{us}>\r\nContent-Type: application/sdp\r\n"
        f"Content-Length: {len(body)}\r\n\r\n{body}"
    ).encode()


def hear(line, answers, seconds):
    """Note the first final answer to each INVITE until none comes for so long."""
    line.settimeout(seconds)
    try:
        while True:
            data = line.recv(65_536)
            call = data.split(b"Call-ID: ", 1)[1].split(b"\r\n", 1)[0]
            if data[8:11] != b"100":
                answers.setdefault(call, data[8:11])
    except TimeoutError:
        return


def flood(port):
    """Send them, some thousands a second, and acknowledge none; return the status of each answer."""
    answers = {}
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        line.bind(("127.0.0.1", 0))
        us = f"127.0.0.1:{line.getsockname()[1]}"
        for number in range(INVITES):
            line.sendto(invite(number, us, port), ("127.0.0.1", port))
            if number % 20 == 19:
                hear(line, answers, 0.003)
        hear(line, answers, 0.5)
    return list(answers.values())


def rss_kb(pid):
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))


def test_a_flood_takes_so_much_memory_and_leaves_the_running_call_alone(service, capsys):
    with (service.data / "rufschutz.toml").open("a", encoding="utf-8") as file:
        file.write(f"max_calls = {LIMIT}\n")
    voice = service.start("voice")
    heard = []
    running = threading.Thread(
        target=lambda: heard.extend(service.call_all([service.order(f"{CALL_S}s:hangup")]))
    )
    running.start()
    service.wait_until(lambda: (read_health(service.data / "run") or voice).calls == 1, 10, "somebody calls")
    before = rss_kb(voice.pid)
    answers = flood(service.port)
    grown = rss_kb(voice.pid) - before
    with capsys.disabled():
        print(f"\n{len(answers)} of {INVITES} INVITEs answered; voice grew by {grown // 1024} MB")  # noqa: T201 - a measurement
    assert grown < MOST_GROWTH_KB
    assert answers.count(b"200") < LIMIT
    assert set(answers) == {b"200", b"503"}
    running.join()
    (transcript,) = heard
    assert transcript.received > 0.9 * 50 * CALL_S
    assert voice.poll() is None
    assert "Traceback" not in service.log("voice")
    service.kill("voice")  # the flood would be waited for until its ACKs are given up, half a minute
