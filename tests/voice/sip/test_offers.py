"""One G.711 stream with telephone events, or a clear refusal."""

from __future__ import annotations

import pytest

from rufschutz.voice.sip.errors import NotAcceptableError
from rufschutz.voice.sip.offers import (
    Codec,
    LocalMedia,
    RecordState,
    answer_offer,
    check_offer,
    make_offer,
    objects_to_recording,
    settle_answer,
)
from rufschutz.voice.sip.sdp import Direction, parse_sdp

LOCAL = LocalMedia("127.0.0.1", 4002, 7, 3)
HEAD = "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n"


def offer(*lines):
    return parse_sdp((HEAD + "".join(f"{line}\r\n" for line in lines)).encode())


def test_a_law_is_preferred_whatever_the_order():
    settled = answer_offer(offer("m=audio 4000 RTP/AVP 0 8"), LOCAL)

    assert (settled.codec, settled.payload_type) == (Codec.PCMA, 8)
    assert (settled.remote_host, settled.remote_port) == ("192.0.2.1", 4000)


def test_mu_law_is_taken_when_it_is_alone():
    assert answer_offer(offer("m=audio 4000 RTP/AVP 0 18"), LOCAL).codec is Codec.PCMU


def test_the_offers_numbers_are_used():
    settled = answer_offer(
        offer("m=audio 1 RTP/AVP 99 98", "a=rtpmap:99 pcma/8000/1", "a=rtpmap:98 telephone-event/8000"),
        LOCAL,
    )
    answer = parse_sdp(settled.body)

    assert (settled.payload_type, settled.dtmf_type) == (99, 98)
    assert answer.media[0].formats == ("99", "98")
    assert answer.media[0].all("rtpmap") == ("99 PCMA/8000", "98 telephone-event/8000")
    assert answer.media[0].all("fmtp") == ("98 0-15",)


@pytest.mark.parametrize("rtpmap", ["8 PCMA/16000", "8 L16/8000", "8 PCMA/8000/2"])
def test_a_static_number_that_means_something_else_is_not_taken(rtpmap):
    described = offer("m=audio 4000 RTP/AVP 8", f"a=rtpmap:{rtpmap}")
    if rtpmap.endswith("/2"):
        check_offer(described)
    else:
        with pytest.raises(NotAcceptableError):
            check_offer(described)


def test_events_at_another_rate_are_not_taken():
    described = offer("m=audio 4000 RTP/AVP 8 101", "a=rtpmap:101 telephone-event/48000")

    assert answer_offer(described, LOCAL).dtmf_type is None


def test_other_media_are_refused_with_port_0_in_their_places():
    described = offer(
        "m=video 5000 RTP/AVP 31", "m=audio 0 RTP/AVP 8", "m=audio 4000 RTP/AVP 8", "m=audio 6000 RTP/AVP 8"
    )
    answer = parse_sdp(answer_offer(described, LOCAL).body)

    assert [(each.kind, each.port) for each in answer.media] == [
        ("video", 0), ("audio", 0), ("audio", 4002), ("audio", 0),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("theirs", "ours", "held"),
    [
        ("sendrecv", "sendrecv", False),
        ("sendonly", "recvonly", True),
        ("recvonly", "sendonly", False),
        ("inactive", "inactive", True),
    ],
)
def test_the_answer_mirrors_the_direction(theirs, ours, held):
    settled = answer_offer(offer("m=audio 4000 RTP/AVP 8", f"a={theirs}"), LOCAL)

    assert (settled.direction, settled.is_held) == (Direction(ours), held)
    assert f"a={ours}\r\n".encode() in settled.body


def test_the_answer_says_frame_length_and_recording():
    recording = LocalMedia("127.0.0.1", 4002, 7, 3, RecordState.ON)
    plain = offer("m=audio 4000 RTP/AVP 8")

    assert b"a=ptime:20\r\n" in answer_offer(plain, LOCAL).body
    assert b"a=record:off\r\n" in answer_offer(plain, LOCAL).body
    assert b"a=record:on\r\n" in answer_offer(plain, recording).body
    assert b"o=- 7 3 IN IP4 127.0.0.1\r\n" in answer_offer(plain, LOCAL).body


def test_one_port_for_sound_and_reports_is_taken_when_it_is_offered():
    shared = answer_offer(offer("m=audio 4000 RTP/AVP 8", "a=rtcp-mux"), LOCAL)
    apart = answer_offer(offer("m=audio 4000 RTP/AVP 8"), LOCAL)

    assert (shared.mux, apart.mux) == (True, False)
    assert b"a=rtcp-mux\r\n" in shared.body
    assert b"a=rtcp-mux" not in apart.body
    assert f"a=rtcp:{LOCAL.port + 1}\r\n".encode() in apart.body


@pytest.mark.parametrize(
    ("value", "reports"),
    [
        ("4003", ("192.0.2.1", 4003)),
        ("4003 IN IP4 192.0.2.9", ("192.0.2.9", 4003)),
        ("4003 IN IP4 host.example.org", None),
        ("4003 IN IP4 224.0.0.1", None),
        ("0", None),
        ("70000", None),
        ("soon", None),
    ],
)
def test_where_the_peer_takes_reports_is_read(value, reports):
    described = offer("m=audio 4000 RTP/AVP 8", f"a=rtcp:{value}")

    assert answer_offer(described, LOCAL).reports == reports


def test_one_port_is_not_taken_where_we_did_not_offer_it():
    made = make_offer(LOCAL)
    answer = offer("m=audio 4000 RTP/AVP 8", "a=rtcp-mux")

    assert not settle_answer(made, answer).mux


@pytest.mark.parametrize(
    ("value", "objects"), [("off", True), ("pause", True), ("on", False), ("nonsense", False)]
)
def test_a_wish_not_to_be_recorded_is_read(value, objects):
    described = offer("m=audio 4000 RTP/AVP 8", f"a=recordpref:{value}")

    assert answer_offer(described, LOCAL).objects is objects
    assert objects_to_recording(described) is objects


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([], "no audio"),
        (["m=video 5000 RTP/AVP 31"], "no audio"),
        (["m=audio 0 RTP/AVP 8"], "no audio"),
        (["m=audio 4000 RTP/SAVP 8"], "encrypted"),
        (["m=audio 4000 RTP/AVP 18"], "A-law"),
        (["m=audio 4000 RTP/AVP 8", "c=IN IP4 host.example.org"], "numeric"),
        (["m=audio 4000 RTP/AVP 8", "c=IN IP4 224.0.0.1"], "many"),
        (["m=audio 4000 RTP/AVP 8", "c=IN IP4 255.255.255.255"], "many"),
    ],
)
def test_an_offer_that_cannot_be_answered_is_refused_with_the_reason(lines, words):
    with pytest.raises(NotAcceptableError, match=words):
        check_offer(offer(*lines))


def test_a_plain_stream_beside_an_encrypted_one_is_taken():
    settled = answer_offer(offer("m=audio 4000 RTP/SAVP 8", "m=audio 4002 RTP/AVP 8"), LOCAL)

    assert settled.remote_port == 4002


def test_our_offer_and_its_answer_agree():
    ours = make_offer(LOCAL)
    theirs = answer_offer(parse_sdp(ours), LocalMedia("192.0.2.5", 5000, 1))
    settled = settle_answer(ours, parse_sdp(theirs.body))

    assert (settled.codec, settled.dtmf_type, settled.remote_host, settled.remote_port) == (
        Codec.PCMA, 101, "192.0.2.5", 5000,
    )  # fmt: skip
    assert settled.body == ours
