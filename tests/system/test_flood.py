"""Ten thousand INVITEs of an allowed peer that nobody acknowledges, while somebody calls.

The service must answer each, keep next to nothing, tick on for the call that runs, and end at once.
"""

from __future__ import annotations

import json
import socket
import threading
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import pytest

from rufschutz.handover.health import read_health

pytestmark = [pytest.mark.system, pytest.mark.long]

INVITES, LIMIT, CALL_S = 10_000, 50, 12
MOST_GROWTH_KB = 16 * 1024


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


@dataclass(frozen=True)
class Look:
    """What the metrics page of voice says at a moment."""

    missed: float
    ticks: float
    transactions: float
    forgotten: float

    @classmethod
    def at(cls, service):
        port = json.loads((service.data / "run" / "health-voice.json").read_bytes())["port"]
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as page:
            lines = page.read().decode().splitlines()
        read = dict(line.rsplit(" ", 1) for line in lines if not line.startswith("#"))
        return cls(
            float(read["rufschutz_voice_ticks_missed_total"]),
            float(read["rufschutz_voice_tick_lateness_seconds_count"]),
            float(read["rufschutz_voice_sip_transactions"]),
            float(read['rufschutz_voice_sip_total{what="forgotten"}']),
        )

    def missed_since(self, before):
        """Return the share of slots without a tick since another look."""
        missed = self.missed - before.missed
        return missed / (missed + self.ticks - before.ticks)


def rss_kb(pid):
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))


def test_a_flood_takes_so_much_memory_and_leaves_the_running_call_alone(service, capsys):
    file = service.data / "rufschutz.toml"
    kept = [line for line in file.read_text("utf-8").splitlines() if not line.startswith("metrics_ports")]
    file.write_text("\n".join([*kept, "metrics_ports = [0, 0, 0]", f"max_calls = {LIMIT}", ""]), "utf-8")
    voice = service.start("voice")
    heard = []
    running = threading.Thread(
        target=lambda: heard.extend(service.call_all([service.order(f"{CALL_S}s:hangup")]))
    )
    first = Look.at(service)
    running.start()
    service.wait_until(lambda: (read_health(service.data / "run") or voice).calls == 1, 10, "somebody calls")
    before, memory = Look.at(service), rss_kb(voice.pid)
    answers = flood(service.port)
    grown, after = rss_kb(voice.pid) - memory, Look.at(service)
    quiet, flooded = before.missed_since(first), after.missed_since(before)
    with capsys.disabled():
        print(  # noqa: T201 - a measurement
            f"\n{len(answers)} of {INVITES} INVITEs answered, {after.forgotten:.0f} of them without memory; "
            f"{after.transactions:.0f} transactions; voice grew by {grown / 1024:.1f} MB; "
            f"ticks missed: {flooded:.1%}, {quiet:.1%} before"
        )
    assert grown < MOST_GROWTH_KB
    assert answers.count(b"200") <= LIMIT // 2
    assert set(answers) == {b"200", b"503"}
    assert after.transactions < 200
    assert after.forgotten > 0.9 * len(answers)
    assert flooded < quiet + 0.1
    running.join()
    (transcript,) = heard
    assert transcript.received > 0.9 * 50 * CALL_S
    asked = time.monotonic()
    assert service.stop("voice") == 0
    assert time.monotonic() - asked < 8, "nobody waits for ACKs that never come"
    assert "Traceback" not in service.log("voice")
