from __future__ import annotations

import socket
from typing import TYPE_CHECKING, Any

import pytest
from media_talk import CALL, CALLER, SETUP, STRANGER, Talk, Wire, sound

from rufschutz.domain.call.events import Key, KeyMethod
from rufschutz.domain.consent.grant import GrantError
from rufschutz.domain.ids import PlaybackId
from rufschutz.domain.moments import Millis
from rufschutz.voice.media.codecs import Codec
from rufschutz.voice.media.dtmf import key_payloads
from rufschutz.voice.media.errors import MediaError
from rufschutz.voice.media.events import Digit, MediaLost, PlaybackDone, SourceChanged
from rufschutz.voice.media.levels import LevelMeter
from rufschutz.voice.media.noise import NOISE
from rufschutz.voice.media.outgoing import MediaFormat
from rufschutz.voice.media.pool import Ports
from rufschutz.voice.media.rtp import build, parse
from rufschutz.voice.media.session import MediaSession, Meters
from rufschutz.voice.media.tones import ToneMeter

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.mark.rule("R12")
def test_without_a_capture_nothing_of_the_caller_is_kept(talk: Talk) -> None:
    secret = b"\x5a\xa5" * 80
    for number in range(10):
        talk.say(number, secret)
    talk.say(12, secret)
    kept = [getattr(talk.session, name) for name in MediaSession.__slots__]
    assert talk.captured == []
    assert not any(isinstance(value, bytes | bytearray) and secret in value for value in kept)
    assert all(batch.count == 0 for batch in talk.meters.levels._batches.values())


@pytest.mark.rule("R12")
def test_sound_from_before_the_consent_does_not_slip_into_the_capture(talk: Talk, grant: Any) -> None:
    talk.say(0, sound("a"))
    talk.say(2, sound("b"))
    talk.capture(grant, 50)
    talk.say(3, sound("c"))
    talk.say(4, sound("d"))
    assert talk.stop() == [sound("c"), sound("d")]


@pytest.mark.rule("R12")
def test_a_dead_grant_starts_no_capture(talk: Talk, grant: Any, gate: Any) -> None:
    gate.end()
    with pytest.raises(GrantError):
        talk.capture(grant)
    talk.say(0, sound("a"))
    assert talk.captured == []


@pytest.mark.rule("R17")
def test_withdrawal_stops_the_capture_at_the_next_frame(talk: Talk, grant: Any, gate: Any) -> None:
    talk.capture(grant)
    for number in range(5):
        talk.say(number, sound("a"))
    talk.session.advance(Millis(100), 0)
    gate.end()
    talk.say(5, sound("b"))
    talk.session.advance(Millis(120), 0)
    talk.session.discard_capture()
    talk.say(6, sound("c"))
    assert talk.captured == [sound("a")] * 2


def test_frames_are_captured_in_order_and_the_last_ones_at_the_stop(talk: Talk, grant: Any) -> None:
    talk.capture(grant)
    for number in (0, 2, 1, 3, 5):
        talk.say(number, sound("abcdef"[number]))
    talk.session.stop_capture(Millis(120))
    assert talk.captured == [sound("a"), sound("b"), sound("c"), sound("d"), Codec.PCMA.silence, sound("f")]


def test_what_came_before_the_grant_ended_is_all_there_once_it_was_settled(
    talk: Talk, grant: Any, gate: Any
) -> None:
    talk.capture(grant)
    for number in range(5):
        talk.say(number, sound("abcde"[number]))
        talk.session.advance(Millis(20 * number), 0)
    talk.session.settle_capture()
    gate.end()
    talk.say(5, sound("f"))
    assert talk.stop() == [sound(letter) for letter in "abcde"]


def test_voiced_time_is_told_at_the_stop(talk: Talk, grant: Any) -> None:
    talk.capture(grant)
    for number in range(5):
        talk.say(number, b"\xaa\x2a" * 80)
        talk.session.advance(Millis(20 * number), 0)
        talk.meters.levels.measure(Millis(20 * number))
    assert talk.session.stop_capture(Millis(100)) == 100


def test_a_pause_captures_nothing_and_goes_on_after(talk: Talk, grant: Any) -> None:
    talk.capture(grant)
    talk.say(0, sound("a"))
    talk.session.pause_capture()
    talk.say(1, sound("b"))
    talk.session.resume_capture(grant, lambda f: talk.captured.append(bytes(f)), Millis(40))
    talk.say(2, sound("c"))
    assert talk.stop() == [sound("a"), sound("c")]


def test_one_capture_at_a_time(talk: Talk, grant: Any) -> None:
    talk.capture(grant)
    with pytest.raises(MediaError, match="captured already"):
        talk.capture(grant)


