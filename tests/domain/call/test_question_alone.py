"""A question that is not part of the opening."""

from __future__ import annotations

import pytest

from rufschutz.domain.call import facts, texts
from rufschutz.domain.call.script import RecordingScript
from rufschutz.domain.consent.known import Known

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


@pytest.mark.rule("R24")
def test_who_agreed_before_hears_the_shorter_question_and_has_to_answer_it_all_the_same(
    playbook, make_script, said
):
    base = make_script()
    known = Known(consented=frozenset({base.recording.purpose}))
    call = playbook(known=known, spoken=said(texts.QUESTION_KNOWN))
    call.goes(f"""
        >> answer
        << call started
        << say {texts.QUESTION_KNOWN}
        >> key 1
        << key 1 does not count
        << say answer.too_early
        >> heard
        << say {texts.QUESTION_KNOWN}
        >> heard
        >> key 1
        << key 1
        << consent given
    """)
    assert call.last(facts.ConsentChanged).text == texts.QUESTION_KNOWN
    silent = playbook(known=known, spoken=said(texts.QUESTION_KNOWN))
    silent.goes(f"""
        >> answer
        << call started
        << say {texts.QUESTION_KNOWN}
        >> heard
        >> silence
        << say question.repeat slow
        >> heard
        >> silence
        << consent refused silence
        << say answer.silence
    """)


@pytest.mark.rule("R24")
def test_whoever_comes_to_the_phone_of_one_who_agreed_before_is_asked_in_full(playbook, make_script, said):
    known = Known(consented=frozenset({make_script().recording.purpose}))
    playbook(known=known, spoken=said(texts.QUESTION_KNOWN)).goes(f"""
        >> answer
        << call started
        << say {texts.QUESTION_KNOWN}
        >> somebody else
        << say {make_script().opening}
    """)
