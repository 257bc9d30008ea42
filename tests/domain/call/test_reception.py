"""How a call begins where nobody is asked about a recording unless they want to leave a message."""

from __future__ import annotations

import pytest

from rufschutz.domain.call import facts

ARRIVED = """
    >> answer
    << call started
    << say opening.keypad.ask_later
    >> heard
    << say reason.ask.message
"""
ASKED = (
    ARRIVED
    + """
    >> key 5
    << say question.record.keypad
"""
)


def test_a_caller_orders_a_prescription_and_is_never_asked_about_a_recording(later_call):
    later_call.goes(ARRIVED).goes("""
        >> heard
        >> key 2
        << say reason.noted reason=prescription
        >> heard
        << say readback.number.caller_id last_two=47
        >> heard
        >> key 1
        << key 1
        << confirmed +493023125047 prescription
        << say goodbye.noted
        >> heard
        << hang up assistant
        >> hang up
        << call ended caller not_asked
    """)
    assert not later_call.all(facts.ConsentChanged)


@pytest.mark.rule("R03")
@pytest.mark.rule("R15")
def test_a_caller_who_wants_to_leave_a_message_is_asked_in_full_first(later_call):
    later_call.goes(ASKED).goes("""
        >> heard
        >> key 1
        << key 1
        << consent given
        >> stored
        << recording started
        << record
        << say answer.yes
        >> heard
        << tone
        >> heard
        >> key #
        << key #
        << close the journal
        >> closed 5000 voiced 4000
        << say reason.ask.recorded
        >> key 1
        << say reason.noted reason=appointment
        >> heard
        << say goodbye.recorded rec_gone_date=2030-01-08
        >> hang up
        << recording kept 5000 4000
        << confirmed appointment
        << call ended caller yes_and_recorded
    """)
    assert later_call.last(facts.ConsentChanged).text == "question.record.keypad"


def test_a_caller_who_then_says_no_is_helped_by_key(later_call):
    later_call.goes(ASKED).goes("""
        >> key 2
        << key 2
        << consent refused key
        << hush
        << say answer.no.keypad
        << text question.record.keypad cut
        >> key 5
        >> key 1
        << say reason.noted reason=appointment
    """)


def test_hanging_up_in_the_question_leaves_bare_call_data(later_call):
    later_call.goes(ASKED).goes("""
        >> hang up
        << call ended caller hung_up_in_notice
    """)


def test_hanging_up_in_the_menu_is_a_call_that_was_not_asked(later_call):
    later_call.goes(ARRIVED).goes("""
        >> hang up
        << call ended caller not_asked
    """)


def test_silence_is_helped_too(later_call):
    later_call.goes(ARRIVED).goes("""
        >> heard
        >> silence
        << say reason.ask.message slow
        >> heard
        >> silence
        << say readback.number.caller_id last_two=47
    """)


def test_8_says_the_opening_in_english_too(later_call):
    later_call.goes(ARRIVED).goes("""
        >> key 8
        << key 8
        << say opening.keypad.ask_later en
        >> heard
        << say reason.ask.message en
    """)


def test_a_person_can_be_wanted_at_any_moment(later_call):
    later_call.goes("""
        >> answer
        << call started
        << say opening.keypad.ask_later
        >> key 0
        << key 0
        << hush
        << say human.nobody_free
        << text opening.keypad.ask_later cut
        >> heard
        << say readback.number.caller_id last_two=47
    """)
