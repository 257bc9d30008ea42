from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rufschutz.domain.call.events import Key
from rufschutz.domain.moments import Millis
from rufschutz.voice.media.dtmf import key_payloads
from rufschutz.voice.media.incoming import COMFORT_NOISE, Incoming
from rufschutz.voice.media.outgoing import MediaFormat
from rufschutz.voice.media.rtp import build

if TYPE_CHECKING:
    from rufschutz.voice.media.dtmf import PressedKey

CALLER = ("127.0.0.1", 40_000)


class Desk:
    """Takes what came in: the numbers of frames of sound, and keys."""

    def __init__(self) -> None:
        self.line = Incoming(self)
        self.line.agree(MediaFormat(), CALLER, symmetric=True)
        self.frames: list[int] = []
        self.keys: list[Key] = []
        self.anew = 0

    def sound(self, timestamp: int, sound: bytes | memoryview, now: Millis, *, muted: bool) -> None:
        del timestamp, now
        if not muted:
            self.frames.append(int.from_bytes(sound[:2], "big"))

    def pressed(self, press: PressedKey, now: Millis) -> None:
        assert press.started_at <= now
        self.keys.append(press.key)

    def started_anew(self) -> None:
        self.anew += 1

    def another_source(self, now: Millis) -> None:
        del now
        self.frames.append(-1)

    def hear(self, packet: bytes, at: int, source: tuple[str, int] = CALLER) -> None:
        self.line.take(memoryview(packet), len(packet), source, Millis(at), at * 8)


def voice(number: int, start: int = 0, ssrc: int = 9) -> bytes:
    return build(
        8,
        (start + number) % 65_536,
        (start + number) * 160 % 2**32,
        ssrc,
        number.to_bytes(2, "big") * 80,
    )


@pytest.mark.parametrize(
    ("packet", "counted"),
    [
        (b"", "garbage"),
        (b"\x00" * 60, "garbage"),
        (build(35, 1, 2, 3, b"x"), "foreign"),
        (build(101, 1, 2, 3, b"x"), "garbage"),
    ],
)
def test_what_is_none_of_ours_is_counted(packet: bytes, counted: str) -> None:
    desk = Desk()
    desk.hear(packet, 0)
    assert getattr(desk.line.refused, counted) == 1
    assert (desk.frames, desk.keys) == ([], [])


def test_what_came_from_one_machine_is_handed_over_before_another_is_told_of() -> None:
    desk = Desk()
    elsewhere = ("192.0.2.7", 50_000)
    for number in range(6):
        desk.hear(voice(number), 20 * number, elsewhere)
    desk.hear(voice(8), 160, elsewhere)
    desk.hear(voice(9), 180)
    assert desk.frames == [4, 5, 8, -1, 9]
    assert desk.anew == 2


def test_strangers_are_counted_and_not_heard() -> None:
    desk = Desk()
    desk.hear(voice(0), 0)
    for number in range(20):
        desk.hear(voice(number, ssrc=66), 20 * number, ("127.0.0.1", 9))
    assert desk.line.refused.strangers == 20
    assert desk.frames == [0]


def test_comfort_noise_is_presence_and_no_sound() -> None:
    desk = Desk()
    desk.hear(voice(0), 0)
    desk.hear(build(COMFORT_NOISE, 1, 160, 9, b"\x40"), 500)
    desk.hear(voice(2), 520)
    assert desk.line.heard_at == 520
    assert desk.frames == [0, 2]
    assert desk.line.jitter.lost == 0


def test_another_ssrc_and_a_jump_of_the_numbers_start_anew() -> None:
    desk = Desk()
    desk.hear(voice(0), 0)
    desk.hear(voice(1, start=40_000, ssrc=10), 20)
    for number in range(2, 5):
        desk.hear(voice(number, start=10_000, ssrc=10), 20 * number)
    assert desk.frames == [0, 1, 3, 4]
    assert desk.anew == 3


