"""Session descriptions, read and written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rufschutz.voice.sip.errors import SdpError
from rufschutz.voice.sip.sdp import Direction, parse_sdp, write_sdp

PLAIN = (
    b"v=0\r\no=user 1 2 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\na=tool:x\r\n"
    b"m=audio 4000 RTP/AVP 8 101\r\na=rtpmap:8 PCMA/8000\r\na=sendonly\r\n"
    b"m=video 0 RTP/AVP 31\r\nc=IN IP4 192.0.2.2/127\r\n"
)


def test_a_description_is_read():
    read = parse_sdp(PLAIN)
    audio, video = read.media

    assert (read.origin.session, read.origin.version, read.host) == ("1", "2", "192.0.2.1")
    assert (audio.kind, audio.port, audio.formats, audio.all("rtpmap")) == (
        "audio", 4000, ("8", "101"), ("8 PCMA/8000",),
    )  # fmt: skip
    assert (read.host_of(audio), read.host_of(video)) == ("192.0.2.1", "192.0.2.2")


def test_what_is_written_is_read_again():
    read = parse_sdp(PLAIN)

    assert parse_sdp(write_sdp(read)) == read


def test_bare_line_feeds_are_read():
    assert parse_sdp(PLAIN.replace(b"\r\n", b"\n")) == parse_sdp(PLAIN)


@pytest.mark.parametrize(
    ("old", "new", "direction"),
    [
        (b"a=sendonly", b"a=x", "sendrecv"),
        (b"a=sendonly", b"a=inactive", "inactive"),
        (b"a=tool:x", b"a=recvonly", "sendonly"),
        (b"192.0.2.1\r\nt", b"0.0.0.0\r\nt", "inactive"),
    ],
)
def test_the_medias_direction_counts_before_the_sessions(old, new, direction):
    read = parse_sdp(PLAIN.replace(old, new))

    assert read.direction_of(read.media[0]) is Direction(direction)


def test_a_null_address_is_the_old_way_to_hold():
    read = parse_sdp(PLAIN.replace(b"192.0.2.1\r\nt", b"0.0.0.0\r\nt").replace(b"a=sendonly", b"a=sendrecv"))

    assert read.direction_of(read.media[0]) is Direction.SENDONLY


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"v=0", b"v=1"),
        (b"o=user 1 2 IN IP4 192.0.2.1\r\n", b""),
        (b"o=user 1 2", b"o=1 2"),
        (b"audio 4000", b"audio 70000"),
        (b"audio 4000", b"audio x"),
        (b"RTP/AVP 8 101", b"RTP/AVP"),
        (b"s=-", b"no type"),
        (b"c=IN IP4 192.0.2.1", b"c=IN 192.0.2.1"),
        (b"t=0 0", b"a=x\r\n" * 500),
        (b"t=0 0", b"t=0 0\r\n" + b"m=audio 1 RTP/AVP 0\r\n" * 40),
    ],
)
def test_what_breaks_the_grammar_is_refused(old, new):
    assert old in PLAIN
    with pytest.raises(SdpError):
        parse_sdp(PLAIN.replace(old, new))


@given(st.binary(max_size=200), st.integers(0, 200), st.integers(0, 30))
def test_no_bytes_raise_anything_else(new, place, length):
    try:
        parse_sdp(PLAIN[:place] + new + PLAIN[place + length :])
    except SdpError:
        return


@pytest.mark.parametrize("direction", Direction)
def test_mirroring_twice_changes_nothing(direction):
    assert direction.mirrored.mirrored is direction
