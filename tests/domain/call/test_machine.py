"""The rows of calls that every build must survive, and what the machine does in every step."""

from __future__ import annotations

import pytest

from rufschutz.domain.call import events, facts
from rufschutz.domain.call.commands import Play, StartRecording
from rufschutz.domain.moments import Millis


@pytest.mark.rule("R03")
@pytest.mark.rule("R12")
@pytest.mark.rule("R15")
def test_a_caller_leaves_a_message(call):
    call.goes("""
        >> answer
        << call started
        << say opening.keypad.ask_first
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
        >> closed 12000 voiced 9000
        << say goodbye.recorded rec_gone_date=2030-01-08
        >> heard
        << hang up assistant
        >> hang up
        << recording kept 12000 9000
        << call ended caller yes_and_recorded
    """)
    given, started = call.last(facts.ConsentChanged), call.last(facts.RecordingStarted)
    assert given.head.at < started.head.at
    assert call.machine.done


@pytest.mark.rule("R06")
@pytest.mark.rule("R13")
def test_a_no_in_second_four_stops_the_notice_and_the_matter_gets_done(call):
    call.goes("""
        >> answer
        << call started
        << say opening.keypad.ask_first
        >> key 2
        << key 2
        << consent refused key
        << hush
        << say answer.no.short
        << text opening.keypad.ask_first cut
        >> heard
        << say readback.number.caller_id last_two=47
        >> heard
        >> key 1
        << key 1
        << confirmed +493023125047
        << say goodbye.noted
        >> heard
        << hang up assistant
        >> hang up
        << call ended caller refused
    """)
    assert not any(isinstance(order, StartRecording) for order in call.orders)


@pytest.mark.rule("R13")
def test_a_caller_silent_twice_is_helped_by_keypad(asked):
    asked.goes("""
        >> silence
        << say question.repeat slow
        >> heard
        >> silence
        << consent refused silence
        << say answer.silence
        >> heard
        << say readback.number.caller_id last_two=47
        >> heard
        >> key 1
        << key 1
        << confirmed +493023125047
        << say goodbye.noted
        >> hang up
        << call ended caller silence_or_unclear
    """)


@pytest.mark.rule("R100")
def test_no_ai_at_three_in_the_morning_a_callback_by_key(call):
    call.goes("""
        >> answer
        << call started
        << say opening.keypad.ask_first
        >> key 0
        << key 0
        << consent refused human_wanted
        << say human.nobody_free
        >> heard
        << say readback.number.caller_id last_two=47
        >> heard
        >> key 1
        << key 1
        << confirmed +493023125047
        << say goodbye.noted
    """)


@pytest.mark.parametrize(
    ("so_far", "outcome"),
    [
        (">> answer\n<< call started\n<< say opening.keypad.ask_first", "hung_up_in_notice"),
        (
            ">> answer\n<< call started\n<< say opening.keypad.ask_first\n>> heard",
            "hung_up_in_notice",
        ),
    ],
    ids=["in the notice", "after the question"],
)
def test_hanging_up_unanswered_leaves_no_consent_row(call, so_far, outcome):
    call.goes(so_far)
    call.goes(f"""
        >> hang up
        << call ended caller {outcome}
    """)
    assert not call.all(facts.ConsentChanged)
    assert not call.timers


def test_what_still_played_when_the_caller_hung_up_was_cut(call):
    call.goes("""
        >> answer
        << call started
        << say opening.keypad.ask_first
        >> hang up
        << text opening.keypad.ask_first cut
        << call ended caller hung_up_in_notice
    """)
    played = call.last(facts.TextPlayed)
    assert (played.completed, played.alive, played.length) == (False, False, 1_000)


@pytest.mark.rule("R12")
def test_hanging_up_while_the_yes_is_stored_opens_nothing(asked):
    asked.goes("""
        >> key 1
        << key 1
        << consent given
        >> hang up
        << call ended caller yes_nothing_said
        >> stored
    """)
    assert not asked.grants


@pytest.mark.rule("R12")
def test_hanging_up_in_mid_recording_keeps_what_was_said(recorded):
    recorded.goes(">> hang up\n<< close the journal")
    assert not recorded.grants[0].alive
    assert not recorded.machine.done
    recorded.goes("""
        >> closed 5000 voiced 4000
        << recording kept 5000 4000
        << call ended caller yes_and_recorded
        >> hang up
        >> answer
    """)


def test_hanging_up_in_mid_recording_without_a_word_destroys_it(recorded):
    recorded.goes("""
        >> hang up
        << close the journal
        >> closed 900 voiced 0
        << destroy the journal
        >> gone
        << recording gone nothing_said
        << call ended caller yes_nothing_said
    """)


