from __future__ import annotations

import pytest

from rufschutz.domain.call.events import Key
from rufschutz.voice.media.codecs import Codec
from rufschutz.voice.media.errors import MediaError
from rufschutz.voice.media.noise import NOISE
from rufschutz.voice.media.outgoing import MediaFormat, OutgoingStream, StreamIdentity
from rufschutz.voice.media.rtp import RtpPacket, parse

IDENTITY = StreamIdentity(ssrc=7, sequence=65_534, timestamp=2**32 - 160)
SILENCE = Codec.PCMA.silence


def stream(agreed: MediaFormat | None = None) -> OutgoingStream:
    return OutgoingStream(IDENTITY, agreed or MediaFormat())


def take(out: OutgoingStream, missed: int = 0) -> tuple[RtpPacket, bytes]:
    packet = bytes(out.next(missed))
    head = parse(packet, len(packet))
    return head, packet[head.start : head.end]


def test_faint_noise_flows_while_nothing_plays() -> None:
    out = stream()
    assert [take(out)[1] for _ in range(3)] == list(NOISE[Codec.PCMA][1:4])


def test_what_was_sent_is_counted_for_the_reports() -> None:
    out = stream()
    out.press(Key.K1, 60)
    for _ in range(7):
        take(out)
    assert (out.packets, out.octets) == (7, 5 * 4 + 2 * 160)
    assert out.timestamp == 6 * 160


def test_numbers_go_on_and_wrap_and_only_the_first_packet_is_marked() -> None:
    out = stream()
    heads = [take(out)[0] for _ in range(4)]
    assert [head.sequence for head in heads] == [65_534, 65_535, 0, 1]
    assert [head.timestamp for head in heads] == [2**32 - 160, 0, 160, 320]
    assert [head.marker for head in heads] == [True, False, False, False]
    assert {head.ssrc for head in heads} == {7}


def test_a_sound_goes_out_frame_by_frame_and_its_rest_is_filled_with_silence() -> None:
    out = stream()
    out.play(b"a" * 160 + b"b" * 40)
    assert take(out)[1] == b"a" * 160
    assert out.is_playing
    assert take(out)[1] == b"b" * 40 + SILENCE[:120]
    assert not out.is_playing
    assert take(out)[1] in NOISE[Codec.PCMA]


def test_a_cut_is_heard_in_the_very_next_packet() -> None:
    out = stream()
    out.play(b"a" * 1_600)
    take(out)
    out.cut()
    assert take(out)[1] in NOISE[Codec.PCMA]


def test_missed_ticks_make_a_marked_jump_in_time_and_lose_no_sound() -> None:
    out = stream()
    out.play(b"a" * 160 + b"b" * 160)
    first, _ = take(out)
    second, sound = take(out, missed=3)
    assert (second.timestamp - first.timestamp) % 2**32 == 4 * 160
    assert second.marker
    assert second.sequence == (first.sequence + 1) % 65_536
    assert sound == b"b" * 160


def test_a_key_takes_the_place_of_sound_under_one_timestamp() -> None:
    out = stream()
    take(out)
    out.press(Key.K1, 60)
    heads = [take(out)[0] for _ in range(5)]
    assert [head.payload_type for head in heads] == [101] * 5
    assert {head.timestamp for head in heads} == {0}
    assert [head.marker for head in heads] == [True] + [False] * 4
    assert out.is_pressing
    after, _ = take(out)
    assert (after.payload_type, after.timestamp) == (8, 5 * 160)
    assert not out.is_pressing


def test_one_key_at_a_time() -> None:
    out = stream()
    out.press(Key.K1, 60)
    with pytest.raises(MediaError, match="still being sent"):
        out.press(Key.K2, 60)


def test_a_peer_without_events_gets_none() -> None:
    with pytest.raises(MediaError, match="telephone-event"):
        stream(MediaFormat(event_type=None)).press(Key.K1, 60)


def test_another_codec_changes_silence_and_type_at_once() -> None:
    out = stream()
    take(out)
    out.agree(MediaFormat(Codec.PCMU, 0))
    head, sound = take(out)
    assert head.payload_type == 0
    assert sound in NOISE[Codec.PCMU]
