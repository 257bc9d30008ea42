"""Equipment that asks in mid-call not to be recorded is obeyed; what was consented to until then stays."""

from __future__ import annotations

import pytest

from rufschutz.domain.call import facts


@pytest.mark.rule("R12")
def test_a_message_ends_with_the_objection_and_what_was_said_before_stays(recorded):
    recorded.goes("""
        >> equipment objects
        << close the journal
        >> closed 9000 voiced 4000
        << say goodbye.recorded rec_gone_date=2030-01-08
        >> heard
        << hang up assistant
        >> hang up
        << recording kept 9000 4000
        << call ended caller yes_and_recorded
    """)
    assert not recorded.grants[0].alive
    assert [fact.state for fact in recorded.all(facts.ConsentChanged)] == ["given"]


@pytest.mark.rule("R12")
def test_a_question_is_not_finished_and_its_yes_is_none(call):
    call.goes("""
        >> answer
        << call started
        << say opening.keypad.ask_first
        >> equipment objects
        << say answer.no.short
        >> heard
        << say readback.number.caller_id last_two=47
        >> key 1
        << key 1 does not count
        >> hang up
        << call ended caller not_asked
    """)
    assert call.all(facts.ConsentChanged) == []


def test_a_yes_that_is_being_stored_is_none(asked):
    asked.goes("""
        >> key 1
        << key 1
        << consent given
        >> equipment objects
        << say answer.no.short
        >> stored
        >> hang up
        << call ended caller yes_nothing_said
    """)


def test_another_person_is_not_asked_either(asked):
    asked.goes("""
        >> equipment objects
        << say answer.no.short
        >> somebody else
        << say opening.keypad.never
        >> heard
        << say callback.number.ask
    """)


def test_a_message_is_no_choice_any_more(later_call):
    later_call.goes("""
        >> answer
        << call started
        << say opening.keypad.ask_later
        >> heard
        << say reason.ask.message
        >> equipment objects
        << say reason.ask
        >> key 5
    """)


def test_an_opening_that_asks_nothing_is_heard_out(later_call):
    later_call.goes("""
        >> answer
        << call started
        << say opening.keypad.ask_later
        >> equipment objects
        >> heard
        << say reason.ask
    """)


def test_on_hold_an_objection_counts_and_nothing_is_said(recorded):
    recorded.goes("""
        >> hold
        << pause hold
        << recording paused
        >> equipment objects
        << close the journal
        >> closed 9000 voiced 4000
        >> back
        << say goodbye.recorded rec_gone_date=2030-01-08
    """)


def test_an_objection_told_again_changes_nothing(offered):
    assert offered.happens("equipment objects") == []
    assert offered.happens("equipment objects") == []
