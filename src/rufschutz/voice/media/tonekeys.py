"""Keys of a caller whose telephone sends them as sound: when a tone is a key, and when it is not.

A yes must never be invented: 1 counts only after 80 ms without a break, and never
while we play, since that may be our own echo. No key counts twice because of what was lost
while it was down. A 1 that comes back went down when it was
first heard, unless it was heard to be up: what was lost or drowned in between tells
nothing. A no is always obeyed: 0, 2, 9 and the star count after 40 ms, at any time.
Nothing here is asked where the peer agreed to send keys as events.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from rufschutz.domain.call.events import Key
from rufschutz.domain.moments import Millis
from rufschutz.voice.media.codecs import BYTES_PER_MS, FRAME_BYTES, FRAME_MS
from rufschutz.voice.media.dtmf import PressedKey
from rufschutz.voice.media.rtp import timestamp_ahead
from rufschutz.voice.media.tones import NAMES

if TYPE_CHECKING:
    from rufschutz.voice.media.tones import Reading

YES_MS: Final = 80
NO_MS: Final = 40
ECHO_MS: Final = 100
"""How long after our last sound its echo may still come back (ITU-T G.168 tails lie below)."""

PROTECTIVE: Final = frozenset({Key.K0, Key.K2, Key.K9, Key.STAR})
GUARDED: Final = frozenset({Key.K1})

_TOLERANCE_MS: Final = 10
_PAUSE_FRAMES: Final = 2
_FAINT: Final = 0.3
_SWELLS: Final = 1.6
_LONGEST_LOSS: Final = 3
_LOOKED_AT: Final = 50
_CLEARLY: Final = 0.1
_UP_FRAMES: Final = 2
_GONE_MS: Final = 2_000
"""After so long without it a tone that comes back is a new press, though nothing was heard (silence is not
sent by every telephone)."""

_KEYS: Final = {key.value: key for key in Key}


@dataclass(slots=True)
class _Press:
    """A tone that sounds. ``halves``: its amplitude in each 10 ms, for the first half second.

    ``first`` is the timestamp at its start; ``started_at`` the earliest moment that any
    of its frames speaks for; ``likely`` and ``certain`` count frames with it, ``pause`` those
    without it in a row.
    """

    code: int
    first: int
    started_at: Millis
    halves: list[float] = field(default_factory=list)
    likely: int = 0
    certain: int = 0
    pause: int = 0
    told: bool = False

    @property
    def bridges(self) -> int:
        """Return how many lost frames it goes on over; one that was told of is not told of again."""
        return _GONE_MS // FRAME_MS if self.told else _LONGEST_LOSS

    @property
    def loudness(self) -> float:
        """Return the amplitude of the tone at its full height."""
        top = max(self.halves)
        high = sorted(half for half in self.halves if half > 0.7 * top)
        return high[len(high) // 2]

    def add(self, reading: Reading) -> None:
        """Add a frame while there is still something to decide."""
        self.likely += reading.looks
        self.certain += reading.strict
        if not self.told and len(self.halves) < _LOOKED_AT:
            self.halves += reading.of(self.code)

    def lasts(self, needed: int) -> bool:
        """Say whether it sounded for ``needed`` ms, evenly: a voice swells, and is never a tone for long.

        A half in which it began or ended counts in part; beside noise the measure errs by some ms.
        """
        full, frames = self.loudness, needed // FRAME_MS - 1
        heard = FRAME_MS / 2 * sum(min(half / full, 1.0) for half in self.halves if half > _FAINT * full)
        return (
            heard >= needed - _TOLERANCE_MS
            and self.likely >= max(frames, 2)
            and self.certain >= max(frames - 1, 1)
            and max(self.halves) < _SWELLS * full
        )


@dataclass(slots=True)
class _Sounded:
    """A key that must not be taken for pressed later than it was: since when, until when, and how loud.

    ``toneless`` counts the frames heard since that hold no tone at all beside its loudness.
    """

    code: int
    started_at: Millis
    until: Millis
    loudness: float
    toneless: int = 0

    def hear(self, reading: Reading) -> None:
        """Take a frame in which the key did not sound."""
        self.toneless += not reading.looks and float(reading.halves.max()) <= _CLEARLY * self.loudness

    def is_still(self, code: int, now: Millis) -> bool:
        """Say whether the key may have been down all the time."""
        return code == self.code and self.toneless < _UP_FRAMES and now - self.until < _GONE_MS


class ToneKeys:
    """The tones of one call, frame by frame in the order in which they were spoken."""

    __slots__ = ("_before", "_expected", "_playing_until", "_press", "_sounded")

    def __init__(self) -> None:
        self._press: _Press | None = None
        self._before: Reading | None = None
        self._expected: int | None = None
        self._sounded: _Sounded | None = None
        self._playing_until = Millis(-1 << 62)

    def played(self, now: Millis) -> None:
        """Take note that we play something now: what begins before its echo has died is no yes."""
        self._playing_until = now

    def start_anew(self) -> None:
        """Forget the numbers and the tone that sounds, but not since when: the stream has started anew."""
        self._press = self._before = self._expected = None

    def hear(self, timestamp: int, reading: Reading, now: Millis) -> PressedKey | None:
        """Take a frame; return the key if with it a press has become one. Said once a press."""
        lost = self._lost(timestamp)
        press, before = self._press, self._before
        self._before = reading
        self._expected = (timestamp + FRAME_BYTES) & 0xFFFFFFFF
        if lost:
            before = None
            if press is not None and not 0 < lost <= press.bridges:
                press = self._press = None
        if press is None or (reading.strict and reading.code != press.code):
            self._press = self._begin(timestamp, reading, before, now)
        elif not self._goes_on(press, timestamp, reading, now):
            self._press = None
        self._remember(reading, now)
        return None if self._press is None else self._told(self._press, now)

    def _remember(self, reading: Reading, now: Millis) -> None:
        """Keep since when a guarded key may be down, beyond the press itself."""
        press, before = self._press, self._sounded
        if press is None or press.pause or _KEYS[NAMES[press.code]] not in GUARDED:
            if before is not None:
                before.hear(reading)
            return
        if before is not None and before.is_still(press.code, now):
            press.started_at = min(press.started_at, before.started_at)
        self._sounded = _Sounded(press.code, press.started_at, now, press.loudness)

    def _lost(self, timestamp: int) -> int:
        """Return how many frames are missing before this one; negative for a jump back."""
        ahead = 0 if self._expected is None else timestamp_ahead(timestamp, self._expected)
        return ahead // FRAME_BYTES

    def _begin(self, timestamp: int, reading: Reading, before: Reading | None, now: Millis) -> _Press | None:
        """Begin a press with a frame that is a tone beyond doubt; the frame before may hold its start."""
        if not reading.strict or NAMES[reading.code] not in _KEYS:
            return None
        press = _Press(reading.code, timestamp, Millis(now - FRAME_MS))
        press.add(reading)
        if before is not None:
            early = before.of(reading.code)
            part = sum(half > _FAINT * press.loudness for half in early)
            press.started_at = Millis(press.started_at - part * FRAME_MS // 2)
            press.halves += early
            press.likely += before.looks and before.code == reading.code
        return press

    def _goes_on(self, press: _Press, timestamp: int, reading: Reading, now: Millis) -> bool:
        """Add a frame to the press; say whether it may go on: a pause of 40 ms or a clear break ends it."""
        if reading.looks and reading.code == press.code:
            press.pause = 0
            press.add(reading)
            since = (timestamp_ahead(timestamp, press.first) + FRAME_BYTES) // BYTES_PER_MS
            press.started_at = min(press.started_at, Millis(now - since))
            return True
        if press.pause == 0 and not press.told:
            press.halves += reading.of(press.code)
        press.pause += 1
        return press.pause < _PAUSE_FRAMES and max(reading.of(press.code)) > _FAINT * press.loudness

    def _told(self, press: _Press, now: Millis) -> PressedKey | None:
        key = _KEYS[NAMES[press.code]]
        if press.told or not press.lasts(NO_MS if key in PROTECTIVE else YES_MS):
            return None
        if key in GUARDED and press.started_at < self._playing_until + ECHO_MS:
            return None
        press.told = True
        return PressedKey(key, min(press.started_at, now))
