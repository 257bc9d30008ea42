"""What a call is about: chosen by key, read back, stored with a number or a message, or not at all."""

from __future__ import annotations

import pytest

from rufschutz.domain.call import facts
from rufschutz.domain.call.commands import Play
from rufschutz.domain.call.events import Key
from rufschutz.domain.call.script import Reason, ReasonMenu

AFTER_NO = """
    >> answer
    << call started
    << say opening.keypad.ask_first
    >> key 2
    << key 2
    << consent refused key
    << hush
    << say answer.no.keypad
    << text opening.keypad.ask_first cut
"""


@pytest.fixture
def refused(menu_call):
    """A caller who said no is being asked what it is about."""
    return menu_call.goes(AFTER_NO)


@pytest.mark.rule("R13")
@pytest.mark.rule("R104")
def test_after_a_no_the_reason_is_chosen_read_back_and_stored_with_the_number(refused):
    refused.goes("""
        >> heard
        << timer answer 10000
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
        << call ended caller refused
    """)


@pytest.mark.rule("R104")
def test_a_reason_that_was_not_confirmed_is_stored_nowhere(refused):
    refused.goes("""
        >> key 2
        << say reason.noted reason=prescription
        >> heard
        << say readback.number.caller_id last_two=47
        >> key 3
        << key 3
        << say callback.none
        >> heard
        << say goodbye.nothing
        >> heard
        << hang up assistant
        >> hang up
        << call ended caller refused
    """)
    assert not refused.all(facts.MatterConfirmed)
    assert "prescription" not in repr(refused.facts)


@pytest.mark.rule("R104")
def test_no_fact_tells_the_reason_but_the_confirmed_one(refused):
    refused.happens("heard")
    before = len(refused.facts)
    refused.happens("key 2")
    refused.happens("heard")
    told = refused.facts[before:]
    assert [type(fact) for fact in told] == [facts.TextPlayed]
    assert told[0].text == "reason.noted"


def test_the_reason_cannot_be_cut_while_it_is_read_back(refused):
    refused.goes("""
        >> key 1
        << say reason.noted reason=appointment
        >> key 1
        >> heard
        << say readback.number.caller_id last_two=47
        >> key 1
        << key 1 does not count
    """)


def test_a_caller_who_wants_a_person_instead_hears_the_reason_again_before_it_counts(refused):
    refused.goes("""
        >> key 1
        << say reason.noted reason=appointment
        >> key 0
        << key 0
        << say human.nobody_free
        >> key 3
        << say reason.noted reason=appointment
        >> heard
        << say readback.number.caller_id last_two=47
    """)


def test_without_a_known_number_it_is_asked_for_and_the_reason_read_back_with_it(playbook, menu_call):
    call = playbook(menu=menu_call.script.menu, number=None)
    call.goes(AFTER_NO)
    call.goes("""
        >> key 3
        << say callback.number.ask
        >> key 1
        >> key 2
        >> key 3
        >> key #
        << key #
        << say reason.noted reason=callback
        >> heard
        << say readback.number.typed number_groups=123
        >> heard
        >> key 1
        << key 1
        << confirmed 123 callback
        << say goodbye.noted
    """)


def test_silence_is_asked_once_more_and_then_helped_without_a_reason(refused):
    refused.goes("""
        >> heard
        >> silence
        << say answer.no.keypad slow
        >> heard
        >> silence
        << say readback.number.caller_id last_two=47
        >> heard
        >> key 1
        << key 1
        << confirmed +493023125047
        << say goodbye.noted
    """)


def test_hash_goes_on_without_a_reason(refused):
    refused.goes("""
        >> key #
        << key #
        << say readback.number.caller_id last_two=47
    """)


def test_the_other_keys_keep_their_meaning_in_the_menu(refused):
    refused.goes("""
        >> key 7
        << key 7
        << say answer.no.keypad slow
        >> key 9
        << key 9
        << say privacy.keypad
        >> heard
        << say rights.menu.keypad
        >> key #
        << key #
        << say answer.no.keypad
        >> key 8
        << key 8
        << say answer.no.keypad en
        >> key 6
        >> key 0
        << key 0
        << say human.nobody_free en
        >> heard
        << say readback.number.caller_id en last_two=47
    """)


def test_a_caller_silent_to_the_question_is_asked_what_it_is_about(menu_call):
    menu_call.goes("""
        >> answer
        << call started
        << say opening.keypad.ask_first
        >> heard
        >> silence
        << say question.repeat slow
        >> heard
        >> silence
        << consent refused silence
        << say answer.silence
        >> heard
        << say reason.ask
        >> key 1
        << say reason.noted reason=appointment
    """)


