"""Session timers: a peer refreshes, or the session is hung up."""

from __future__ import annotations

import pytest

from rufschutz.voice.sip.errors import BadFieldError, RefusalError
from rufschutz.voice.sip.messages import read
from rufschutz.voice.sip.sessions import hang_up_after, session_headers, session_seconds

TIMER = "Supported: timer"


@pytest.mark.parametrize(
    ("extra", "seconds"),
    [
        ((), None),
        ((TIMER,), None),
        (("Session-Expires: 1800",), None),
        ((TIMER, "Session-Expires: 1800"), 1800),
        ((TIMER, "x: 1800;refresher=uac"), 1800),
        ((TIMER, "Session-Expires: 1800;refresher=uas"), None),
    ],
)
def test_only_a_peer_that_refreshes_gets_a_timer(request_text, extra, seconds):
    assert session_seconds(read(request_text(extra=extra))) == seconds


def test_too_short_is_refused(request_text):
    with pytest.raises(RefusalError) as refused:
        session_seconds(read(request_text(extra=(TIMER, "Session-Expires: 89"))))
    assert (refused.value.code, refused.value.headers) == (422, (("Min-SE", "90"),))


def test_nonsense_is_refused(request_text):
    with pytest.raises(BadFieldError):
        session_seconds(read(request_text(extra=(TIMER, "Session-Expires: soon"))))


def test_the_answer_names_the_refresher():
    assert session_headers(None) == ()
    assert dict(session_headers(90)) == {"Session-Expires": "90;refresher=uac", "Require": "timer"}


@pytest.mark.parametrize(("seconds", "ms"), [(90, 60_000), (96, 64_000), (1800, 1_768_000)])
def test_the_bye_comes_a_third_or_32_s_before_the_end(seconds, ms):
    assert hang_up_after(seconds) == ms
