"""A real telephone: baresip calls, agrees by key, and leaves a tone that is found again in the archive."""

from __future__ import annotations

import contextlib
import json
import socket
import subprocess
import time
from pathlib import Path

import numpy as np
import pytest

from rufschutz.voice.caller.sound import read_wav, write_wav

pytestmark = [pytest.mark.system, pytest.mark.needs("baresip")]

TONE_HZ = 1_000
CONFIG = """
sip_listen 127.0.0.1:{sip}
net_interface 127.0.0.1
audio_source aufile,{tone}
audio_player aufile,{heard}
audio_alert aufile,{heard}
ausrc_srate 8000
auplay_srate 8000
ausrc_channels 1
auplay_channels 1
module_path /usr/lib/baresip/modules
module g711.so
module aufile.so
module_tmp account.so
module_app menu.so
module_app ctrl_tcp.so
ctrl_tcp_listen 127.0.0.1:{control}
"""


class Telephone:
    """One baresip, told by netstrings of JSON what to do."""

    def __init__(self, service, directory, carrier: str) -> None:
        self.events: list[dict] = []
        control = service.free_port()
        tone = np.sin(2 * np.pi * TONE_HZ * np.arange(60 * 8_000) / 8_000) * 8_000
        write_wav(directory / "tone.wav", tone.astype(np.int16))
        files = {"tone": directory / "tone.wav", "heard": directory / "heard.wav"}
        config = CONFIG.format(sip=service.free_port(socket.SOCK_DGRAM), control=control, **files)
        (directory / "config").write_text(config)
        (directory / "accounts").write_text(
            f"<sip:+493023125047@127.0.0.1{carrier}>;regint=0;audio_codecs=PCMA\n"
        )
        (directory / "contacts").write_text("")
        self._log = (directory / "baresip.log").open("wb")
        self.process = subprocess.Popen(
            ["baresip", "-4", "-f", str(directory)], stdout=self._log, stderr=self._log,
            stdin=subprocess.DEVNULL,
        )  # fmt: skip
        self._buffer = b""
        self._port = control
        self._control: socket.socket | None = None

    def connected(self) -> bool:
        assert self.process.poll() is None
        with contextlib.suppress(ConnectionRefusedError):
            self._control = socket.create_connection(("127.0.0.1", self._port))
            self._control.settimeout(0.2)
        return self._control is not None

    def tell(self, command: str, params: str = "") -> None:
        words = json.dumps({"command": command, "params": params}).encode()
        self._control.sendall(f"{len(words)}:".encode() + words + b",")

    def heard(self, kind: str) -> bool:
        """Whether an event of this type has come; baresip tells them over the same connection."""
        with contextlib.suppress(TimeoutError):
            self._buffer += self._control.recv(65_536)
        while b":" in self._buffer:
            size, rest = self._buffer.split(b":", 1)
            if len(rest) <= int(size):
                break
            self.events.append(json.loads(rest[: int(size)]))
            self._buffer = rest[int(size) + 1 :]
        return any(event.get("type") == kind for event in self.events)

    def close(self) -> None:
        self.process.kill()
        self.process.wait(10)
        if self._control is not None:
            self._control.close()
        self._log.close()


@pytest.fixture
def telephone(service, tmp_path, request):
    """A telephone whose account has the parameters that a test gives, none without."""
    service.start("voice")
    service.start("worker")
    directory = tmp_path / "baresip"
    directory.mkdir()
    made = Telephone(service, directory, getattr(request, "param", ""))
    try:
        service.wait_until(made.connected, 10, "baresip is up")
        yield made
    finally:
        made.close()


def loudness(samples, hertz):
    """Return the share of each second's energy that lies within 30 Hz of ``hertz``."""
    seconds = samples[: len(samples) // 8_000 * 8_000].reshape(-1, 8_000).astype(np.float64)
    power = np.abs(np.fft.rfft(seconds)) ** 2
    return power[:, hertz - 30 : hertz + 31].sum(axis=1) / (power.sum(axis=1) + 1)


def test_a_baresip_caller_leaves_a_message(service, telephone, tmp_path):
    telephone.tell("dial", service.target())
    service.wait_until(lambda: telephone.heard("CALL_ESTABLISHED"), 10, "the call is answered")
    time.sleep(15.0)
    telephone.tell("sndcode", "1")
    time.sleep(13.0)
    telephone.tell("hangup")
    service.wait_until(lambda: telephone.heard("CALL_CLOSED"), 10, "the call is over")

    service.wait_until(service.taken, 10, "the recording is archived")
    (row,) = service.calls()
    assert (row["outcome"], row["consent"], row["recording_state"]) == (
        "yes_and_recorded", "given", "archived",
    )  # fmt: skip
    assert 9_000 < row["recording_ms"] < 14_000
    service.program("sound", row["recording"], str(tmp_path / "archived.wav"))
    tone = loudness(read_wav(tmp_path / "archived.wav"), TONE_HZ)
    assert (tone[:5] < 0.1).all(), "our own sentence comes first"
    assert (tone[-3:] > 0.9).all(), "then the caller's tone"


def connected_to(port):
    """Return how many TCP connections of this machine are open whose far end has this port."""
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return sum(int(row[2].split(":")[1], 16) == port and row[3] == "01" for row in rows)


@pytest.mark.parametrize("telephone", [";transport=tcp"], indirect=True)
def test_a_baresip_caller_over_tcp(service, telephone):
    telephone.tell("dial", f"{service.target()};transport=tcp")
    service.wait_until(lambda: telephone.heard("CALL_ESTABLISHED"), 10, "the call is answered")
    assert connected_to(service.port) == 1
    time.sleep(1.0)
    telephone.tell("hangup")
    service.wait_until(lambda: telephone.heard("CALL_CLOSED"), 10, "the call is over")

    service.wait_until(lambda: len(service.calls()) == 1, 10, "the call is in the record")
    (row,) = service.calls()
    assert row["outcome"] == "hung_up_in_notice"
