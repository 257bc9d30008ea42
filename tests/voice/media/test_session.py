from __future__ import annotations

import socket
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from rufschutz.domain.call.events import Key, KeyMethod
from rufschutz.domain.consent.grant import GrantError
from rufschutz.domain.ids import CallId, PlaybackId
from rufschutz.domain.moments import Millis
from rufschutz.voice.media import rtcp
from rufschutz.voice.media.codecs import Codec, decode
from rufschutz.voice.media.dtmf import key_payloads
from rufschutz.voice.media.errors import MediaError
from rufschutz.voice.media.events import Digit, MediaEvent, MediaLost, PlaybackDone, SourceChanged
from rufschutz.voice.media.levels import LevelMeter
from rufschutz.voice.media.noise import NOISE
from rufschutz.voice.media.outgoing import MediaFormat, StreamIdentity
from rufschutz.voice.media.pool import Ports
from rufschutz.voice.media.rtp import build, parse
from rufschutz.voice.media.session import MediaSession, Meters, SessionSetup
from rufschutz.voice.media.tones import ToneMeter

if TYPE_CHECKING:
    from collections.abc import Iterator

CALL = CallId("call")
CALLER = ("127.0.0.1", 40_000)
STRANGER = ("127.0.0.1", 40_002)
SETUP = SessionSetup(CALL, StreamIdentity(1, 100, 1_000))


class Wire:
    """Stands in for the socket: keeps what is sent."""

    def __init__(self) -> None:
        self.sent: list[bytes] = []
        self.broken = False

    def sendto(self, packet: bytes, _: tuple[str, int]) -> int:
        if self.broken:
            raise OSError("network is unreachable")
        self.sent.append(bytes(packet))
        return len(packet)


class Talk:
    """A session, its wire and its events, and a caller who speaks in order."""

    def __init__(self) -> None:
        self.wire = Wire()
        self.events: list[MediaEvent] = []
        self.meters = Meters(LevelMeter(8), ToneMeter(8))
        self.reports = Wire()
        ports = Ports(self.wire, self.reports)  # type: ignore[arg-type]
        self.session = MediaSession(SETUP, ports, self.meters, 0, self.events.append)
        self.session.negotiate(MediaFormat(), CALLER, Millis(0))
        self.captured: list[bytes] = []

    def say(
        self,
        number: int,
        sound: bytes,
        at: int | None = None,
        source: tuple[str, int] = CALLER,
        ssrc: int = 9,
    ) -> None:
        self.raw(build(8, number, number * 160, ssrc, sound), 20 * number if at is None else at, source)

    def raw(self, datagram: bytes, at: int, source: tuple[str, int] = CALLER) -> None:
        self.session.receive(memoryview(datagram), len(datagram), source, Millis(at))

    def stop(self, at: int = 1_000) -> list[bytes]:
        """End the capture and return what came of it."""
        self.session.stop_capture(Millis(at))
        return self.captured

    def capture(self, grant: Any, at: int = 0) -> None:
        self.session.start_capture(grant, lambda f: self.captured.append(bytes(f)), Millis(at), 10_000)


def sound(letter: str) -> bytes:
    return letter.encode() * 160


@pytest.fixture
def talk() -> Talk:
    return Talk()


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


def without_events(talk: Talk) -> None:
    talk.session.negotiate(MediaFormat(event_type=None), CALLER, Millis(0))


def speak(talk: Talk, octets: bytes, first: int = 0, playing: bool = False) -> None:
    """Send a sound frame by frame, a tick each."""
    for place in range(0, len(octets), 160):
        number = first + place // 160
        talk.say(number, octets[place : place + 160])
        if playing:
            talk.session.play(PlaybackId(number), sound("p") * 9, Millis(20 * number))
        talk.meters.tones.measure()
        talk.session.advance(Millis(20 * number), 0)


def digits(talk: Talk) -> list[tuple[Key, KeyMethod]]:
    return [(event.key, event.method) for event in talk.events if isinstance(event, Digit)]


@pytest.mark.rule("R07")
def test_a_tone_is_a_key_where_the_peer_sends_no_events_and_the_evidence_says_so(
    talk: Talk, tones: Any
) -> None:
    without_events(talk)
    speak(talk, tones.octets(tones.key("1", 120)))
    assert digits(talk) == [(Key.K1, KeyMethod.IN_BAND)]