class Link:
    """A link that loses up to 40 %, delays each packet by up to 200 ms, and doubles some."""

    def __init__(self, dice: random.Random, loss: float, jitter_ms: int, double: float) -> None:
        self.dice, self.loss, self.jitter_ms, self.double = dice, loss, jitter_ms, double
        self.arrivals: list[tuple[int, int, bytes, int | None]] = []
        self.through: set[int] = set()

    def send(self, packet: bytes, at: int, press: int | None = None) -> None:
        for _ in range(2 if self.dice.random() < self.double else 1):
            if self.dice.random() < self.loss:
                continue
            self.arrivals.append(
                (at + self.dice.randint(0, self.jitter_ms), len(self.arrivals), packet, press)
            )

    def deliver(self, desk: Desk) -> set[int]:
        """Let all arrive, tick by tick; return the presses of which a packet came through."""
        arrived = set()
        for at, _, packet, press in sorted(self.arrivals):
            desk.hear(packet, -(-at // 20) * 20)
            arrived.add(press)
        return {press for press in arrived if press is not None}


def speak(link: Link, presses: list[tuple[int, str]], start: int) -> None:
    """Send 20 s of voice and the presses (frame, key) as a telephone does: events in place of sound."""
    number, clock = 0, 0
    waiting = sorted(presses)
    while clock < 1_000:
        if waiting and clock >= waiting[0][0]:
            _, name = waiting.pop(0)
            place, at = len(presses) - len(waiting) - 1, (start + clock) * 160 % 2**32
            for first, payload in enumerate(key_payloads(Key(name), 100)):
                packet = build(101, (start + number) % 65_536, at, 9, payload, marker=first == 0)
                link.send(packet, 20 * clock, place)
                number, clock = number + 1, clock + 1
            continue
        packet = build(
            8, (start + number) % 65_536, (start + clock) * 160 % 2**32, 9, clock.to_bytes(2, "big") * 80
        )
        link.send(packet, 20 * clock)
        number, clock = number + 1, clock + 1


@pytest.mark.rule("R18")
@settings(max_examples=120, deadline=None)
@given(
    seed=st.integers(0, 2**32),
    loss=st.floats(0, 0.4),
    jitter=st.integers(0, 200),
    double=st.floats(0, 0.4),
    start=st.sampled_from((0, 65_300, 32_000)),
    names=st.lists(st.sampled_from("12*11"), max_size=12),
)
def test_no_link_invents_or_doubles_a_key_and_one_packet_is_enough_for_it(
    seed: int, loss: float, jitter: int, double: float, start: int, names: list[str]
) -> None:
    """Each press of which a packet came through counts once; the same key pressed twice stays two."""
    link, desk = Link(random.Random(seed), loss, jitter, double), Desk()  # noqa: S311  a fake link
    presses = [(40 + 70 * place, name) for place, name in enumerate(names)]
    speak(link, presses, start)
    through = link.deliver(desk)
    assert sorted(desk.keys) == sorted(Key(names[place]) for place in through)


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 2**32),
    loss=st.floats(0, 0.4),
    jitter=st.integers(0, 200),
    start=st.integers(0, 65_535),
)
def test_whatever_the_link_does_sound_comes_in_order_and_once_and_little_is_given_up(
    seed: int, loss: float, jitter: int, start: int
) -> None:
    link, desk = Link(random.Random(seed), loss, jitter, 0.2), Desk()  # noqa: S311  a fake link
    speak(link, [], start)
    link.deliver(desk)
    desk.line.drain(Millis(30_000))
    came = {packet[12:14] for _, _, packet, _ in link.arrivals}
    assert desk.frames == sorted(set(desk.frames))
    assert len(desk.frames) + desk.line.jitter.late == len(came)
    assert desk.line.jitter.late <= 0.05 * len(came) + 12
    assert desk.line.jitter.depth <= 12
