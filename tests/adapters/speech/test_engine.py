"""Words become telephone sound in a child process, and a failure has words."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from rufschutz.adapters.speech import SpeechError, SpeechRequest, engine, render


def seconds(sound) -> float:
    return sound.size / 8_000


def test_each_request_has_its_sound_in_order() -> None:
    long, short = render(
        [SpeechRequest("Guten Tag, hier spricht ein Computer.", "de"), SpeechRequest("ja", "de")]
    )
    assert seconds(long) > seconds(short) > 0.1
    assert long.dtype == np.int16
    assert np.abs(long.astype(int)).max() < 30_000


def test_the_same_words_last_the_same() -> None:
    request = SpeechRequest("Ich nehme nichts auf.", "de")
    first, second = render([request, request])
    assert abs(seconds(first) - seconds(second)) <= 0.02


@pytest.mark.rule("R108")
@pytest.mark.parametrize(
    ("language", "words"),
    [("de", "Sie haben Zeit. Ohne Antwort nehme ich nichts auf."), ("en", "Take your time.")],
)
def test_the_repetition_is_slower(language: str, words: str) -> None:
    normal, slow = render([SpeechRequest(words, language), SpeechRequest(words, language, 0.85)])
    assert 1.1 < seconds(slow) / seconds(normal) < 1.3


def test_no_words_no_child() -> None:
    assert render([]) == ()


def test_a_language_without_a_voice_is_refused() -> None:
    with pytest.raises(SpeechError, match="no voice"):
        render([SpeechRequest("bonjour", "fr")])


def test_the_library_never_enters_this_process() -> None:
    code = (
        "import sys, rufschutz.adapters.speech as s\n"
        "s.render([s.SpeechRequest('ja', 'de')])\n"
        "print('espeakng_loader' in sys.modules)"
    )
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
        == "False\n"
    )


def test_a_failing_child_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(engine._VOICES, "de", "no/such")
    with pytest.raises(SpeechError, match="no voice no/such"):
        render([SpeechRequest("ja", "de")])


def test_an_engine_that_does_not_answer_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def hang(command, **_):
        raise subprocess.TimeoutExpired(command, 120)

    monkeypatch.setattr(engine.subprocess, "run", hang)
    with pytest.raises(SpeechError, match="does not answer"):
        render([SpeechRequest("ja", "de")])


@pytest.mark.parametrize("stream", [b"", b"\x04\x00\x00\x00\x01\x00\x02\x00"])
def test_a_text_left_out_is_noticed(monkeypatch: pytest.MonkeyPatch, stream: bytes) -> None:
    answer = subprocess.CompletedProcess([], 0, stream, b"")
    monkeypatch.setattr(engine.subprocess, "run", lambda *_, **__: answer)
    with pytest.raises(SpeechError, match="left texts out"):
        render([SpeechRequest("ja", "de")] * 2)
