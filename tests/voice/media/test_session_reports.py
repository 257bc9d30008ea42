from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from media_talk import CALL, CALLER, SETUP, STRANGER, Talk, sound

from rufschutz.domain.call.events import Key, KeyMethod
from rufschutz.domain.ids import PlaybackId
from rufschutz.domain.moments import Millis
from rufschutz.voice.media import rtcp
from rufschutz.voice.media.codecs import Codec, decode
from rufschutz.voice.media.events import Digit, MediaLost, PlaybackDone
from rufschutz.voice.media.outgoing import MediaFormat
from rufschutz.voice.media.rtp import build


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