def test_whoever_wants_a_person_is_not_asked_what_it_is_about(menu_call):
    menu_call.goes("""
        >> answer
        << call started
        << say opening.keypad.ask_first
        >> key 0
        << key 0
        << consent refused human_wanted
        << hush
        << say human.nobody_free
        << text opening.keypad.ask_first cut
        >> heard
        << say readback.number.caller_id last_two=47
    """)


def test_a_reason_for_which_nobody_need_call_is_read_back_and_that_is_all(refused):
    refused.goes("""
        >> key 4
        << say reason.noted reason=opinion
        >> heard
        << confirmed opinion
        << say goodbye.noted
    """)


@pytest.mark.parametrize("key", ["2", "*"])
def test_a_reason_can_be_taken_back_while_it_is_read_back(refused, key):
    refused.goes(f"""
        >> key 4
        << say reason.noted reason=opinion
        >> key 5
        >> key {key}
        << key {key}
        << say goodbye.nothing
        << text reason.noted cut
        >> hang up
        << call ended caller refused
    """)


def test_a_person_can_be_wanted_while_a_reason_is_read_back(refused):
    refused.goes("""
        >> key 4
        << say reason.noted reason=opinion
        >> key 0
        << key 0
        << say human.nobody_free
        << text reason.noted cut
        >> heard
        << say reason.noted reason=opinion
    """)


def test_a_line_that_may_not_record_asks_what_it_is_about_all_the_same(playbook, menu_call):
    playbook(menu=menu_call.script.menu, recording=None, opening="opening.keypad.never").goes("""
        >> answer
        << call started
        << say opening.keypad.never
        >> heard
        << say reason.ask
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


def test_the_reason_of_one_person_is_not_confirmed_by_another(refused):
    refused.goes("""
        >> key 2
        << say reason.noted reason=prescription
        >> somebody else
        << hush
        << say opening.keypad.ask_first
        << text reason.noted cut
        >> key 0
        << key 0
        << consent refused human_wanted
        << hush
        << say human.nobody_free
        << text opening.keypad.ask_first cut
        >> heard
        << say callback.number.ask
    """)


def test_every_key_of_the_menu_is_data(playbook):
    menu = ReasonMenu({Key.K6: Reason("parking")})
    call = playbook(menu=menu)
    call.goes(AFTER_NO)
    assert call.happens("key 1") == []
    call.goes("""
        >> key 6
        << say reason.noted reason=parking
    """)
    assert [slot.value for order in call.orders if isinstance(order, Play) for slot in order.slots] == [
        "parking"
    ]


@pytest.mark.rule("R13")
def test_a_star_in_the_menu_is_no_answer_and_the_caller_is_helped_on(refused):
    refused.goes("""
        >> heard
        >> key *
        << key *
        << say preference.never_record.ask
        >> key 2
        << key 2
        << say answer.no.keypad
        >> key 2
        << say reason.noted reason=prescription
        >> heard
        << say readback.number.caller_id last_two=47
        >> heard
        >> key 1
        << key 1
        << confirmed +493023125047 prescription
        << say goodbye.noted
    """)


@pytest.mark.rule("R13")
def test_a_star_while_the_number_is_offered_ends_neither_the_reason_nor_the_call_back(refused):
    refused.goes("""
        >> heard
        >> key 2
        << say reason.noted reason=prescription
        >> heard
        << say readback.number.caller_id last_two=47
        >> key *
        << key *
        << say preference.never_record.ask
        >> heard
        >> silence
        << say readback.number.caller_id last_two=47
        >> key *
        << key *
        << say preference.never_record.ask
        >> key #
        << key #
        << say readback.number.caller_id last_two=47
        >> heard
        >> key 1
        << key 1
        << confirmed +493023125047 prescription
        << say goodbye.noted
    """)


@pytest.mark.rule("R13")
def test_a_star_without_a_number_to_remember_says_the_menu_again(refused):
    refused.goes("""
        >> somebody else
        << say opening.keypad.ask_first
        >> key 2
        << key 2
        << consent refused key
        << say answer.no.keypad
        >> key *
        << key *
        << say answer.no.keypad
        >> key 1
        << say callback.number.ask
    """)


def test_a_star_pressed_twice_at_the_question_does_not_end_the_call(call):
    call.goes("""
        >> answer
        << call started
        << say opening.keypad.ask_first
        >> key *
        << key *
        << consent refused star
        << say answer.no.short
        >> key *
        << say readback.number.caller_id last_two=47
    """)
