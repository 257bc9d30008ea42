from __future__ import annotations

import pytest

from rufschutz.domain.call.events import Key
from rufschutz.voice.caller.errors import CallerError
from rufschutz.voice.caller.script import Leave, Press, Speak, Wait, parse_script


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


@pytest.mark.parametrize("word", ["12", "A", "=", "=1a", "wait:", "wait:x", "3s:", "3s:wait:2", "sing"])
def test_a_word_that_is_none_is_named(word):
    with pytest.raises(CallerError, match="nothing a caller can do") as caught:
        parse_script(f"1 {word}")
    assert repr(word) in str(caught.value)
