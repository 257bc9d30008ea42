"""Callers with a will of their own, who write down what they did and what they heard, and when."""

# ruff: noqa: S311

from __future__ import annotations

import random
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sounds import FRAME, noise

from rufschutz.domain.call import texts
from rufschutz.domain.call.events import Key
from rufschutz.voice.caller.phone import LONGEST_DATAGRAM, Order, Phone
from rufschutz.voice.media.errors import MediaError, RtpError
from rufschutz.voice.media.rtp import parse

if TYPE_CHECKING:
    from sounds import Heard

KINDS = ("message", "message", "star", "star_late", "callback", "refused", "hang_up", "hang_in_message",
         "nine", "human")  # fmt: skip
FAR_END_GONE = 1.2
STUCK = 4.0
PAUSE = 0.9
AFTER_QUESTION = (0.34, 0.6)
BEFORE_FRAMES, MESSAGE_FRAMES = 40, 110
NUMBERS = 1_000

PROMISES = {texts.GOODBYE_NOTED, texts.GOODBYE_RECORDED}
BACK = frozenset({texts.RIGHTS, texts.RIGHTS_NO_NUMBER, texts.WITHDRAW_CODE})
"""Menus of what others did before: nobody wants anything there."""
REASONS = {texts.REASON_AFTER_NO, texts.REASON_ASK, texts.REASON_OF_MESSAGE}
NO_CALLBACK = {texts.CALLER_NUMBER: Key.K3, texts.ASK_NUMBER: Key.HASH}
CALLBACK = {texts.CALLER_NUMBER: Key.K1}


@dataclass(slots=True)
class Record:
    """One call as its caller saw it; moments in ms UTC."""

    number: int
    kind: str
    place: str
    caller: str
    began: int
    moments: list[tuple[int, str]] = field(default_factory=list)
    spoken: int = 0
    spoken_before: int = 0
    ended_by: str = ""


def voice(seed: int, number: int, phase: str) -> bytes:
    """Return what caller ``number`` says before the consent, or as a message."""
    return noise(f"{seed} {number} {phase}", BEFORE_FRAMES if phase == "before" else MESSAGE_FRAMES)