@pytest.mark.rule("R07")
def test_a_tone_is_no_key_where_the_peer_sends_events(talk: Talk, tones: Any) -> None:
    speak(talk, tones.octets(tones.key("1", 500)))
    speak(talk, tones.octets(tones.key("2", 500)), 100)
    assert digits(talk) == []


@pytest.mark.rule("R07")
def test_while_we_play_a_tone_is_a_no_but_never_a_yes(talk: Talk, tones: Any) -> None:
    without_events(talk)
    speak(talk, tones.octets(tones.key("1", 200)), playing=True)
    speak(talk, tones.octets(tones.key("2", 60)), 100, playing=True)
    assert digits(talk) == [(Key.K2, KeyMethod.IN_BAND)]


@pytest.mark.rule("R101")
@pytest.mark.parametrize("events", [True, False], ids=["events", "no events"])
@pytest.mark.parametrize("name", ["1", "#", "A"])
def test_no_part_of_a_tone_is_captured(
    talk: Talk, grant: Any, tones: Any, name: str, *, events: bool
) -> None:
    if not events:
        without_events(talk)
    first = 0
    for offset in range(0, 160, 40):
        spoken = tones.octets(tones.key(name, 110, before=1_600 + offset, after=1_600))
        talk.captured = []
        talk.capture(grant, 20 * first)
        speak(talk, spoken, first)
        first += len(spoken) // 160
        kept = b"".join(talk.stop(20 * first))
        assert len(kept) == len(spoken)
        assert not any(reading.looks for reading in tones.readings(_samples(kept)))
        start = 1_600 + offset
        assert set(kept[start - 80 : start + 880]) == {0xD5}
        assert kept[:1_120] == spoken[:1_120]
        assert kept[-960:] == spoken[-960:]


def _samples(octets: bytes) -> Any:
    return decode(Codec.PCMA, np.frombuffer(octets, np.uint8)).astype(np.float64)


def test_while_held_nothing_is_captured_and_nothing_times_out(talk: Talk, grant: Any) -> None:
    talk.capture(grant)
    talk.say(0, sound("a"))
    talk.session.held = True
    talk.say(1, sound("b"))
    talk.session.advance(Millis(60_000), 0)
    talk.session.held = False
    assert talk.events == []
    assert talk.stop() == [sound("a")]


def comfort(talk: Talk, number: int, at: int) -> None:
    talk.raw(build(13, number, number * 160, 9, b"\x40"), at)


def test_comfort_noise_now_and_then_keeps_the_call_alive(talk: Talk) -> None:
    for second in range(0, 60, 15):
        comfort(talk, second, second * 1_000)
        talk.session.advance(Millis(second * 1_000 + 14_980), 0)
    assert talk.events == []


def test_a_caller_who_sends_no_sound_but_reports_is_there(talk: Talk) -> None:
    report = rtcp.build(9, "x", Millis(0), rtcp.Sent(0, 0, 0), ())
    talk.say(0, sound("a"), at=0)
    for now in range(5_000, 60_000, 5_000):
        talk.session.take_report(memoryview(report), len(report), ("127.0.0.1", 40_001), Millis(now))
        talk.session.advance(Millis(now + 4_980), 0)
        assert talk.session.alive(Millis(now + 4_980))
    assert talk.events == []
    talk.session.advance(Millis(75_000), 0)
    assert talk.events == [MediaLost(Millis(75_000), CALL)]


@pytest.mark.rule("R15")
@pytest.mark.parametrize(("reported", "there"), [(4_980, False), (5_000, True)])
def test_only_a_report_since_a_playback_began_says_that_somebody_was_there(
    talk: Talk, reported: int, there: bool
) -> None:
    report = rtcp.build(9, "x", Millis(0), rtcp.Sent(0, 0, 0), ())
    talk.session.take_report(memoryview(report), len(report), ("127.0.0.1", 40_001), Millis(reported))
    talk.session.play(PlaybackId(4), sound("q"), Millis(5_000))
    talk.session.advance(Millis(8_000), 0)
    assert talk.events == [PlaybackDone(Millis(8_000), CALL, PlaybackId(4), completed=True, peer_alive=there)]


