from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rufschutz.voice.media.errors import RtpError
from rufschutz.voice.media.rtp import build, parse, sequence_ahead, timestamp_ahead

PAYLOAD = b"\xd5" * 160


def payload_of(datagram: bytes) -> bytes:
    packet = parse(datagram, len(datagram))
    return datagram[packet.start : packet.end]


@given(
    st.integers(0, 63),
    st.integers(0, 0xFFFF),
    st.integers(0, 2**32 - 1),
    st.integers(0, 2**32 - 1),
    st.booleans(),
)
def test_what_is_built_is_read_back(
    kind: int, sequence: int, timestamp: int, ssrc: int, marker: bool
) -> None:
    packet = parse(datagram := build(kind, sequence, timestamp, ssrc, PAYLOAD, marker=marker), len(datagram))
    assert packet == (kind, marker, sequence, timestamp, ssrc, 12, 172)


@given(st.binary(max_size=200))
def test_garbage_never_raises_anything_but_rtp_error(datagram: bytes) -> None:
    with contextlib.suppress(RtpError):
        packet = parse(datagram, len(datagram))
        assert 12 <= packet.start <= packet.end <= len(datagram)


@given(st.integers(0, 255), st.integers(0, 255), st.binary(min_size=10, max_size=60))
def test_any_flags_stay_within_the_datagram(flags: int, kind: int, rest: bytes) -> None:
    datagram = bytes([flags, kind]) + rest
    with contextlib.suppress(RtpError):
        packet = parse(datagram, len(datagram))
        assert 12 <= packet.start <= packet.end <= len(datagram)


def test_bytes_behind_the_datagram_in_the_same_buffer_are_not_read() -> None:
    buffer = bytearray(build(8, 1, 0, 9, b"now")) + b"old packet"
    packet = parse(buffer, 15)
    assert buffer[packet.start : packet.end] == b"now"


def test_csrcs_extension_and_padding_are_no_sound() -> None:
    header = bytes([0x80 | 0x20 | 0x10 | 2, 8]) + bytes(10)
    extension = b"\xbe\xde\x00\x01" + b"abcd"
    assert payload_of(header + bytes(8) + extension + b"sound" + b"\x00\x00\x03") == b"sound"


@pytest.mark.parametrize(
    ("datagram", "reason"),
    [
        (b"", "shorter"),
        (b"\x80" * 11, "shorter"),
        (bytes([0x40, 8]) + bytes(10), "version"),
        (bytes([0x8F, 8]) + bytes(10), "longer"),
        (bytes([0x90, 8]) + bytes(10), "cut off"),
        (bytes([0x90, 8]) + bytes(10) + b"\0\0\0\x09", "longer"),
        (bytes([0xA0, 8]) + bytes(11), "no bytes"),
        (bytes([0xA0, 8]) + bytes(10) + b"\x02", "longer"),
        (bytes([0x80, 200]) + bytes(26), "RTCP"),
    ],
)
def test_what_is_no_rtp_packet_is_named(datagram: bytes, reason: str) -> None:
    with pytest.raises(RtpError, match=reason):
        parse(datagram, len(datagram))


def test_an_empty_payload_is_a_packet() -> None:
    assert payload_of(build(8, 1, 0, 9, b"")) == b""


def test_numbers_wrap() -> None:
    assert sequence_ahead(2, 0xFFFE) == 4
    assert sequence_ahead(0xFFFE, 2) == -4
    assert timestamp_ahead(100, 2**32 - 60) == 160
    assert timestamp_ahead(2**32 - 60, 100) == -160
