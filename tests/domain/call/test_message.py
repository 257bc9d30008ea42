from __future__ import annotations

import pytest

from rufschutz.domain.call import facts
from rufschutz.domain.call.commands import StartRecording, Store


@pytest.mark.rule("R12")
def test_nothing_is_recorded_before_the_consent_is_durable(asked):
    asked.goes("""
        >> key 1
        << key 1
        << consent given
        << timer answer 2000
        >> key 5
    """)
    assert not any(isinstance(order, StartRecording) for order in asked.orders)
    asked.goes("""
        >> stored
        << recording started
        << record
        << say answer.yes
    """)


@pytest.mark.rule("R12")
def test_another_facts_durability_opens_nothing(asked):
    asked.happens("key 1")
    stored = next(order.fact for order in asked.orders if isinstance(order, Store))
    from rufschutz.domain.call.events import FactStored

    assert asked.feed(FactStored(asked.now, stored.head.fact)) == []


@pytest.mark.rule("R12")
def test_the_grant_and_the_recording_name_the_consent_they_rest_on(recorded):
    given = recorded.last(facts.ConsentChanged)
    started = recorded.last(facts.RecordingStarted)
    (grant,) = recorded.grants
    assert grant.consent == started.consent == given.head.fact
    assert (grant.tenant, grant.call, grant.purpose) == ("tenant", "call", started.purpose)
    assert started.number == "+493023125047"


@pytest.mark.rule("R12")
def test_a_consent_that_does_not_become_durable_is_none(asked):
    asked.goes("""
        >> key 1
        << key 1
        << consent given
        >> silence
        << say fault.no_recording
        >> stored
        >> heard
        << say readback.number.caller_id last_two=47
        >> hang up
        << call ended caller recording_failed
    """)


@pytest.mark.parametrize(
    ("key", "state", "words", "outcome"),
    [
        ("2", "refused key", "answer.no.short", "refused"),
        ("0", "refused human_wanted", "human.nobody_free", "refused"),
        ("*", "withdrawn", "answer.no.short", "yes_then_star"),
    ],
)
@pytest.mark.rule("R17")
def test_a_yes_can_be_taken_back_while_it_is_being_stored(asked, key, state, words, outcome):
    asked.goes(f"""
        >> key 1
        << key 1
        << consent given
        >> key {key}
        << key {key}
        << consent {state}
        << say {words}
        >> stored
        >> hang up
        << call ended caller {outcome}
    """)


@pytest.mark.parametrize("end", ["key #", "caller falls silent", "time is up: message"])
def test_hash_silence_and_the_limit_end_the_message(recorded, end):
    recorded.goes(f"""
        >> {end}
        {"<< key #" if end == "key #" else ""}
        << close the journal
        >> closed 5000 voiced 4000
        << say goodbye.recorded rec_gone_date=2030-01-08
        >> heard
        << hang up assistant
        >> hang up
        << recording kept 5000 4000
        << call ended caller yes_and_recorded
    """)
    assert not recorded.grants[0].alive


def test_a_message_in_which_nothing_was_said_is_destroyed(recorded):
    recorded.goes("""
        >> caller falls silent
        << close the journal
        >> closed 11000 voiced 299
        << destroy the journal
        >> gone
        << recording gone nothing_said
        << say goodbye.nothing
        >> heard
        << hang up assistant
        >> hang up
        << call ended caller yes_nothing_said
    """)


def test_three_hundred_ms_of_voice_are_something_said(recorded):
    recorded.goes("""
        >> key #
        << key #
        << close the journal
        >> closed 11000 voiced 300
        << say goodbye.recorded rec_gone_date=2030-01-08
    """)


def test_the_caller_is_warned_once_before_the_limit(recorded):
    recorded.goes("""
        >> time is up: message_warning
        << say limit.recording
        >> heard
        >> key 9
        << key 9
        << pause privacy_text
        << recording paused
        << say privacy.keypad
        >> heard
        << resume
        << recording resumed
        << tone
        >> heard
        << timer message 173000
    """)
    from rufschutz.domain.call.events import Timer

    assert Timer.MESSAGE_WARNING not in recorded.timers


@pytest.mark.rule("R05")
@pytest.mark.rule("R12")
def test_9_pauses_with_a_gap_and_resumes_under_the_same_grant(recorded):
    recorded.goes("""
        >> key 9
        << key 9
        << stop timer message
        << pause privacy_text
        << recording paused
        << say privacy.keypad
        >> caller falls silent
        >> key 9
        << key 9
        << resume
        << recording resumed
        << tone
        << text privacy.keypad cut
        >> heard
        << timer message 179000
        << timer message_warning 149000
    """)
    resumed = next(order for order in reversed(recorded.orders) if hasattr(order, "grant"))
    assert resumed.grant is recorded.grants[0]
    assert recorded.last(facts.RecordingPaused).reason == "privacy_text"


