from __future__ import annotations

import pytest

from rufschutz.domain.call.conversation import Conversation, NeverAskedError
from rufschutz.domain.call.events import Key, KeyMethod, KeyPressed
from rufschutz.domain.call.facts import ConsentState, RefusedBy
from rufschutz.domain.call.outcome import Course


@pytest.fixture
def talk(make_script, ids):
    return Conversation(make_script(), ids)


def stored(talk):
    return talk.outbox.drain()[-1].fact


def test_a_consent_that_nobody_was_asked_for_cannot_change(talk):
    with pytest.raises(NeverAskedError) as refused:
        talk.consent(ConsentState.GIVEN)
    assert "Ask first" in refused.value.diagnostics()


@pytest.mark.rule("R15")
def test_a_consent_names_the_key_and_how_it_reached_us(talk):
    talk.ask(talk.script.recording, talk.speech.say(talk.script.opening))
    key = KeyPressed(900, Key.K1, 800, KeyMethod.SIP_INFO)
    talk.heard_question()
    talk.consent(ConsentState.GIVEN, key=key, fact="given")
    fact = stored(talk)
    assert (fact.head.fact, fact.key_started_at, fact.method) == ("given", 800, KeyMethod.SIP_INFO)
    assert (fact.text, fact.question_ended_at) == (talk.script.opening, None)


def test_before_anything_is_asked_nothing_is_heard(talk):
    talk.heard_question()
    assert talk.course() == Course(
        opened=False, states=frozenset(), refused_by=None, kept=False, failed=False
    )


def test_the_course_remembers_every_state_and_whether_the_last_was_a_no(talk):
    talk.ask(talk.script.recording, talk.speech.say(talk.script.opening))
    talk.consent(ConsentState.GIVEN)
    talk.consent(ConsentState.REFUSED, refused_by=RefusedBy.KEY)
    course = talk.course()
    assert course.states == {ConsentState.REFUSED, ConsentState.GIVEN}
    assert course.refused_by is RefusedBy.KEY
    talk.consent(ConsentState.GIVEN)
    assert talk.course().refused_by is None


def test_a_confirmed_number_is_all_that_is_stored_of_a_matter(talk):
    talk.confirm("+493023125047")
    assert stored(talk).callback_number == "+493023125047"
    assert talk.confirmed
