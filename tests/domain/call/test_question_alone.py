"""A question that is not part of the opening."""

from __future__ import annotations

import pytest

from rufschutz.domain.call import facts
from rufschutz.domain.call.script import RecordingScript

NOTICE = "opening.practice.ask_later"
QUESTION = "question.record.practice"


@pytest.fixture
def ask_later(playbook, make_script):
    """A line whose opening asks nothing; the question follows as a text of its own."""
    base = make_script()
    spoken = dict(base.spoken)
    for (text, *how), said in base.spoken.items():
        if text == base.opening:
            spoken[NOTICE, *how] = spoken[QUESTION, *how] = said
    recording = RecordingScript("handle_matter", "P7D", "2030-01-08", QUESTION)
    return playbook(opening=NOTICE, recording=recording, spoken=spoken)


def test_an_opening_of_its_own_comes_before_the_question(ask_later):
    ask_later.goes(f"""
        >> answer
        << call started
        << say {NOTICE}
        >> key 1
        >> key 2
        >> heard
        << say {QUESTION}
        >> key 8
        << key 8
        << say {NOTICE} en
        >> key 3
        >> heard
        << say {QUESTION} en
        >> heard
        >> key 1
        << key 1
        << consent given
    """)
    assert ask_later.last(facts.ConsentChanged).text == QUESTION


def test_the_wish_for_a_person_is_obeyed_in_an_opening_that_asks_nothing(ask_later):
    ask_later.goes(f"""
        >> answer
        << call started
        << say {NOTICE}
        >> key 0
        << key 0
        << say human.nobody_free
        >> heard
        << say readback.number.caller_id last_two=47
    """)


def test_where_nothing_may_be_recorded_nothing_is_asked(playbook):
    playbook(recording=None, opening="opening.keypad.never").goes("""
        >> answer
        << call started
        << say opening.keypad.never
        >> key 1
        >> heard
        << say readback.number.caller_id last_two=47
    """)
