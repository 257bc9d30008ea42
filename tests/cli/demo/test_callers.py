from __future__ import annotations

import numpy as np

from rufschutz.cli.demo import callers
from rufschutz.cli.demo.callers import NUMBERS, Callers, one_more, yes_and_no
from rufschutz.domain.call.events import Key
from rufschutz.voice.caller.script import Leave, Press, Speak, Wait

TARGET = "sip:praxis@127.0.0.1:5070"
MESSAGE = np.zeros(8_000, np.int16)


class Silent:
    """A telephone that only says which order it had."""

    def __init__(self, order):
        self.transcript = order.number

    async def call(self):
        return self.transcript


def test_one_says_yes_and_leaves_a_message_the_other_says_no():
    yes, no = yes_and_no(TARGET, MESSAGE)
    assert yes.steps == (Press((Key("1"),)), Speak(), Press((Key("#"),)), Press((Key("#"),)))
    assert yes.speech is MESSAGE
    assert no.steps[:2] == (Press((Key("2"),)), Press((Key("2"),))), "no, and then the key for a prescription"
    assert no.speech is None


def test_the_last_caller_takes_a_receipt_and_hangs_up_once_its_number_is_read(monkeypatch):
    monkeypatch.setattr(callers, "spoken", lambda _: MESSAGE)
    (order,) = one_more(TARGET)
    assert order.steps[2:] == (Press((Key("#"), Key("#"))), Press((Key("1"),)), Wait(8_000), Leave())


def test_all_call_from_numbers_reserved_for_fiction():
    assert all("+493023125000" <= number <= "+493023125999" for number in NUMBERS)
    assert len(set(NUMBERS)) == 3


def test_every_caller_has_called_when_waiting_is_over(monkeypatch):
    monkeypatch.setattr(callers, "Phone", Silent)
    monkeypatch.setattr(callers, "SECONDS_BETWEEN", 0.0)
    both = Callers(yes_and_no(TARGET, MESSAGE))
    both.start()
    both.wait()
    assert sorted(both.transcripts) == sorted(NUMBERS[:2])