class Caller(Phone):
    """One call of one kind. ``known``: which text a frame is from; ``question``: the text that asks."""

    def __init__(
        self, target: str, record: Record, known: dict[bytes, Heard], question: str, seed: int
    ) -> None:
        super().__init__(Order(target, (), None, record.caller, limit_s=25, linger_ms=0))
        self.record = record
        self._known = known
        self._questions = {question, texts.QUESTION_KNOWN}
        self._dice = random.Random(f"{seed} {record.number}")
        self._seed = seed
        self._saying: frozenset[str] = frozenset()
        self._begun = ""
        self._last = 0.0
        self._last_text = 0.0
        self._plan: list[tuple[float, object]] = []
        self._asides = 0

    @property
    def phase(self) -> str:
        """What this caller is in the middle of."""
        return self.record.moments[-1][1] if self.record.moments else "calling"

    def _note(self, what: str) -> None:
        super()._note(what)
        self.record.moments.append((time.time_ns() // 1_000_000, what))

    def _accepted(self, event) -> None:
        super()._accepted(event)
        if self._out is None:
            return
        self._last = self._last_text = time.monotonic()
        self._out.play(voice(self._seed, self.record.number, "before"))
        self.record.spoken_before = BEFORE_FRAMES
        if self.record.kind == "hang_up":
            self._later(self._dice.uniform(0.05, 3.0), self._leave)

    def _later(self, seconds: float, what, *words) -> None:
        self._plan.append((time.monotonic() + seconds, what, *words))

    def _tick(self, _missed: int) -> None:
        if self._out is None or self._settled is None or self._over.is_set():
            return
        self._receive()
        now = time.monotonic()
        due = [each for each in self._plan if each[0] <= now]
        self._plan = [each for each in self._plan if each[0] > now]
        for _, what, *words in due:
            what(*words)
        if self._begun and now - self._last_text > PAUSE:  # it ended in a value, which is nobody's sentence
            self._ended(self._begun)
        if now - self._last > FAR_END_GONE:
            self._end("gone")
        elif now - self._last_text > STUCK and not self._plan and not self._out.is_playing:
            self._hang_up("stuck")
        if not self._over.is_set():
            self._rtp.sendto(self._out.next(), (self._settled.remote_host, self._settled.remote_port))

    def _receive(self) -> None:
        buffer = bytearray(LONGEST_DATAGRAM)
        view = memoryview(buffer)
        while True:
            try:
                packet = parse(view, self._rtp.recv_into(buffer))
            except BlockingIOError:
                return
            except (OSError, RtpError):
                continue
            self._last = time.monotonic()
            frame = bytes(view[packet.start : packet.end])
            if len(frame) == FRAME:
                self._hear(frame)

    def _hear(self, frame: bytes) -> None:
        heard = self._known.get(frame)
        if heard is None:
            if time.monotonic() - self._last_text > 0.1:
                self._saying = frozenset()
            return
        self._last_text = time.monotonic()
        before = self._saying
        self._saying = (before & heard.texts) or heard.texts
        if len(self._saying) == 1 and self._saying != before:
            self._begins(*self._saying)
        ended = self._saying & heard.ends
        if len(ended) == 1:
            self._ended(*ended)

    def _ended(self, text: str) -> None:
        if text not in PROMISES:
            self._note(f"heard {text}")
        self._saying, self._begun = frozenset(), ""
        self._answer(text)

    def _begins(self, text: str) -> None:
        self._begun = text
        if text in PROMISES:  # the line goes with the last word: the promise was made with the first
            self._note(f"heard {text}")
        kind = self.record.kind
        if text in self._questions and kind == "nine" and not self._asides:
            self._asides = 1
            self._later(self._dice.uniform(0.0, 0.3), self._type, Key.K9)
        if text == texts.GOODBYE_RECORDED and kind == "star_late":
            self._later(self._dice.uniform(0.0, 0.2), self._type, Key.STAR)

    def _answer(self, text: str) -> None:
        kind = self.record.kind
        if text in self._questions:
            self._decide()
        elif text == texts.YES:
            self._later(0.3, self._speak_up)
        elif kind in {"callback", "human"} and text in CALLBACK:
            self._later(0.1, self._type, CALLBACK[text])
        elif text in REASONS:
            self._later(self._dice.uniform(0.05, 0.3), self._type, self._dice.choice((Key.K1, Key.HASH)))
        elif text in NO_CALLBACK:
            self._later(0.1, self._type, NO_CALLBACK[text])
        elif text == texts.RECEIPT_OFFER:
            self._later(self._dice.uniform(0.05, 0.3), self._type, self._dice.choice((Key.K1, Key.K2)))
        elif text in BACK:
            self._later(0.1, self._type, Key.HASH)

    def _decide(self) -> None:
        if self.record.kind == "hang_up" or (self.record.kind == "nine" and self._asides == 1):
            self._asides += 1
            if self.record.kind == "hang_up":
                return
        said_no = self.record.kind in {"callback", "refused"}
        self._later(self._dice.uniform(*AFTER_QUESTION), self._type, Key.K2 if said_no else Key.K1)

    def _speak_up(self) -> None:
        if self._out is None:
            return
        self._note("speaking")
        self._out.play(voice(self._seed, self.record.number, "message"))
        self.record.spoken = MESSAGE_FRAMES
        lasts = MESSAGE_FRAMES * 0.02
        match self.record.kind:
            case "star":
                self._later(self._dice.uniform(0.2, lasts), self._type, Key.STAR)
            case "hang_in_message":
                self._later(self._dice.uniform(0.2, lasts), self._leave)
            case "human":
                self._later(lasts + 0.1, self._type, Key.K0)
            case _:
                self._later(self._dice.uniform(0.6, lasts + 0.2), self._type, Key.HASH)

    def _type(self, key: Key) -> None:
        if self._out is None:
            return
        self._out.cut()
        try:
            self._out.press(key, 120)
        except MediaError:
            self._later(0.05, self._type, key)
            return
        self._note(f"pressed {key}")

    def _leave(self) -> None:
        self._hang_up("caller")


async def call(caller: Caller) -> None:
    """Make the call; its record is complete when this returns."""
    transcript = await caller.call()
    caller.record.ended_by = transcript.ended_by
