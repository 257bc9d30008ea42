"""Keys by SIP INFO."""

from __future__ import annotations

import time

import pytest

from rufschutz.domain.call.events import Key
from rufschutz.voice.sip.errors import RefusalError
from rufschutz.voice.sip.info import InfoKey, key_in, relay_body
from rufschutz.voice.sip.messages import read

RELAY, PLAIN = "application/dtmf-relay", "application/dtmf"


@pytest.mark.parametrize(
    ("kind", "body", "pressed"),
    [
        (RELAY, b"Signal=5\r\nDuration=240\r\n", InfoKey(Key.K5, 240)),
        (RELAY, b"signal = * \nduration = 100", InfoKey(Key.STAR, 100)),
        (RELAY, b"Signal=11", InfoKey(Key.HASH, None)),
        (RELAY, b"Duration=1\r\nSignal=10", InfoKey(Key.STAR, 1)),
        (PLAIN, b"7", InfoKey(Key.K7, None)),
        (PLAIN, b" #\r\n", InfoKey(Key.HASH, None)),
        (PLAIN, b"Signal=1\r\nDuration=90", InfoKey(Key.K1, 90)),
        (RELAY, b"Signal=1\r\nDuration=0", InfoKey(Key.K1, None)),
        (RELAY, b"Signal=A", None),
        (RELAY, b"", None),
    ],
)
def test_keys_as_gateways_write_them(request_text, kind, body, pressed):
    assert key_in(read(request_text("INFO", body=body, kind=kind))) == pressed


@pytest.mark.parametrize(
    ("kind", "body", "code"),
    [(RELAY, b"5", 400), (RELAY, b"Signal=55x", 400), (PLAIN, b"12345", 400), ("text/plain", b"1", 415)],
)
def test_a_key_is_never_guessed(request_text, kind, body, code):
    with pytest.raises(RefusalError) as refused:
        key_in(read(request_text("INFO", body=body, kind=kind)))
    assert refused.value.code == code


@pytest.mark.parametrize("key", Key)
def test_what_we_send_we_read(request_text, key):
    assert key_in(read(request_text("INFO", body=relay_body(key, 120), kind=RELAY))) == InfoKey(key, 120)


def test_a_body_of_empty_lines_takes_no_time(request_text):
    body = b"\n" * 60_000
    before = time.process_time()
    with pytest.raises(RefusalError):
        key_in(read(request_text("INFO", body=body + b"x", kind="application/dtmf-relay")))

    assert time.process_time() - before < 2
