from __future__ import annotations

import random
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rufschutz.domain.call.events import Key
from rufschutz.domain.moments import Millis
from rufschutz.voice.media.dtmf import KeyReceiver, key_payloads, parse_event
from rufschutz.voice.media.errors import RtpError


@dataclass(frozen=True)
class Sent:
    timestamp: int
    payload: bytes
    marker: bool
    press: int


def sent(
    keys: str, length_ms: int = 100, pause_ticks: int = 4, start: int = 2**32 - 2_000
) -> list[Sent | None]:
    """Return what a phone sends for the keys, one entry for each 20 ms (None: sound)."""
    ticks: list[Sent | None] = []
    for press, character in enumerate(keys):
        timestamp = (start + 160 * len(ticks)) % 2**32
        payloads = list(key_payloads(Key(character), length_ms))
        ticks += [Sent(timestamp, payload, number == 0, press) for number, payload in enumerate(payloads)]
        ticks += [None] * pause_ticks
    return ticks


def heard(arrivals: list[tuple[int, Sent]]) -> str:
    receiver = KeyReceiver()
    keys = ""
    for tick, packet in arrivals:
        pressed = receiver.accept(packet.timestamp, packet.payload, Millis(tick * 20), marker=packet.marker)
        keys += pressed.key.value if pressed else ""
    return keys


def deliver(
    ticks: list[Sent | None], seed: int, *, loss: float, double: float, reorder: int
) -> list[tuple[int, Sent]]:
    """Lose and reorder at random, but let one packet of each press through."""
    dice = random.Random(seed)  # noqa: S311  a fake link
    presses = {packet.press for packet in ticks if packet}
    lucky = {
        press: dice.choice([i for i, p in enumerate(ticks) if p and p.press == press]) for press in presses
    }
    arrivals: list[tuple[int, int, Sent]] = []
    for number, packet in enumerate(ticks):
        if packet is None or (dice.random() < loss and number != lucky[packet.press]):
            continue
        copies = 2 if dice.random() < double else 1
        arrivals += [(number + dice.randint(0, reorder), number, packet) for _ in range(copies)]
    arrivals.sort(key=lambda arrival: arrival[:2])
    return [(tick, packet) for tick, _, packet in arrivals]


def test_a_press_is_one_key_however_many_packets_tell_of_it() -> None:
    assert heard([(n, p) for n, p in enumerate(sent("1")) if p]) == "1"


def test_the_same_key_twice_is_two_keys() -> None:
    assert heard([(n, p) for n, p in enumerate(sent("11")) if p]) == "11"


@given(seed=st.integers(0, 10_000), keys=st.text("0123456789*#", min_size=1, max_size=14))
def test_no_key_is_invented_or_lost_at_forty_percent_loss(seed: int, keys: str) -> None:
    assert heard(deliver(sent(keys), seed, loss=0.4, double=0.2, reorder=3)) == keys


def test_a_key_is_lost_only_where_all_its_packets_are() -> None:
    dice = random.Random(4733)  # noqa: S311  a fake link
    for _ in range(400):
        keys = "".join(dice.choices("0123456789*#", k=10))
        arrivals = [(n, p) for n, p in enumerate(sent(keys)) if p and dice.random() >= 0.4]
        assert heard(arrivals) == "".join(keys[press] for press in sorted({p.press for _, p in arrivals}))


def test_the_key_starts_when_its_first_packet_comes() -> None:
    first = next(p for p in sent("1") if p)
    pressed = KeyReceiver().accept(first.timestamp, first.payload, Millis(5_000), marker=True)
    assert pressed is not None
    assert pressed.started_at == 5_000


@pytest.mark.rule("R15")
def test_a_lost_start_is_dated_back_so_that_an_early_yes_stays_early() -> None:
    last = [p for p in sent("1", length_ms=400) if p][-1]
    pressed = KeyReceiver().accept(last.timestamp, last.payload, Millis(5_000))
    assert pressed is not None
    assert pressed.started_at == 4_600


def test_a_lost_end_does_not_hold_the_key_for_ever() -> None:
    receiver = KeyReceiver()
    first = next(p for p in sent("1") if p)
    receiver.accept(first.timestamp, first.payload, Millis(0), marker=True)
    assert receiver.is_held(Millis(100))
    assert not receiver.is_held(Millis(200))


def test_the_end_releases_the_key_at_once() -> None:
    receiver = KeyReceiver()
    for packet in filter(None, sent("1")):
        receiver.accept(packet.timestamp, packet.payload, Millis(0))
    assert not receiver.is_held(Millis(0))


def test_the_late_end_of_one_key_does_not_release_the_next() -> None:
    receiver = KeyReceiver()
    receiver.accept(1_000, bytes([1, 10, 0, 160]), Millis(0))
    receiver.accept(5_000, bytes([2, 10, 0, 160]), Millis(500))
    receiver.accept(1_000, bytes([1, 0x8A, 3, 0x20]), Millis(510))
    assert receiver.is_held(Millis(520))
    receiver.accept(4_000, bytes([3, 0x8A, 3, 0x20]), Millis(520))
    assert receiver.is_held(Millis(530))


def test_a_press_longer_than_an_event_can_last_is_one_key() -> None:
    receiver = KeyReceiver()
    full = bytes([1, 10, 0xFF, 0xFF])
    assert receiver.accept(1_000, full, Millis(0), marker=True) is not None
    assert receiver.accept(1_000 + 0xFFFF, bytes([1, 10, 0, 160]), Millis(20)) is None


def test_a_packet_two_seconds_late_makes_no_key() -> None:
    receiver = KeyReceiver()
    press = bytes([1, 10, 0, 160])
    assert receiver.accept(100_000, press, Millis(0)) is not None
    assert receiver.accept(100_000 - 16_001, press, Millis(20)) is None


def test_after_a_new_stream_old_numbers_mean_nothing() -> None:
    receiver = KeyReceiver()
    press = bytes([1, 10, 0, 160])
    assert receiver.accept(100_000, press, Millis(0)) is not None
    receiver.start_anew()
    assert receiver.accept(7, press, Millis(20)) is not None


@pytest.mark.parametrize("code", [12, 16, 36, 255])
def test_codes_beyond_the_keypad_make_no_key(code: int) -> None:
    assert KeyReceiver().accept(0, bytes([code, 10, 0, 160]), Millis(0)) is None


@pytest.mark.parametrize("payload", [b"", b"\x01", b"\x01\x0a\x00", b"\x01\x0a\x00\xa0\x01"])
def test_a_broken_event_makes_no_key(payload: bytes) -> None:
    with pytest.raises(RtpError):
        KeyReceiver().accept(0, payload, Millis(0))


def test_a_press_ends_with_three_end_packets_and_grows_until_then() -> None:
    events = [parse_event(payload) for payload in key_payloads(Key.HASH, 100)]
    assert [event.code for event in events] == [11] * 7
    assert [event.duration for event in events] == [160, 320, 480, 640, 800, 800, 800]
    assert [event.end for event in events] == [False] * 4 + [True] * 3
