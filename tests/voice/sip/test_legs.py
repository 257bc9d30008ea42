"""What tells one remote side from another."""

from __future__ import annotations

import pytest

from rufschutz.voice.sip.legs import remote_of
from rufschutz.voice.sip.messages import read
from rufschutz.voice.sip.sdp import Direction, parse_sdp

SDP = b"v=0\r\no=u 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 8\r\n"


def remote(request_text, sdp=SDP, previous=None, **changes):
    return remote_of(read(request_text(**changes)), parse_sdp(sdp) if sdp else None, previous)


@pytest.mark.parametrize(
    ("sdp", "differs"),
    [
        (SDP, False),
        (SDP.replace(b"o=u 1 1", b"o=u 1 2"), False),
        (SDP.replace(b"4000", b"4100"), False),
        (SDP + b"a=sendonly\r\n", False),
        (SDP.replace(b"c=IN IP4 192.0.2.1", b"c=IN IP4 0.0.0.0"), False),
        (SDP.replace(b"o=u", b"o=v"), True),
        (SDP.replace(b"o=u 1", b"o=u 2"), True),
        (SDP.replace(b"IP4 192.0.2.1\r\ns", b"IP4 192.0.2.2\r\ns"), True),
        (SDP.replace(b"c=IN IP4 192.0.2.1", b"c=IN IP4 192.0.2.2"), True),
        (b"", False),
    ],
)
def test_version_port_and_direction_are_no_sign_of_another_side(request_text, sdp, differs):
    before = remote(request_text)

    assert remote(request_text, sdp, before).differs(before) is differs


@pytest.mark.parametrize(
    ("changes", "differs"),
    [
        ({"sender": '"Name" <sip:+493023125001@example.org>'}, False),
        ({"sender": "<sip:+493023125002@example.org>"}, True),
        ({"extra": ("P-Asserted-Identity: <sip:+493023125003@example.org>",)}, True),
        ({"extra": ('P-Asserted-Identity: "open',)}, False),
    ],
)
def test_another_name_is_another_side_but_a_display_name_is_none(request_text, changes, differs):
    before = remote(request_text)

    assert remote(request_text, previous=before, **changes).differs(before) is differs


def test_an_identity_that_is_not_repeated_stays(request_text):
    before = remote(request_text, extra=("P-Asserted-Identity: <sip:+493023125003@example.org>",))

    assert not remote(request_text, previous=before).differs(before)


def test_the_contacts_host_counts_and_its_port_does_not(request_text):
    before = remote(request_text)
    other_port = read(request_text().replace(b"far@127.0.0.1:5080", b"far@127.0.0.1:9"))
    other_host = read(request_text().replace(b"far@127.0.0.1:5080", b"far@127.0.0.9:5080"))

    assert not remote_of(other_port, None, before).differs(before)
    assert remote_of(other_host, None, before).differs(before)


def test_the_direction_is_that_of_the_audio(request_text):
    held = SDP.replace(b"m=audio", b"m=video 0 RTP/AVP 31\r\nm=audio") + b"a=sendonly\r\n"

    assert remote(request_text, held).direction is Direction.SENDONLY
    assert remote(request_text, b"").direction is Direction.SENDRECV
