"""Keys as sound: looks for the two tones of a key in the frames of all calls at once (ITU-T Q.23, Q.24).

It says of a frame whether it is such a tone, or looks like one; what counts as a
key, and for whom, is decided elsewhere. What stays of a frame is two numbers a tone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple, Protocol, TypeAlias

import numpy as np

from rufschutz.voice.media.codecs import FRAME_BYTES, RATE, Codec, values

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats: TypeAlias = NDArray[np.float32]
    Flags: TypeAlias = NDArray[np.bool_]
    Places: TypeAlias = NDArray[np.intp]
    Octets: TypeAlias = bytes | memoryview

LOW_HZ: Final = (697, 770, 852, 941)
HIGH_HZ: Final = (1209, 1336, 1477, 1633)
NAMES: Final = "123A456B789C*0#D"

HALF: Final = FRAME_BYTES // 2
_SPAN: Final = 112
_STEP: Final = FRAME_BYTES - _SPAN
_HZ: Final = np.array(LOW_HZ + HIGH_HZ, np.float64)
_DBM0: Final = (
    22_840.0  # amplitude of a sine at 0 dBm0 in 16-bit samples (ITU-T G.711: full load is 3.14 dBm0)
)


class Bounds(NamedTuple):
    """What a frame must keep to; the tone's own frame is judged more strictly than one that is muted.

    ``share``: of the frame's energy that lies in the two tones. ``drift``: of the frequency
    (Q.24: 1.8 % is a key, 3 % is none; the measure itself errs by 1 %). ``forward`` and
    ``reverse``: dB by which the low group may exceed the high one and the other way round
    (Q.24, table A-1, 8 and 4 dB). ``level``: dBm0 of the weaker tone. ``harmonic``: of a
    tone's power that may lie at twice its frequency, where speech and music have much.
    """

    share: float
    drift: float
    forward: float
    reverse: float
    level: float
    harmonic: float


STRICT: Final = Bounds(share=0.85, drift=0.025, forward=9.5, reverse=5.5, level=-40.5, harmonic=0.04)
LOOKS: Final = Bounds(share=0.75, drift=0.03, forward=11.0, reverse=8.0, level=-46.0, harmonic=0.1)


class Reading(NamedTuple):
    """What was found in one frame.

    ``code`` is the place of the key in `NAMES`. ``halves`` is the amplitude of each of
    the eight tones in the first and the second 10 ms: (2, 8), in 16-bit samples.
    """

    strict: bool
    looks: bool
    code: int
    halves: Floats

    def of(self, code: int) -> tuple[float, float]:
        """Return the amplitude of the two tones of key ``code`` in the two halves."""
        both = np.hypot(self.halves[:, code // 4], self.halves[:, 4 + code % 4])
        return float(both[0]), float(both[1])


class Survey(NamedTuple):
    """What was found in many frames, (frames,) and for ``halves`` (frames, 2, 8); see `Reading`."""

    strict: Flags
    looks: Flags
    codes: Places
    halves: Floats

    @property
    def likely(self) -> list[int]:
        """Return the places of the frames that look like a tone."""
        found: list[int] = self.looks.nonzero()[0].tolist()
        return found

    def reading(self, place: int) -> Reading:
        """Return what was found in one frame."""
        strict, looks = bool(self.strict[place]), bool(self.looks[place])
        return Reading(strict, looks, int(self.codes[place]), self.halves[place])


class Mark:
    """What a frame that waits in a capture turned out to be; set when it is measured."""

    __slots__ = ("looks", "strict")

    def __init__(self) -> None:
        self.looks = False
        self.strict = False


class Listener(Protocol):
    """Who wants to know of every frame, in the order in which they were added."""

    def heard(self, timestamp: int, reading: Reading) -> None:
        """Take the reading of the frame with this RTP timestamp."""


def _kernel(frequencies: NDArray[np.float64], samples: int) -> Floats:
    """Return cosines, then sines, of ``frequencies``: (samples, 2 x frequencies)."""
    angles = 2 * np.pi * np.outer(np.arange(samples), frequencies) / RATE
    return np.hstack([np.cos(angles), np.sin(angles)]).astype(np.float32)


_TONES: Final = _kernel(_HZ, HALF)
_SOFT: Final = _kernel(_HZ, _SPAN) * np.hanning(_SPAN + 2)[1:-1, None].astype(np.float32)
_SOFT_TURN: Final = np.exp(-2j * np.pi * _HZ * _STEP / RATE).astype(np.complex64)
_TURN: Final = np.exp(-2j * np.pi * _HZ * HALF / RATE).astype(np.complex64)


class ToneMeter:
    """The frames of this tick, of all calls that need it, and one measurement over them.

    Frames beyond ``capacity`` are measured at once and start the next lot.
    """

    def __init__(self, capacity: int) -> None:
        self._batches = {codec: _Batch(codec, capacity) for codec in Codec}

    def add(
        self, listener: Listener | None, mark: Mark | None, timestamp: int, codec: Codec, frame: Octets
    ) -> None:
        """Put one frame (160 octets) into the next measurement, for whoever listens and for its mark."""
        batch = self._batches[codec]
        if batch.count == len(batch.frames):
            batch.measure()
        place = batch.count * FRAME_BYTES
        batch.view[place : place + FRAME_BYTES] = frame
        batch.owners.append((listener, mark, timestamp))
        batch.count += 1

    def measure(self) -> None:
        """Tell marks and listeners what was found in their frames; forget the frames."""
        for batch in self._batches.values():
            if batch.count:
                batch.measure()


class _Batch:
    """The frames of one codec: (frames, 160) octets and whose they are."""

    __slots__ = ("count", "frames", "owners", "values", "view")

    def __init__(self, codec: Codec, capacity: int) -> None:
        self.frames = np.zeros((capacity, FRAME_BYTES), np.uint8)
        self.values = values(codec)
        self.view = self.frames.data.cast("B")
        self.owners: list[tuple[Listener | None, Mark | None, int]] = []
        self.count = 0

    def measure(self) -> None:
        """Read the frames, forget them, then tell: whoever is told may add more."""
        owners, self.owners = self.owners, []
        frames = self.frames[: self.count]
        self.count = 0
        found = survey(self.values.take(frames))
        frames.fill(0)
        for place in found.likely:
            if (mark := owners[place][1]) is not None:
                mark.looks, mark.strict = True, bool(found.strict[place])
        for place, (listener, _, timestamp) in enumerate(owners):
            if listener is not None:
                listener.heard(timestamp, found.reading(place))


def read(sound: Floats) -> list[Reading]:
    """Read frames of 160 samples, 16-bit, as float32: (frames, 160)."""
    found = survey(sound)
    return [found.reading(place) for place in range(len(sound))]


def survey(sound: Floats) -> Survey:
    """Look for tones in frames of 160 samples, 16-bit, as float32: (frames, 160)."""
    count = len(sound)
    parts = (sound.reshape(2 * count, HALF) @ _TONES).reshape(count, 2, 2, 8)
    waves = parts[:, :, 0] - 1j * parts[:, :, 1]
    halves = (np.abs(waves) * (2 / HALF)).astype(np.float32, copy=False)
    energy = np.einsum("ij,ij->i", sound, sound) / FRAME_BYTES
    power = np.abs(waves[:, 0] + waves[:, 1] * _TURN) ** 2 * (2 / FRAME_BYTES**2)
    low, high = power[:, :4].argmax(1), power[:, 4:].argmax(1) + 4
    suspects = _suspects(power, energy, low, high)
    strict, looks = np.zeros((2, count), np.bool_)
    if len(suspects):
        pair = np.stack([low, high], 1)[suspects]
        strict[suspects], looks[suspects] = _judge(sound[suspects], energy[suspects], pair)
    return Survey(strict, looks, low * 4 + high - 4, halves)


def _suspects(power: Floats, energy: Floats, low: Places, high: Places) -> Places:
    """Return the frames worth a closer look; a tone off its frequency may lose 4 dB here."""
    every = np.arange(len(power))
    both = power[every, low] + power[every, high]
    loud = energy > (_DBM0 * 10 ** (LOOKS.level / 20)) ** 2 / 2
    found: Places = (loud & (both > 0.35 * energy)).nonzero()[0]
    return found


def _judge(sound: Floats, energy: Floats, pair: Places) -> tuple[Flags, Flags]:
    """Judge suspects by `STRICT` and by `LOOKS`; ``pair`` are the places of the two tones: (n, 2)."""
    off = _off(sound)[np.arange(len(sound))[:, None], pair]
    hertz = (_HZ[pair] + off).astype(np.float32)
    power, rest = _fit(sound, hertz)
    overtone, _ = _fit(rest, 2 * hertz)
    measured = (
        1 - (rest**2).mean(1) / np.maximum(energy, 1.0),
        (np.abs(off) / _HZ[pair]).max(1),
        10 * np.log10(power[:, 0] / power[:, 1]),
        10 * np.log10(2 * power.min(1) / _DBM0**2),
        (overtone / power).max(1),
    )
    return _within(STRICT, *measured), _within(LOOKS, *measured)


def _fit(sound: Floats, hertz: Floats) -> tuple[Floats, Floats]:
    """Fit two tones to each frame by least squares; return their powers, (n, 2), and what is left."""
    angles = (2 * np.pi / RATE) * hertz[:, :, None] * np.arange(FRAME_BYTES, dtype=np.float32)
    tones = np.concatenate([np.cos(angles), np.sin(angles)], 1)
    squares = tones @ tones.transpose(0, 2, 1) + np.eye(4, dtype=np.float32)
    parts = np.linalg.solve(squares, tones @ sound[:, :, None])
    power = (parts[:, :2, 0] ** 2 + parts[:, 2:, 0] ** 2) / 2
    return np.maximum(power, 1e-3), sound - (tones * parts).sum(1)


def _off(sound: Floats) -> Floats:
    """Return by how many Hz each of the eight tones is off, from the turn of its phase within the frame.

    The two spans are weighted (Hann), or the other tone would turn the phase of this one.
    """
    first, second = (
        spans[:, 0] - 1j * spans[:, 1]
        for spans in (
            (sound[:, start : start + _SPAN] @ _SOFT).reshape(len(sound), 2, 8) for start in (0, _STEP)
        )
    )
    turn: Floats = np.angle(second * _SOFT_TURN * np.conj(first))
    return turn * (RATE / (2 * np.pi * _STEP))


def _within(
    bounds: Bounds, share: Floats, drift: Floats, twist: Floats, level: Floats, harm: Floats
) -> Flags:
    inside: Flags = (
        (share >= bounds.share)
        & (drift <= bounds.drift)
        & (twist <= bounds.forward)
        & (-twist <= bounds.reverse)
        & (level >= bounds.level)
        & (harm <= bounds.harmonic)
    )
    return inside
