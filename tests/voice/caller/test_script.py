from __future__ import annotations

import pytest

from rufschutz.domain.call.events import Key
from rufschutz.voice.caller.errors import CallerError
from rufschutz.voice.caller.script import HELP, Leave, Press, Speak, Wait, parse_script, word


def test_a_script_reads_like_the_call():
    assert parse_script("1 play # 4s:2 wait:1.5 =030# 9s:hangup 2s:play hangup") == (
        Press((Key.K1,)),
        Speak(),
        Press((Key.HASH,)),
        Press((Key.K2,), 4_000),
        Wait(1_500),
        Press((Key.K0, Key.K3, Key.K0, Key.HASH)),
        Leave(9_000),
        Speak(2_000),
        Leave(),
    )


@pytest.mark.parametrize(
    "word", ["12", "A", "=", "=1a", "wait:", "wait:x", "3s:", "3s:wait:2", "3s:hold", "sing"]
)
def test_a_word_that_is_none_is_named(word):
    with pytest.raises(CallerError, match="nothing a caller can do") as caught:
        parse_script(f"1 {word}")
    assert repr(word) in str(caught.value)


def test_the_help_is_plain_words():
    with pytest.raises(CallerError) as caught:
        parse_script("sing")
    assert caught.value.advice == HELP
    assert "`" not in HELP


def test_a_step_is_written_as_it_was_read():
    text = "1 play # 4s:2 wait:1.5 =030# hold back 9s:hangup 2.5s:play hangup"
    assert " ".join(word(step) for step in parse_script(text)) == text
