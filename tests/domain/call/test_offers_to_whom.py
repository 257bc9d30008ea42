"""Who is asked an optional question at all, and after what."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from so_far import CONFIRMED, RECORDING, SAVED, SAVING

from rufschutz.domain.call import facts
from rufschutz.domain.call.conversation import Conversation
from rufschutz.domain.call.offers import next_offer
from rufschutz.domain.consent.known import Known


def test_nothing_is_offered_before_the_message_is_safe(offering_call):
    offering_call.goes(SAVING)
    assert offering_call.playing is None
    offering_call.goes(">> closed 12000 voiced 9000\n<< say offer.remind")


def test_nothing_is_offered_before_the_note_is_safe(offering_call):
    offering_call.disk_takes_notes = False
    offering_call.goes(CONFIRMED + ">> noted\n<< say offer.remind")


def test_after_a_note_that_may_be_lost_nothing_is_offered(offering_call):
    offering_call.disk_takes_notes = False
    offering_call.goes(CONFIRMED + ">> silence\n<< say fault.not_noted")


@pytest.mark.rule("R104")
def test_who_refused_the_recording_is_asked_for_no_use_of_it(offering_call):
    offering_call.goes(
        CONFIRMED
        + """
        << say offer.remind
        >> heard
        >> key 2
        << key 2
        << consent remind refused key
        << say goodbye.noted
        >> hang up
        << call ended caller refused
    """
    )
    assert all(fact.number is None for fact in offering_call.all(facts.ConsentChanged))


def test_a_message_in_which_nothing_was_said_has_no_other_use(offering_call):
    offering_call.goes(
        SAVING
        + """
        >> closed 900 voiced 0
        << destroy the journal
        >> gone
        << recording gone nothing_said
        << say goodbye.nothing
    """
    )


@pytest.mark.rule("R110")
def test_a_withheld_number_is_asked_for_no_standing_consent(playbook, offering_call):
    call = playbook(number=None, withheld=True, offers=offering_call.script.offers)
    call.goes(SAVED + "<< say offer.quality")
    assert not any(fact.number for fact in call.all(facts.ConsentChanged))


@pytest.mark.rule("R24")
def test_what_was_agreed_to_in_an_earlier_call_is_not_asked_again(playbook, offering_call):
    known = Known(consented=frozenset({"remind"}))
    playbook(offers=offering_call.script.offers, known=known).goes(SAVED + "<< say offer.quality")


def test_somebody_else_while_the_message_is_saved_hears_the_goodbye_alone(offering_call):
    offering_call.goes(SAVING)
    offering_call.goes("""
        >> somebody else
        >> closed 12000 voiced 9000
        << say goodbye.recorded rec_gone_date=2030-01-08
    """)


@pytest.mark.rule("R17")
def test_who_took_a_consent_back_is_asked_nothing_optional(offering_call):
    offering_call.goes(
        RECORDING
        + """
        >> key *
        << destroy the journal
        << key *
        << consent withdrawn
        >> gone
        << recording gone withdrawn
        << say withdraw.in_call.keypad
        >> heard
        << say readback.number.caller_id last_two=47
        >> heard
        >> key 1
        << key 1
        << confirmed +493023125047
        << say goodbye.noted
    """
    )


def test_who_wants_a_person_before_the_question_has_answered_none(full_call):
    full_call.goes(
        SAVED
        + """
        << say reason.ask.recorded
        >> heard
        >> key 1
        << say reason.noted reason=appointment
        >> key 0
        << key 0
        << say human.nobody_free
    """
    )
    assert full_call.consents() == [("handle_matter", "given", None)]


@pytest.mark.rule("R104")
@pytest.mark.parametrize("answer", [facts.ConsentState.REFUSED, facts.ConsentState.WITHDRAWN, None])
def test_a_recording_that_stands_is_no_yes_of_who_gave_none(offering_call, ids, answer):
    talk = Conversation(offering_call.script, ids)
    talk.recordings, talk.number = SimpleNamespace(kept=True), None
    talk.consents.answers = {} if answer is None else {"handle_matter": answer}
    assert next_offer(talk) is None
    talk.consents.answers = {"handle_matter": facts.ConsentState.GIVEN}
    assert next_offer(talk).purpose == "quality"