def test_a_recorder_that_fails_after_the_call_leaves_half_a_message_to_nobody(recorded):
    recorded.goes("""
        >> hang up
        << close the journal
        >> recorder fails
        << destroy the journal
        >> gone
        << recording gone recorder_failed
        << call ended caller recording_failed
    """)


def test_the_call_ends_even_if_the_destruction_cannot_be_shown(recorded):
    recorded.goes("""
        >> key *
        << destroy the journal
        << key *
        << consent withdrawn
        >> hang up
        >> recorder fails
        << call ended caller yes_then_star
    """)
    assert not recorded.all(facts.RecordingGone)


@pytest.mark.rule("R17")
def test_a_star_in_mid_sentence_kills_the_grant_first_and_the_caller_is_helped(recorded):
    orders = recorded.happens("key *")
    assert orders[0] == "destroy the journal"
    assert not recorded.grants[0].alive
    recorded.goes("""
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
        >> heard
        << hang up assistant
        >> hang up
        << call ended caller yes_then_star
    """)
    withdrawn = recorded.last(facts.ConsentChanged)
    assert withdrawn.text == "opening.keypad.ask_first"
    assert withdrawn.key_started_at is not None


@pytest.mark.rule("R17")
def test_the_promise_that_star_deletes_holds_during_the_callback_too(recorded):
    recorded.goes("""
        >> key 0
        << key 0
        << close the journal
        << say human.nobody_free
        >> closed 5000 voiced 4000
        >> key *
        << destroy the journal
        << key *
        << consent withdrawn
        >> gone
        << recording gone withdrawn
        << say withdraw.in_call.keypad
    """)


@pytest.mark.rule("R110")
def test_a_withheld_number_is_nowhere(playbook):
    call = playbook(number=None, withheld=True)
    call.goes("""
        >> answer
        << call started
        << say opening.keypad.ask_first
        >> heard
        >> key 1
        << key 1
        << consent given
        >> stored
        << recording started
        << record
        << say answer.yes
        >> hang up
        << close the journal
        >> closed 5000 voiced 4000
        << recording kept 5000 4000
        << call ended caller yes_and_recorded
    """)
    assert call.last(facts.RecordingStarted).number is None
    assert "+49" not in repr(call.facts)


def test_the_limit_of_the_call_closes_the_recording_and_says_goodbye(recorded):
    recorded.goes("""
        >> time is up: call
        << close the journal
        >> closed 5000 voiced 4000
        << say goodbye.recorded rec_gone_date=2030-01-08
        >> heard
        << hang up limit
    """)
    assert not recorded.grants[0].alive


def test_a_recorder_that_fails_at_the_limit_changes_only_the_last_words(recorded):
    recorded.goes("""
        >> time is up: call
        << close the journal
        >> recorder fails
        << destroy the journal
        >> gone
        << recording gone recorder_failed
        << say goodbye.nothing
    """)


def test_a_line_that_may_not_record_still_helps(playbook):
    call = playbook(recording=None, opening="opening.keypad.never")
    call.goes("""
        >> answer
        << call started
        << say opening.keypad.never
        >> heard
        << say readback.number.caller_id last_two=47
        >> heard
        >> key 1
        << key 1
        << confirmed +493023125047
        << say goodbye.noted
        >> heard
        << hang up assistant
        >> hang up
        << call ended caller not_asked
    """)


def test_hanging_up_in_a_notice_that_asks_nothing(playbook):
    playbook(recording=None, opening="opening.keypad.never").goes("""
        >> answer
        << call started
        << say opening.keypad.never
        >> hang up
        << call ended caller hung_up_in_notice
    """)


def test_how_the_sound_arrived_is_told_before_the_end_of_the_call(playbook):
    playbook(recording=None, opening="opening.keypad.never").goes("""
        >> answer
        << call started
        << say opening.keypad.never
        >> hang up after bad sound
        << quality bad
        << call ended caller hung_up_in_notice
    """)


def test_a_call_that_was_never_answered_leaves_nothing(call):
    assert call.feed(events.CallerSilent(Millis(1))) == []
    assert call.feed(events.HungUp(Millis(2), events.EndedBy.CALLER)) == []
    assert call.feed(events.Answered(Millis(3))) == []
    assert call.machine.done


def test_answering_twice_changes_nothing(call):
    call.happens("answer")
    assert call.happens("answer") == []


def test_a_timer_that_was_stopped_comes_too_late(asked):
    asked.happens("key 9")
    assert asked.feed(events.TimerFired(asked.now, events.Timer.ANSWER)) == []


def test_an_unknown_playback_ends_nothing(asked):
    late = events.PlaybackEnded(asked.now, 99, completed=True, peer_alive=True)
    assert asked.feed(late) == []


@pytest.mark.rule("R01")
def test_the_first_sound_is_the_opening(call):
    call.happens("answer")
    assert next(order for order in call.orders if isinstance(order, Play)).text == call.script.opening
