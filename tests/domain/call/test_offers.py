"""Optional questions: after the matter, one for each purpose, two at most, and silence is a no."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from so_far import CONFIRMED, RECORDING, SAVED, SAVING

from rufschutz.domain.call import facts
from rufschutz.domain.call.conversation import Conversation
from rufschutz.domain.call.events import Key
from rufschutz.domain.call.offers import next_offer
from rufschutz.domain.consent.known import Known


@pytest.fixture
def spoken(offering_call):
    """A call in which a message was left, and the first optional question is being asked."""
    return offering_call.goes(SAVED + "<< say offer.remind")


def consents(call):
    return [(fact.purpose, fact.state, fact.refused_by) for fact in call.all(facts.ConsentChanged)]


@pytest.mark.rule("R16")
@pytest.mark.rule("R24")
def test_the_three_purpose_caller_answers_each_question_by_itself(spoken):
    spoken.goes("""
        >> heard
        << timer answer 10000
        >> key 1
        << key 1
        << consent remind given of +493023125047
        << say offer.quality
        >> heard
        >> key 2
        << key 2
        << consent quality refused key
        << say goodbye.recorded rec_gone_date=2030-01-08
        >> heard
        << hang up assistant
        >> hang up
        << recording kept 12000 9000
        << call ended caller yes_and_recorded
    """)
    given = spoken.all(facts.ConsentChanged)[1]
    assert given.text == "offer.remind"
    assert given.promised == "P24M"
    assert given.question_ended_at < given.key_started_at
    assert given.text_sha256 == spoken.script.spoken["offer.remind", "de", "normal"].text_sha256


@pytest.mark.rule("R16")
def test_a_yes_to_one_purpose_sets_no_other(spoken):
    spoken.goes("""
        >> heard
        >> key 1
        << key 1
        << consent remind given of +493023125047
        << say offer.quality
        >> heard
        >> silence
        << consent quality refused silence
        << say goodbye.recorded rec_gone_date=2030-01-08
    """)
    assert consents(spoken) == [
        ("handle_matter", "given", None),
        ("remind", "given", None),
        ("quality", "refused", "silence"),
    ]
    assert len(spoken.grants) == 1


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


@pytest.mark.rule("R13")
def test_silence_is_a_no_and_nobody_is_asked_again(spoken):
    spoken.goes("""
        >> heard
        >> silence
        << consent remind refused silence
        << say offer.quality
        >> heard
        >> silence
        << consent quality refused silence
        << say goodbye.recorded rec_gone_date=2030-01-08
    """)


@pytest.mark.rule("R13")
def test_an_unclear_answer_is_asked_about_once_over_the_whole_call(spoken):
    spoken.goes("""
        >> heard
        >> key 5
        << key 5 does not count
        << say question.unclear.offer
        >> heard
        >> key 1
        << key 1
        << consent remind given of +493023125047
        << say offer.quality
        >> heard
        >> key 5
        << key 5 does not count
        << consent quality refused unclear
        << say goodbye.recorded rec_gone_date=2030-01-08
    """)


@pytest.mark.rule("R13")
def test_who_was_asked_to_be_clear_about_the_recording_is_not_asked_so_again(offering_call):
    offering_call.goes("""
        >> answer
        << call started
        << say opening.keypad.ask_first
        >> heard
        >> key 5
        << key 5 does not count
        << say question.unclear
        >> heard
        >> key 2
        << key 2
        << consent refused key
        << say answer.no.short
        >> heard
        << say readback.number.caller_id last_two=47
        >> heard
        >> key 1
        << key 1
        << confirmed +493023125047
        << say offer.remind
        >> heard
        >> key 5
        << key 5 does not count
        << consent remind refused unclear
        << say goodbye.noted
    """)


@pytest.mark.rule("R15")
def test_an_early_yes_is_none_and_an_early_no_is_obeyed(spoken):
    spoken.goes("""
        >> key 1
        << key 1 does not count
        << say answer.too_early
        >> heard
        << say offer.remind
        >> key 1
        << key 1 does not count
        >> key 2
        << key 2
        << consent remind refused key
        << hush
        << say offer.quality
    """)


@pytest.mark.rule("R15")
def test_a_question_played_to_nobody_cannot_be_answered_with_yes(spoken):
    spoken.goes("""
        >> played to nobody
        >> key 1
        << key 1 does not count
        << say answer.too_early
        >> heard
        << say offer.remind
        >> played to nobody
        >> key 1
        << key 1 does not count
        >> silence
        << consent remind refused silence
        << say offer.quality
    """)


def test_an_unclear_key_after_a_question_to_nobody_brings_the_question_again(spoken):
    spoken.goes("""
        >> played to nobody
        >> key 5
        << key 5 does not count
        << say question.unclear.offer
        >> heard
        << say offer.remind
    """)


@pytest.mark.rule("R05")
def test_9_gives_the_privacy_text_and_comes_back_to_the_offer(spoken):
    spoken.goes("""
        >> key 9
        << key 9
        << say privacy.keypad
        >> heard
        << say rights.menu.keypad
        >> heard
        >> silence
        << say offer.remind
        >> key 7
        << key 7
        << say offer.remind slow
        >> key 8
        << key 8
        << say offer.remind en
        >> heard
        >> key 1
        << key 1
        << consent remind given of +493023125047
        << say offer.quality en
    """)
    assert spoken.all(facts.ConsentChanged)[-1].language == "en"


def test_who_wants_a_person_is_called_back_and_asked_nothing_more(spoken):
    spoken.goes("""
        >> heard
        >> key 0
        << key 0
        << consent remind refused human_wanted
        << say human.nobody_free
        >> heard
        << say readback.number.caller_id last_two=47
        >> heard
        >> key 1
        << key 1
        << confirmed +493023125047
        << say goodbye.recorded rec_gone_date=2030-01-08
    """)


def test_who_has_a_callback_already_hears_that_nobody_is_free(offering_call):
    offering_call.goes(
        CONFIRMED
        + """
        << say offer.remind
        >> key 0
        << key 0
        << consent remind refused human_wanted
        << say human.nobody_free
        >> heard
        << say goodbye.noted
    """
    )


@pytest.mark.rule("R17")
def test_the_star_still_deletes_the_recording_and_ends_every_use_of_it(playbook, offering_call):
    call = playbook(offers=offering_call.script.offers[1:])
    call.goes(
        SAVED
        + """
        << say offer.quality
        >> heard
        >> key 1
        << key 1
        << consent quality given
        << say offer.staff_training
        >> key *
        << destroy the journal
        << key *
        << consent withdrawn
        << consent quality withdrawn
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
        >> hang up
        << call ended caller yes_then_star
    """
    )


@pytest.mark.rule("R17")
def test_the_star_leaves_a_standing_consent_as_it_is(spoken):
    spoken.goes("""
        >> heard
        >> key 1
        << key 1
        << consent remind given of +493023125047
        << say offer.quality
        >> key *
        << destroy the journal
        << key *
        << consent withdrawn
        >> gone
        << recording gone withdrawn
        << say withdraw.in_call.keypad
    """)
    assert ("remind", "withdrawn", None) not in consents(spoken)


def test_where_nothing_is_recorded_the_star_is_a_no_and_the_last_question(playbook, offering_call):
    reminders = offering_call.script.offers[0]
    more = reminders.__class__("recognise", "P12M", "offer.quality", standing=True)
    playbook(offers=(reminders, more)).goes(
        CONFIRMED
        + """
        << say offer.remind
        >> heard
        >> key *
        << key *
        << consent remind refused star
        << say goodbye.noted
    """
    )


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


def test_somebody_else_on_the_line_is_asked_nothing_optional(spoken):
    spoken.goes("""
        >> heard
        >> somebody else
        << say opening.keypad.ask_first
        >> key 2
        << key 2
        << consent refused key
        << say answer.no.short
        >> heard
        << say callback.number.ask
        >> key #
        << key #
        << say callback.none
        >> heard
        << say goodbye.recorded rec_gone_date=2030-01-08
    """)


def test_somebody_else_while_the_message_is_saved_hears_the_goodbye_alone(offering_call):
    offering_call.goes(SAVING)
    offering_call.goes("""
        >> somebody else
        >> closed 12000 voiced 9000
        << say goodbye.recorded rec_gone_date=2030-01-08
    """)


def test_equipment_that_objects_ends_the_questions(spoken):
    spoken.goes("""
        >> heard
        >> equipment objects
        << say goodbye.recorded rec_gone_date=2030-01-08
    """)


@pytest.mark.parametrize("when", ["", ">> heard"])
def test_hanging_up_in_an_offer_changes_nothing_else(spoken, when):
    spoken.goes(when)
    spoken.goes("""
        >> hang up
        << recording kept 12000 9000
        << call ended caller yes_and_recorded
    """)
    assert consents(spoken) == [("handle_matter", "given", None)]


def test_what_is_said_before_an_offer_is_cut_by_a_key_that_answers_nothing_yet(full_call):
    full_call.goes(
        SAVED
        + """
        << say reason.ask.recorded
        >> heard
        >> key 1
        << say reason.noted reason=appointment
        >> key 2
        << say offer.quality
        >> key 2
        << key 2
        << consent quality refused key
        << say offer.remind
    """
    )


def test_after_a_hold_the_question_is_asked_anew(spoken):
    spoken.goes("""
        >> heard
        >> hold
        >> key 1
        >> back
        << say offer.remind
        >> heard
        >> key 1
        << key 1
        << consent remind given of +493023125047
        << say offer.quality
    """)


def test_at_the_limit_of_the_call_nothing_more_is_asked(spoken):
    spoken.goes("""
        >> time is up: call
        << say goodbye.recorded rec_gone_date=2030-01-08
    """)


@pytest.mark.rule("R15")
def test_a_yes_of_which_nobody_told_the_start_counts_late_only(spoken):
    spoken.goes(">> heard")
    key = spoken.key("1")
    early = key.__class__(key.at, Key.K1, None, key.method)
    assert spoken.feed(early)[0] == "key 1 does not count"


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
    assert consents(full_call) == [("handle_matter", "given", None)]


@pytest.mark.rule("R104")
@pytest.mark.parametrize("answer", [facts.ConsentState.REFUSED, facts.ConsentState.WITHDRAWN, None])
def test_a_recording_that_stands_is_no_yes_of_who_gave_none(offering_call, ids, answer):
    talk = Conversation(offering_call.script, ids)
    talk.recordings, talk.number = SimpleNamespace(kept=True), None
    talk.consents.answers = {} if answer is None else {"handle_matter": answer}
    assert next_offer(talk) is None
    talk.consents.answers = {"handle_matter": facts.ConsentState.GIVEN}
    assert next_offer(talk).purpose == "quality"


def test_who_agreed_to_another_use_is_told_the_later_day(spoken):
    spoken.goes("""
        >> heard
        >> key 2
        << key 2
        << consent remind refused key
        << say offer.quality
        >> heard
        >> key 1
        << key 1
        << consent quality given
        << say goodbye.recorded rec_gone_date=2030-01-31
    """)