@pytest.mark.parametrize(("key", "reason", "how"), [("7", "repeat", "slow"), ("8", "language", "en")])
def test_7_and_8_say_again_that_the_recording_runs_inside_a_gap(recorded, key, reason, how):
    recorded.goes(f"""
        >> key {key}
        << key {key}
        << pause {reason}
        << recording paused
        << say answer.yes {how}
        >> heard
        << resume
        << recording resumed
        << tone
    """)


def test_0_keeps_the_message_and_goes_on_to_the_callback(recorded):
    recorded.goes("""
        >> key 0
        << key 0
        << close the journal
        << say human.nobody_free
        >> closed 5000 voiced 4000
        >> heard
        << say readback.number.caller_id last_two=47
        >> heard
        >> key 3
        << key 3
        << say callback.none
        >> heard
        << say goodbye.recorded rec_gone_date=2030-01-08
    """)


def test_0_during_the_privacy_text_is_obeyed_too(recorded):
    recorded.goes("""
        >> key 9
        << key 9
        << pause privacy_text
        << recording paused
        << say privacy.keypad
        >> key 0
        << key 0
        << close the journal
        << say human.nobody_free
    """)


def test_no_other_key_disturbs_the_message(recorded):
    recorded.goes("""
        >> key 2
        >> key 1
        >> key 5
    """)
    assert {fact.key for fact in recorded.all(facts.KeyHeard)} == {"1"}


@pytest.mark.parametrize(
    ("held", "then"),
    [
        ("0", "<< key 0\n<< close the journal\n<< say human.nobody_free"),
        ("#", "<< key #\n<< close the journal"),
        ("7", "<< key 7\n<< pause repeat\n<< recording paused\n<< say answer.yes slow"),
        ("4", "<< tone"),
    ],
)
def test_while_the_announcement_plays_keys_wait_for_its_end(asked, held, then):
    asked.goes(f"""
        >> key 1
        << key 1
        << consent given
        >> stored
        << recording started
        << record
        << say answer.yes
        >> caller falls silent
        >> key {held}
        >> key 2
        >> heard
        {then}
    """)


@pytest.mark.rule("R12")
def test_a_message_ended_out_of_a_gap_is_not_resumed_first(recorded):
    recorded.goes("""
        >> key 7
        << key 7
        << pause repeat
        << recording paused
        << say answer.yes slow
        >> key #
        >> heard
        << key #
        << close the journal
    """)


def test_one_interruption_after_another_is_one_gap(recorded):
    recorded.goes("""
        >> key 7
        << key 7
        << pause repeat
        << recording paused
        << say answer.yes slow
        >> key 9
        >> heard
        << key 9
        << say privacy.keypad
        >> heard
        << resume
        << recording resumed
        << tone
    """)


@pytest.mark.rule("R17")
def test_the_star_is_obeyed_even_during_the_announcement(asked):
    asked.goes("""
        >> key 1
        << key 1
        << consent given
        >> stored
        << recording started
        << record
        << say answer.yes
        >> key *
        << destroy the journal
        << key *
        << consent withdrawn
        >> gone
        << recording gone withdrawn
        << say withdraw.in_call.keypad
    """)


def test_a_full_disk_is_told_and_the_caller_helped_by_a_note(recorded):
    recorded.goes("""
        >> recorder fails
        << destroy the journal
        << say fault.no_recording
        >> gone
        << recording gone recorder_failed
        >> heard
        << say readback.number.caller_id last_two=47
        >> heard
        >> key 1
        << key 1
        << confirmed +493023125047
        << say goodbye.noted
        >> hang up
        << call ended caller recording_failed
    """)
    assert not recorded.grants[0].alive


def test_the_recorders_other_answers_do_not_disturb_the_message(recorded):
    from rufschutz.domain.call.events import RecordingDestroyed, RecordingStopped

    assert recorded.feed(RecordingStopped(recorded.now, "artefact-1", 1, 1)) == []
    assert recorded.feed(RecordingDestroyed(recorded.now, "artefact-1")) == []


@pytest.mark.rule("R17")
def test_nothing_is_called_deleted_before_it_is_gone(recorded):
    recorded.goes("""
        >> key *
        << destroy the journal
        << key *
        << consent withdrawn
        >> key 5
        >> gone
        << recording gone withdrawn
        << say withdraw.in_call.keypad
        >> heard
        << say readback.number.caller_id last_two=47
    """)


@pytest.mark.rule("R17")
def test_a_destruction_that_could_not_be_shown_is_not_claimed(recorded):
    recorded.goes("""
        >> key *
        << destroy the journal
        << key *
        << consent withdrawn
        >> recorder fails
        << say answer.no.short
        >> hang up
        << call ended caller yes_then_star
    """)
    assert not recorded.all(facts.RecordingGone)
