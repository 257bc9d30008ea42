"""On hold nobody is there: nothing is recorded, no key counts, and what was not heard is said again."""

from __future__ import annotations

import pytest

from rufschutz.domain.call import events, facts


@pytest.mark.rule("R101")
def test_a_hold_is_a_marked_gap_and_the_message_goes_on_after_it(recorded):
    recorded.goes("""
        >> hold
        << pause hold
        << recording paused
        << timer hold 600000
        >> back
        << stop timer hold
        << say answer.yes
        >> heard
        << resume
        << recording resumed
        << tone
        >> heard
        >> key #
        << key #
        << close the journal
        >> closed 9000 voiced 4000
        << say goodbye.recorded rec_gone_date=2030-01-08
    """)
    assert recorded.last(facts.RecordingPaused).reason == "hold"
    assert recorded.grants[0].alive is False


@pytest.mark.rule("R101")
def test_on_hold_no_key_and_no_silence_does_anything(recorded):
    recorded.happens("hold")
    for line in ("key *", "key #", "key 2", "caller falls silent", "hold"):
        assert recorded.happens(line) == []
    assert recorded.happens("back")[-1] == "say answer.yes"


@pytest.mark.rule("R101")
def test_the_time_of_a_message_does_not_run_on_hold(recorded):
    recorded.happens("hold")
    assert recorded.timers == {events.Timer.CALL, events.Timer.HOLD}
    recorded.now += 300_000
    for line in ("back", "heard"):
        recorded.happens(line)
    assert "timer message 179000" in recorded.happens("heard")


@pytest.mark.rule("R101")
def test_a_question_that_was_put_on_hold_is_asked_again_and_no_earlier_hearing_counts(asked):
    asked.goes("""
        >> hold
        << stop timer answer
        >> key 1
        >> back
        << say opening.keypad.ask_first
        >> key 1
        << key 1 does not count
        << hush
        << say answer.too_early
        << text opening.keypad.ask_first cut
    """)
    assert not asked.all(facts.ConsentChanged)


@pytest.mark.rule("R101")
@pytest.mark.rule("R12")
def test_a_yes_that_becomes_durable_on_hold_records_nothing_before_the_hold_is_over(asked):
    asked.goes("""
        >> key 1
        << key 1
        << consent given
        >> hold
        >> stored
        >> back
        << recording started
        << record
        << say answer.yes
    """)


@pytest.mark.rule("R101")
def test_somebody_else_after_a_hold_is_asked_anew(recorded):
    recorded.goes("""
        >> hold
        << pause hold
        << recording paused
        >> somebody else
        << close the journal
        >> closed 5000 voiced 4000
        >> back
        << say opening.keypad.ask_first
    """)
    assert not recorded.grants[0].alive


def test_a_call_left_on_hold_ends_and_keeps_the_message(recorded):
    recorded.goes("""
        >> hold
        << pause hold
        << recording paused
        >> time is up: hold
        << close the journal
        << hang up limit
        >> closed 5000 voiced 4000
        >> hang up
        << recording kept 5000 4000
        << call ended caller yes_and_recorded
    """)


def test_the_limit_of_the_call_holds_on_hold_too(call):
    call.goes("""
        >> answer
        << call started
        << say opening.keypad.ask_first
        >> hold
        << hush
        << text opening.keypad.ask_first cut
        >> time is up: call
        << hang up limit
    """)


def test_a_timer_that_was_stopped_by_the_hold_comes_too_late(asked):
    asked.happens("hold")
    assert asked.feed(events.TimerFired(asked.now, events.Timer.ANSWER)) == []


def test_hanging_up_on_hold_settles_the_message(recorded):
    recorded.goes("""
        >> hold
        << pause hold
        << recording paused
        >> hang up
        << close the journal
        >> closed 5000 voiced 4000
        << recording kept 5000 4000
        << call ended caller yes_and_recorded
    """)


def test_a_recorder_that_fails_on_hold_is_told_when_somebody_listens_again(recorded):
    recorded.goes("""
        >> hold
        << pause hold
        << recording paused
        >> recorder fails
        << destroy the journal
        >> gone
        << recording gone recorder_failed
        >> back
        << say fault.no_recording
    """)


def test_a_deletion_that_ends_on_hold_is_told_afterwards(recorded):
    recorded.goes("""
        >> key *
        << destroy the journal
        << key *
        << consent withdrawn
        >> hold
        >> gone
        << recording gone withdrawn
        >> back
        << say withdraw.in_call.keypad
    """)


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_goodbye_waits_for_the_recorder_across_a_hold(recorded, when):
    recorded.goes("""
        >> key #
        << key #
        << close the journal
        >> hold
    """)
    if when == "before":
        recorded.goes("""
            >> closed 5000 voiced 4000
            >> back
            << say goodbye.recorded rec_gone_date=2030-01-08
        """)
    else:
        recorded.goes("""
            >> back
            >> closed 5000 voiced 4000
            << say goodbye.recorded rec_gone_date=2030-01-08
        """)


def test_a_goodbye_is_said_again_after_a_hold(recorded):
    recorded.goes("""
        >> key #
        << key #
        << close the journal
        >> closed 5000 voiced 4000
        << say goodbye.recorded rec_gone_date=2030-01-08
        >> hold
        << hush
        << text goodbye.recorded cut
        >> back
        << say goodbye.recorded rec_gone_date=2030-01-08
    """)


def test_what_was_being_said_first_is_said_again(call):
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
        >> hold
        << hush
        << text answer.no.short cut
        >> back
        << say answer.no.short
        >> heard
        << say readback.number.caller_id last_two=47
    """)


def test_a_number_is_typed_anew_after_a_hold(playbook):
    playbook(number=None).goes("""
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
        << say callback.number.ask
        >> key 4
        << hush
        << text callback.number.ask cut
        >> hold
        >> key 5
        >> back
        << say callback.number.ask
        >> key 1
        >> key 2
        >> key 3
        >> key #
        << key #
        << say readback.number.typed number_groups=123
    """)


@pytest.mark.parametrize("when", ["saving", "asking"])
def test_the_reason_of_a_message_is_asked_again_after_a_hold(spoken_message, when):
    spoken_message.goes("""
        >> key #
        << key #
        << close the journal
    """)
    closed = """
        >> closed 5000 voiced 4000
        << say reason.ask.recorded
    """
    if when == "asking":
        spoken_message.goes(closed)
        spoken_message.goes("""
            >> hold
            << hush
            << text reason.ask.recorded cut
            >> back
            << say reason.ask.recorded
        """)
    else:
        spoken_message.goes("""
            >> hold
            >> back
        """).goes(closed)


def test_a_hold_before_the_answer_or_after_the_end_is_nothing(call):
    assert call.happens("hold") == []
    assert call.happens("back") == []
