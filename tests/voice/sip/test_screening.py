"""What a request must be before anyone looks at its call."""

from __future__ import annotations

import pytest

from rufschutz.voice.sip.errors import RefusalError
from rufschutz.voice.sip.messages import read
from rufschutz.voice.sip.screening import offer_in, screen


def refusal(check, data):
    with pytest.raises(RefusalError) as refused:
        check(read(data))
    return refused.value


@pytest.mark.parametrize(
    ("changes", "code", "header"),
    [
        ({"method": "REGISTER"}, 405, "Allow"),
        ({"method": "FETCH"}, 501, "Allow"),
        ({"uri": "sips:100@example.org"}, 416, None),
        ({"extra": ("Require: 100rel, timer",)}, 420, "Unsupported"),
    ],
)
def test_what_is_not_served_is_named(request_text, changes, code, header):
    error = refusal(screen, request_text(**changes))

    assert error.code == code
    assert [name for name, _ in error.headers] == ([header] if header else [])


def test_only_what_is_missing_is_named(request_text):
    assert refusal(screen, request_text(extra=("Require: 100rel, timer",))).headers == (
        ("Unsupported", "100rel"),
    )


@pytest.mark.parametrize("extra", [(), ("Require: timer",), ("Proxy-Require: x",)])
@pytest.mark.parametrize("forwards", [b"Max-Forwards: 0", b"Max-Forwards: 70", b"Subject: x"])
def test_an_endpoint_serves_a_request_that_no_proxy_may_forward(request_text, extra, forwards):
    screen(read(request_text(extra=extra).replace(b"Max-Forwards: 70", forwards)))


@pytest.mark.parametrize("accept", ["application/SDP;q=0.5", "text/x, application/*", "*/*"])
def test_who_takes_a_session_description_gets_one(request_text, accept):
    assert offer_in(read(request_text(extra=(f"Accept: {accept}",)))) is None


def test_a_cancel_needs_no_extension(request_text):
    screen(read(request_text("CANCEL", extra=("Require: 100rel",))))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"body": b"<audio/>", "kind": "application/unknown"}, 415),
        ({"body": b"x", "extra": ("Content-Encoding: gzip",)}, 415),
        ({"body": b"v=1"}, 400),
        ({"extra": ("Accept: text/plain",)}, 406),
        ({"extra": ("Accept: ",)}, 406),
        ({"body": b"v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\nm=audio 1 RTP/AVP 18\r\n"}, 488),
    ],
)
def test_a_body_that_is_no_usable_offer_is_refused(request_text, changes, code):
    error = refusal(offer_in, request_text(**changes))

    assert error.code == code
    if code == 488:
        assert error.headers[0] == ("Warning", '304 rufschutz "neither A-law nor µ-law is offered"')


def test_without_a_body_there_is_no_offer(request_text, offer):
    assert offer_in(read(request_text())) is None
    assert offer_in(read(request_text(body=offer, kind="Application/SDP; charset=utf-8"))) is not None