def test_who_closes_says_goodbye_but_not_who_never_spoke(talk: Talk) -> None:
    talk.session.say_goodbye()
    assert talk.reports.sent == []
    talk.session.advance(Millis(20), 0)
    talk.session.say_goodbye()
    [packet] = talk.reports.sent
    assert rtcp.read(packet, len(packet)).gone == (SETUP.identity.ssrc,)


def test_reports_of_strangers_keep_nothing_alive(talk: Talk) -> None:
    report = rtcp.build(9, "x", Millis(0), rtcp.Sent(0, 0, 0), ())
    talk.session.take_report(memoryview(report), len(report), ("192.0.2.66", 40_001), Millis(19_000))
    talk.session.advance(Millis(20_000), 0)
    assert talk.events == [MediaLost(Millis(20_000), CALL)]
    assert talk.session.statistics().strangers == 1


def report_of(talk: Talk) -> rtcp.Report:
    for now in range(20, 9_000, 20):
        talk.session.advance(Millis(now), 0)
        talk.session.report(Millis(now))
    packet = talk.reports.sent[0]
    return rtcp.read(packet, len(packet)).reports[0]


def test_our_reports_tell_what_came_and_what_we_sent(talk: Talk) -> None:
    for number in (0, 1, 3):
        talk.say(number, sound("a"))
    report = report_of(talk)
    [block] = report.blocks
    assert (report.ssrc, block.ssrc, block.lost, block.highest) == (1, 9, 1, 3)
    assert 1 <= talk.session.statistics().reports <= 3
    assert len(talk.reports.sent) == talk.session.statistics().reports


def test_with_one_port_for_both_reports_go_where_the_sound_goes(talk: Talk) -> None:
    talk.session.negotiate(MediaFormat(), CALLER, Millis(0), mux=True)
    for now in range(20, 9_000, 20):
        talk.session.advance(Millis(now), 0)
        talk.session.report(Millis(now))
    assert talk.reports.sent == []
    assert any(rtcp.is_rtcp(packet[1]) for packet in talk.wire.sent)
    packet = rtcp.build(9, "x", Millis(0), rtcp.Sent(0, 0, 0), ())
    talk.raw(packet, 9_000)
    assert talk.session.alive(Millis(12_000))
    assert talk.session.statistics().garbage == 0


def test_the_quality_of_a_call_is_told(talk: Talk) -> None:
    for number in (0, 1, 1, 3, 2, 5, 6, 7, 8, 9, 4):
        talk.say(number, sound("a"))
    talk.say(10, sound("x"), source=STRANGER)
    talk.raw(b"no rtp", 0)
    quality = talk.session.quality()
    assert (quality.received, quality.lost, quality.late) == (11, 0, 1)
    assert (quality.doubled, quality.reordered) == (1, 1)
    assert (quality.strangers, quality.broken) == (1, 1)


@pytest.mark.parametrize("seed", range(10))
def test_a_recording_over_a_bad_link_is_as_long_as_what_was_said(
    talk: Talk, grant: Any, lossy: Any, seed: int
) -> None:
    """10 s, 30 % lost, up to 200 ms late, some doubled: every frame lies at its place, to within one."""
    frames = [bytes([number % 200]) * 160 for number in range(500)]
    arrivals = lossy(list(enumerate(frames))[1:-1], seed, loss=0.3, double=0.2, reorder=10)
    arrivals = [(0, (0, frames[0])), *arrivals, (510, (499, frames[499]))]
    talk.capture(grant)
    for tick in range(515):
        for _, (number, frame) in [each for each in arrivals if each[0] == tick]:
            talk.say(number, frame, at=20 * tick)
        talk.meters.tones.measure()
        talk.session.advance(Millis(20 * tick), 0)
    captured = talk.stop(10_400)
    assert abs(len(captured) - 500) <= 1
    wrong = [n for n, frame in enumerate(captured) if frame not in (frames[n], Codec.PCMA.silence)]
    assert wrong == []
    assert captured.count(Codec.PCMA.silence) < 0.45 * 500
