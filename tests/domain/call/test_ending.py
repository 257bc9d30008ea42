from __future__ import annotations

import pytest

from rufschutz.domain.call import facts, texts


def test_the_words_wait_until_the_recording_is_settled(recorded):
    recorded.goes("""
        >> key #
        << key #
        << close the journal
        >> key 7
        >> key #
        >> closed 5000 voiced 4000
        << say goodbye.recorded rec_gone_date=2030-01-08
    """)


def test_a_goodbye_can_be_heard_again_and_cut_short(recorded):
    recorded.goes("""
        >> key #
        << key #
        << close the journal
        >> closed 5000 voiced 4000
        << say goodbye.recorded rec_gone_date=2030-01-08
        >> key 7
        << key 7
        << say goodbye.recorded slow rec_gone_date=2030-01-08
        >> key 2
        >> key #
        << key #
        << hush
        << hang up assistant
        >> key 7
        >> hang up
        << recording kept 5000 4000
        << call ended caller yes_and_recorded
    """)


def test_a_key_brings_the_last_words_at_once(offered):
    offered.goes("""
        >> key 3
        << key 3
        << say callback.none
        >> key 5
        << say goodbye.nothing
    """)


@pytest.mark.rule("R17")
def test_the_star_deletes_a_finished_message_until_the_line_is_down(recorded):
    recorded.goes("""
        >> key #
        << key #
        << close the journal
        >> closed 5000 voiced 4000
        << say goodbye.recorded rec_gone_date=2030-01-08
        >> heard
        << hang up assistant
        >> key *
        << destroy the journal
        << key *
        << consent withdrawn
        >> gone
        << recording gone withdrawn
        >> hang up
        << call ended caller yes_then_star
    """)


@pytest.mark.rule("R17")
def test_a_star_during_the_goodbye_leads_to_the_way_without_a_recording(recorded):
    recorded.goes("""
        >> key #
        << key #
        << close the journal
        >> closed 5000 voiced 4000
        << say goodbye.recorded rec_gone_date=2030-01-08
        >> key *
        << destroy the journal
        << key *
        << consent withdrawn
        >> gone
        << recording gone withdrawn
        << say withdraw.in_call.keypad
        >> heard
        << say readback.number.caller_id last_two=47
    """)


@pytest.mark.rule("R17")
def test_a_star_after_a_confirmed_callback_ends_with_what_is_left(recorded):
    recorded.goes("""
        >> key 0
        << key 0
        << close the journal
        << say human.nobody_free
        >> closed 5000 voiced 4000
        >> heard
        << say readback.number.caller_id last_two=47
        >> heard
        >> key 1
        << key 1
        << confirmed +493023125047
        << say goodbye.recorded rec_gone_date=2030-01-08
        >> key *
        << destroy the journal
        << key *
        << consent withdrawn
        >> gone
        << recording gone withdrawn
        << say withdraw.in_call.keypad
        >> heard
        << say goodbye.noted
        >> hang up
        << call ended caller yes_then_star
    """)


def test_a_message_lost_while_it_is_saved_is_told_and_the_caller_helped(recorded):
    recorded.goes("""
        >> key #
        << key #
        << close the journal
        >> recorder fails
        << destroy the journal
        << say fault.no_recording
        >> gone
        << recording gone recorder_failed
        >> heard
        << say readback.number.caller_id last_two=47
    """)


def test_a_message_lost_behind_a_confirmed_callback_changes_only_the_last_words(recorded):
    recorded.goes("""
        >> key 0
        << key 0
        << close the journal
        << say human.nobody_free
        >> heard
        << say readback.number.caller_id last_two=47
        >> heard
        >> key 1
        << key 1
        << confirmed +493023125047
        >> recorder fails
        << destroy the journal
        >> gone
        << recording gone recorder_failed
        << say goodbye.noted
        >> hang up
        << call ended caller recording_failed
    """)


def test_a_message_lost_in_the_middle_of_typing_does_not_take_the_keys_away(recorded):
    recorded.goes("""
        >> key 0
        << key 0
        << close the journal
        << say human.nobody_free
        >> recorder fails
        << destroy the journal
        >> heard
        << say readback.number.caller_id last_two=47
        >> gone
        << recording gone recorder_failed
    """)


def test_after_the_limit_of_the_call_keys_hold_nothing_up(asked):
    asked.goes("""
        >> time is up: call
        << say goodbye.nothing
        >> key 7
        >> key #
        >> heard
        << hang up limit
        >> hang up
        << call ended caller hung_up_in_notice
    """)
    assert not asked.all(facts.ConsentChanged)


@pytest.mark.rule("R17")
def test_what_was_confirmed_is_called_noted_only_once_it_is_durable(offered):
    offered.disk_takes_notes = False
    offered.goes("""
        >> heard
        >> key 1
        << key 1
        << confirmed +493023125047
        << timer answer 2000
        >> key 7
        >> noted
        << say goodbye.noted
    """)


@pytest.mark.rule("R17")
def test_a_disk_that_does_not_take_the_note_in_time_is_told(offered):
    offered.disk_takes_notes = False
    offered.goes("""
        >> heard
        >> key 1
        << key 1
        << confirmed +493023125047
        << timer answer 2000
        >> silence
        << say fault.not_noted
        >> noted
        >> heard
        << hang up assistant
    """)


def test_a_plan_without_these_words_promises_nothing(playbook):
    known = {key: said for key, said in playbook().script.spoken.items() if key[0] != texts.NOT_NOTED}
    call = playbook(recording=None, opening="opening.keypad.never", spoken=known)
    call.disk_takes_notes = False
    call.goes("""
        >> answer
        << call started
        << say opening.keypad.never
        >> heard
        << text opening.keypad.never heard
        << say readback.number.caller_id last_two=47
        >> heard
        << timer answer 10000
        >> key 1
        << key 1
        << confirmed +493023125047
        << timer answer 2000
        >> silence
        << say goodbye.nothing
    """)
