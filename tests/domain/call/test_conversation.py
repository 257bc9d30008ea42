from __future__ import annotations

from dataclasses import replace

import pytest

from rufschutz.domain.call import texts
from rufschutz.domain.call.conversation import Conversation
from rufschutz.domain.call.facts import ConsentState, RefusedBy
from rufschutz.domain.call.outcome import Course
from rufschutz.domain.consent.known import Known

RECORD, ASKED_FIRST = "handle_matter", "opening.keypad.ask_first"


@pytest.fixture
def talk(make_script, ids):
    return Conversation(make_script(), ids)


def stored(talk):
    return talk.outbox.drain()[-1].fact


def test_before_anything_is_asked_nothing_has_happened(talk):
    assert talk.course() == Course(
        opened=False, states=frozenset(), refused_by=None, kept=False, failed=False
    )


def test_the_course_remembers_every_state_and_whether_the_last_was_a_no(talk):
    talk.ask(talk.script.recording, talk.speech.say(talk.script.opening))
    talk.consent(talk.script.recording, ConsentState.GIVEN)
    talk.consent(talk.script.recording, ConsentState.REFUSED, refused_by=RefusedBy.KEY)
    course = talk.course()
    assert course.states == {ConsentState.REFUSED, ConsentState.GIVEN}
    assert course.refused_by is RefusedBy.KEY
    talk.consent(talk.script.recording, ConsentState.GIVEN)
    assert talk.course().refused_by is None


def test_a_confirmed_number_is_all_that_is_stored_of_a_matter(talk):
    talk.confirm("+493023125047")
    assert stored(talk).callback_number == "+493023125047"
    assert talk.confirmed


@pytest.mark.rule("R13")
def test_a_caller_is_asked_to_be_clear_once_over_all_questions(talk):
    assert talk.may_clarify()
    assert not talk.may_clarify()
    talk.another_person()
    assert talk.may_clarify()


def test_of_somebody_else_only_what_protects_is_known(make_script, ids):
    talk = Conversation(make_script(known=Known(consented=frozenset({"remind"}))), ids)
    talk.another_person()
    assert (talk.number, talk.known, talk.may_ask) == (None, Known(), False)


@pytest.mark.rule("R24")
def test_an_earlier_consent_shortens_the_question_where_the_plan_has_a_shorter_one(make_script, ids, said):
    known = Known(consented=frozenset({RECORD}))
    assert Conversation(make_script(known=known), ids).recording.question == ASKED_FIRST
    spoken = said(texts.QUESTION_KNOWN)
    talk = Conversation(make_script(known=known, spoken=spoken), ids)
    assert (talk.opening, talk.recording.question) == (texts.QUESTION_KNOWN, texts.QUESTION_KNOWN)
    talk.another_person()
    assert (talk.opening, talk.recording.question) == (ASKED_FIRST, ASKED_FIRST)
    later = make_script(
        known=known, spoken=spoken, opening="opening.keypad.ask_later", recording=asks_later(make_script)
    )
    talk = Conversation(later, ids)
    assert (talk.opening, talk.recording.question) == ("opening.keypad.ask_later", texts.QUESTION_KNOWN)


def asks_later(make_script):
    return replace(make_script().recording, question="question.record.keypad")