def test_a_stranger_is_counted_and_not_heard(talk: Talk, grant: Any) -> None:
    talk.capture(grant)
    talk.say(0, sound("a"))
    talk.say(1, sound("x"), source=STRANGER)
    assert talk.stop() == [sound("a")]
    assert talk.session.statistics().strangers == 1


ELSEWHERE = ("198.51.100.7", 61_000)


@pytest.mark.rule("R12")
def test_nothing_of_another_machine_is_captured_before_it_is_told(talk: Talk, grant: Any) -> None:
    for number in range(5):
        talk.say(number, sound("n"), source=ELSEWHERE)
    talk.capture(grant, 100)
    talk.say(5, sound("a"), source=ELSEWHERE)
    talk.say(6, sound("x"), source=CALLER)
    talk.say(7, sound("x"), source=CALLER)
    assert talk.events == [SourceChanged(Millis(120), CALL)]
    assert talk.stop() == [sound("a")]


@pytest.mark.rule("R12")
def test_a_machine_elsewhere_does_not_take_over_from_a_silent_caller(talk: Talk, grant: Any) -> None:
    talk.capture(grant)
    talk.say(0, sound("a"))
    for number in range(20):
        talk.say(number, sound("x"), at=5_000 + 20 * number, source=ELSEWHERE)
    talk.raw(build(101, 30, 30 * 160, 9, next(iter(key_payloads(Key.K1, 100)))), 6_000, ELSEWHERE)
    assert talk.events == []
    assert talk.stop(6_000) == [sound("a")]


def test_a_session_refresh_keeps_the_source(talk: Talk) -> None:
    for number in range(5):
        talk.say(number, sound("a"), source=ELSEWHERE)
    talk.session.negotiate(MediaFormat(), CALLER, Millis(100))
    talk.say(5, sound("a"), source=ELSEWHERE)
    assert talk.session.statistics().strangers == 4


@pytest.mark.parametrize(
    "datagram", [b"", b"hello", b"\x00" * 60, build(72, 1, 2, 3, b"x"), build(35, 1, 2, 3, b"x")]
)
def test_garbage_is_counted_and_locks_nothing(talk: Talk, datagram: bytes) -> None:
    talk.raw(datagram, 0, STRANGER)
    talk.say(0, sound("a"))
    statistics = talk.session.statistics()
    assert (statistics.garbage + statistics.foreign, statistics.received, statistics.strangers) == (1, 1, 0)


@pytest.mark.rule("R101")
def test_a_key_is_reported_once_and_leaves_silence_in_the_capture(talk: Talk, grant: Any) -> None:
    talk.capture(grant)
    talk.say(0, sound("a"))
    for number, payload in enumerate(key_payloads(Key.STAR, 60)):
        talk.raw(build(101, 1 + number, 160, 9, payload, marker=number == 0), 20 + 20 * number)
    talk.say(6, sound("g"))
    talk.stop()
    assert talk.events == [Digit(Millis(20), CALL, Key.STAR, Millis(20), KeyMethod.RTP_EVENT)]
    assert talk.captured == [sound("a"), *[Codec.PCMA.silence] * 5, sound("g")]
    assert talk.session.statistics().lost == 0


@pytest.mark.rule("R101")
def test_sound_sent_beside_a_held_key_is_muted(talk: Talk, grant: Any) -> None:
    talk.capture(grant)
    talk.raw(build(101, 0, 0, 9, next(key_payloads(Key.K5, 200)), marker=True), 0)
    talk.say(1, sound("t"))
    assert talk.stop() == [Codec.PCMA.silence]


def test_a_broken_key_event_is_garbage(talk: Talk) -> None:
    talk.raw(build(101, 0, 0, 9, b"\x01"), 0)
    assert talk.events == []
    assert talk.session.statistics().garbage == 1


def test_a_playback_is_done_when_its_last_packet_is_sent(talk: Talk) -> None:
    talk.say(0, sound("a"), at=0)
    talk.session.play(PlaybackId(4), sound("p") * 2, Millis(0))
    talk.session.advance(Millis(20), 0)
    assert talk.events == []
    talk.session.advance(Millis(40), 0)
    assert talk.events == [PlaybackDone(Millis(40), CALL, PlaybackId(4), completed=True, peer_alive=True)]
    assert [packet[12:] for packet in talk.wire.sent] == [sound("p")] * 2


def test_a_playback_that_nobody_is_there_to_hear_says_so(talk: Talk) -> None:
    talk.session.play(PlaybackId(4), sound("p"), Millis(0))
    talk.session.advance(Millis(20), 0)
    assert talk.events == [PlaybackDone(Millis(20), CALL, PlaybackId(4), completed=True, peer_alive=False)]


def test_a_cut_playback_is_not_completed(talk: Talk) -> None:
    talk.session.play(PlaybackId(4), sound("p") * 9, Millis(0))
    talk.session.advance(Millis(20), 0)
    talk.session.stop(Millis(40))
    talk.session.advance(Millis(40), 0)
    assert talk.events == [PlaybackDone(Millis(40), CALL, PlaybackId(4), completed=False, peer_alive=False)]
    assert talk.wire.sent[-1][12:] in NOISE[Codec.PCMA]


