from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rufschutz.domain.moments import Millis
from rufschutz.voice.media import rtcp
from rufschutz.voice.media.errors import RtpError
from rufschutz.voice.media.rtcp import Block, Sent

NOW = Millis(1_700_000_000_500)
BLOCK = Block(ssrc=9, fraction=25, lost=-3, highest=70_000, jitter=48, last_report=0xABCD1234, delay=65_536)


def read(packet: bytes) -> rtcp.Heard:
    return rtcp.read(packet, len(packet))


def test_a_report_is_read_back_as_it_was_written() -> None:
    heard = read(rtcp.build(7, "c0ffee", NOW, Sent(160, 1, 160), (BLOCK,)))
    [report] = heard.reports
    assert report.ssrc == 7
    assert report.sent_at == rtcp.ntp_middle(NOW)
    assert report.blocks == (BLOCK,)
    assert heard.gone == ()


def test_who_has_sent_nothing_reports_as_a_receiver() -> None:
    packet = rtcp.build(7, "c0ffee", NOW, Sent(0, 0, 0), ())
    assert packet[1] == 201
    assert read(packet).reports[0].sent_at is None


@pytest.mark.parametrize("name", ["-", "ab", "abc", "0123456789abcdef01234567"])
def test_the_name_is_ended_and_filled_to_whole_words(name: str) -> None:
    packet = rtcp.build(7, name, NOW, Sent(0, 0, 0), ())
    item = packet[8 + 8 :]
    assert len(packet) % 4 == 0
    assert item[:2] == bytes([1, len(name)])
    assert item[2:].rstrip(b"\0") == name.encode()
    assert item[-1] == 0


def test_goodbye_is_heard() -> None:
    assert read(rtcp.goodbye(77)).gone == (77,)


def test_the_clock_is_that_of_1900() -> None:
    packet = rtcp.build(7, "x", Millis(500), Sent(0, 1, 0), ())
    assert struct.unpack_from("!II", packet, 8) == (2_208_988_800, 1 << 31)


@pytest.mark.parametrize(
    "packet",
    [
        b"",
        b"\x80\xc8",
        b"\x80\xca\x00\x00",
        b"\x81\xc9\x00\x01\x00\x00\x00\x07",
        b"\x80\xc8\x00\x01\x00\x00\x00\x07",
        b"\x40\xc9\x00\x01\x00\x00\x00\x07",
        b"\x80\xc9\x00\x09\x00\x00\x00\x07",
        b"\x80\xc9\x00\x00",
        b"\xa0\xc9\x00\x01\x00\x00\x00\x07\x80\xcb\x00\x00",
        rtcp.goodbye(1)[:8] + b"\x83\xcb\x00\x01\x00\x00\x00\x01",
    ],
)
def test_what_is_no_compound_is_refused(packet: bytes) -> None:
    with pytest.raises(RtpError):
        read(packet)


@given(st.binary(max_size=200))
def test_whatever_comes_ends_in_reports_or_in_an_error(noise: bytes) -> None:
    for packet in (noise, b"\x81\xc8" + noise, rtcp.goodbye(1)[:8] + noise):
        try:
            found = read(packet)
        except RtpError:
            continue
        blocks = sum(len(report.blocks) for report in found.reports)
        assert 8 * len(found.reports) + 24 * blocks + 4 * len(found.gone) <= len(packet)


def test_rtcp_is_told_from_rtp_by_its_second_byte() -> None:
    assert [rtcp.is_rtcp(kind) for kind in (8, 136, 191, 192, 200, 223, 224)] == [
        False, False, False, True, True, True, False,
    ]  # fmt: skip
