from __future__ import annotations

import random
import sys
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "fixtures"))

from media_talk import Talk

from rufschutz.domain.consent.gate import ConsentGate
from rufschutz.domain.ids import CallId, FactId, PlaybackId, PurposeId, TenantId
from rufschutz.domain.moments import Millis
from rufschutz.voice.media.codecs import FRAME_BYTES, RATE, Codec, decode, encode
from rufschutz.voice.media.tonekeys import ToneKeys
from rufschutz.voice.media.tones import HIGH_HZ, LOW_HZ, NAMES, Reading, read

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from rufschutz.domain.consent.grant import Grant

T = TypeVar("T")


def _granted() -> tuple[ConsentGate, Grant]:
    """Walk a gate to its grant: a question heard, a yes after it, the consent stored."""
    gate = ConsentGate(TenantId("tenant"), CallId("call"), answer_window_opens=300)
    gate.ask(PurposeId("record_matter"), PlaybackId(1))
    gate.played(PlaybackId(1), Millis(0), completed=True, alive=True)
    gate.yes(Millis(300), FactId("consent"))
    grant = gate.stored(FactId("consent"))
    assert grant is not None
    return gate, grant


@pytest.fixture
def granted() -> tuple[ConsentGate, Grant]:
    return _granted()


@pytest.fixture
def gate(granted: tuple[ConsentGate, Grant]) -> ConsentGate:
    return granted[0]


@pytest.fixture
def grant(granted: tuple[ConsentGate, Grant]) -> Grant:
    return granted[1]


@pytest.fixture(scope="session")
def living_grant() -> Grant:
    """Give a grant that no test kills."""
    return _granted()[1]


def _lossy(
    packets: Sequence[T], seed: int, *, loss: float = 0.0, double: float = 0.0, reorder: int = 0
) -> list[tuple[int, T]]:
    """Return (tick of arrival, packet): packet n is sent in tick n and held back up to ``reorder`` ticks."""
    dice = random.Random(seed)  # noqa: S311  a fake link
    arrivals: list[tuple[int, int, T]] = []
    for number, packet in enumerate(packets):
        if dice.random() < loss:
            continue
        copies = 2 if dice.random() < double else 1
        arrivals += [(number + dice.randint(0, reorder), number, packet) for _ in range(copies)]
    arrivals.sort(key=lambda arrival: arrival[:2])
    return [(tick, packet) for tick, _, packet in arrivals]


@pytest.fixture
def lossy() -> Callable[..., list[tuple[int, bytes]]]:
    """Give a link that loses, doubles and reorders what is sent over it, the same way for the same seed."""
    return _lossy


class Tones:
    """Keys as a telephone sends them as sound, through a codec and line noise; and what is found of them."""

    full = 22_840.0  # amplitude of a sine at 0 dBm0

    def __init__(self) -> None:
        self.dice = np.random.default_rng(2833)

    def key(
        self,
        name: str,
        ms: float = 100,
        *,
        level: float = -12,
        drift: float = 0.0,
        twist: float = 0.0,
        snr: float = 40,
        before: int = 800,
        after: int = 800,
    ) -> NDArray[np.float64]:
        """Return a key: ``level`` dBm0 of its louder tone, ``twist`` dB by which the low one is louder."""
        code, time = NAMES.index(name), np.arange(int(ms * RATE / 1000)) / RATE
        low = self.full * 10 ** ((level + min(twist, 0)) / 20)
        high = self.full * 10 ** ((level - max(twist, 0)) / 20)
        sound = np.zeros(before + len(time) + after)
        for amplitude, hertz in ((low, LOW_HZ[code // 4]), (high, HIGH_HZ[code % 4])):
            wave = 2 * np.pi * hertz * (1 + drift) * time + self.dice.uniform(0, 6.28)
            sound[before : before + len(time)] += amplitude * np.sin(wave)
        noise = ((low**2 + high**2) / 2 * 10 ** (-snr / 10)) ** 0.5
        return sound + self.dice.normal(0, noise, len(sound))

    @staticmethod
    def octets(sound: NDArray[np.float64], codec: Codec = Codec.PCMA) -> bytes:
        """Return a sound in an encoding, whole frames."""
        whole = sound[: len(sound) - len(sound) % FRAME_BYTES]
        return encode(codec, np.clip(whole.round(), -32_768, 32_767).astype(np.int16)).tobytes()

    def readings(self, sound: NDArray[np.float64], codec: Codec = Codec.PCMA) -> list[Reading]:
        """Return what is found in each frame of a sound that went through a codec."""
        heard = decode(codec, np.frombuffer(self.octets(sound, codec), np.uint8)).astype(np.float32)
        return read(heard.reshape(-1, FRAME_BYTES))

    def keys(self, sound: NDArray[np.float64], codec: Codec = Codec.PCMA) -> str:
        """Return the keys that the rules make of a sound while nothing plays."""
        receiver, out = ToneKeys(), ""
        for number, reading in enumerate(self.readings(sound, codec)):
            press = receiver.hear(number * FRAME_BYTES, reading, Millis(20 * (number + 1)))
            out += press.key.value if press else ""
        return out


@pytest.fixture
def tones() -> Tones:
    return Tones()


@pytest.fixture(scope="session")
def presses() -> dict[str, list[Reading]]:
    """Give what is found of a press of each key of 240 ms, 300 ms after the start of 840 ms."""
    made = Tones()
    return {name: made.readings(made.key(name, 240, before=2_400, after=2_400)) for name in "123456789*0#"}


@pytest.fixture
def talk() -> Talk:
    return Talk()