def test_another_playback_cuts_the_first(talk: Talk) -> None:
    talk.session.play(PlaybackId(1), sound("p"), Millis(0))
    talk.session.play(PlaybackId(2), sound("q"), Millis(0))
    talk.session.advance(Millis(20), 0)
    assert [(e.playback, e.completed) for e in talk.events if isinstance(e, PlaybackDone)] == [
        (1, False),
        (2, True),
    ]


def test_media_lost_is_said_once_after_twenty_seconds(talk: Talk) -> None:
    talk.say(0, sound("a"), at=5_000)
    for now in range(5_000, 60_000, 20):
        talk.session.advance(Millis(now), 0)
    assert talk.events == [MediaLost(Millis(25_000), CALL)]


def test_a_held_call_may_be_silent(talk: Talk) -> None:
    talk.session.held = True
    talk.session.advance(Millis(60_000), 0)
    assert talk.events == []


def test_before_negotiation_nothing_is_sent_and_nothing_times_out() -> None:
    wire, events = Wire(), []
    ports = Ports(wire, wire)  # type: ignore[arg-type]
    session = MediaSession(SETUP, ports, Meters(LevelMeter(1), ToneMeter(1)), 0, events.append)
    session.advance(Millis(60_000), 0)
    assert (wire.sent, events) == ([], [])


def test_a_network_that_refuses_is_counted_and_the_call_goes_on(talk: Talk) -> None:
    talk.wire.broken = True
    talk.session.advance(Millis(20), 0)
    talk.wire.broken = False
    talk.session.advance(Millis(40), 0)
    statistics = talk.session.statistics()
    assert (statistics.unsent, statistics.sent) == (1, 1)


def test_alive_means_heard_within_a_second(talk: Talk) -> None:
    talk.say(0, sound("a"), at=1_000)
    assert talk.session.alive(Millis(2_000))
    assert not talk.session.alive(Millis(2_001))


def test_a_new_ssrc_starts_the_numbers_anew(talk: Talk, grant: Any) -> None:
    talk.capture(grant)
    talk.say(0, sound("a"))
    talk.raw(build(8, 40_000, 7, 10, sound("b")), 20)
    talk.raw(build(8, 40_001, 167, 10, sound("c")), 40)
    assert talk.stop() == [sound("a"), sound("b"), sound("c")]


def test_a_key_pressed_after_a_new_start_counts_though_its_number_is_lower(talk: Talk) -> None:
    press = bytes([1, 10, 0, 160])
    talk.raw(build(101, 0, 900_000, 9, press), 0)
    talk.raw(build(101, 0, 160, 10, press), 1_000)
    assert len([event for event in talk.events if isinstance(event, Digit)]) == 2


def test_a_key_pressed_after_a_jump_of_the_numbers_counts_once(talk: Talk) -> None:
    press = bytes([1, 10, 0, 160])
    talk.raw(build(101, 0, 900_000, 9, press), 0)
    for number in range(30_000, 30_003):
        talk.raw(build(101, number, 160, 9, press), 1_000)
    assert len([event for event in talk.events if isinstance(event, Digit)]) == 2


def test_keys_under_an_ssrc_of_their_own_are_not_doubled(talk: Talk) -> None:
    for number, payload in enumerate(key_payloads(Key.K1, 100)):
        talk.say(number, sound("a"))
        talk.raw(build(101, number, 7_000, 77, payload, marker=number == 0), 20 * number)
    assert len([event for event in talk.events if isinstance(event, Digit)]) == 1


def test_a_jump_of_the_numbers_is_a_new_start_without_a_gap(talk: Talk, grant: Any) -> None:
    talk.capture(grant)
    talk.say(0, sound("a"), at=0)
    for number in (30_000, 30_001, 30_002):
        talk.say(number, sound("b"), at=5_000)
    assert talk.stop(5_000) == [sound("a"), sound("b"), sound("b")]


def test_the_test_caller_sends_keys(talk: Talk) -> None:
    talk.session.press(Key.K1, 60)
    for tick in range(6):
        talk.session.advance(Millis(20 * tick), 0)
    kinds = [parse(packet, len(packet)).payload_type for packet in talk.wire.sent]
    assert kinds == [101] * 5 + [8]


@pytest.fixture
def opened() -> Iterator[socket.socket]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as real:
        real.bind(("127.0.0.1", 0))
        yield real


def test_the_port_is_the_sockets(opened: socket.socket) -> None:
    session = MediaSession(
        SETUP, Ports(opened, opened), Meters(LevelMeter(1), ToneMeter(1)), 0, lambda _: None
    )
    assert session.port == opened.getsockname()[1]
