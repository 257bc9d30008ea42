"""What a message was about: asked once the message is safe, and lost with it, never instead of it."""

from __future__ import annotations

import pytest

MESSAGE_DONE = """
    >> key #
    << key #
    << close the journal
    >> closed 5000 voiced 4000
    << say reason.ask.recorded
"""


@pytest.fixture
def finished(spoken_message):
    """A message is safe, and its speaker is being asked what it is about."""
    return spoken_message.goes(MESSAGE_DONE)


def test_a_message_is_followed_by_what_it_is_about(finished):
    finished.goes("""
        >> heard
        >> key 2
        << say reason.noted reason=prescription
        >> heard
        << say goodbye.recorded rec_gone_date=2030-01-08
        >> heard
        << hang up assistant
        >> hang up
        << recording kept 5000 4000
        << confirmed prescription
        << call ended caller yes_and_recorded
    """)


def test_hanging_up_after_the_key_loses_neither_message_nor_reason(finished):
    finished.goes("""
        >> key 1
        << say reason.noted reason=appointment
        >> hang up
        << recording kept 5000 4000
        << confirmed appointment
        << call ended caller yes_and_recorded
    """)


@pytest.mark.parametrize("answer", ["silence", "key #"])
def test_silence_or_hash_after_a_message_is_no_reason_and_nothing_is_lost(finished, answer):
    finished.goes(f"""
        >> heard
        >> {answer}
        {"<< key #" if "#" in answer else ""}
        << say goodbye.recorded rec_gone_date=2030-01-08
        >> hang up
        << recording kept 5000 4000
        << call ended caller yes_and_recorded
    """)


def test_the_message_is_safe_before_it_is_asked_about(spoken_message):
    spoken_message.goes("""
        >> caller falls silent
        << close the journal
        >> key 1
        >> closed 5000 voiced 4000
        << say reason.ask.recorded
    """)


def test_where_nothing_was_said_nothing_is_asked(spoken_message):
    spoken_message.goes("""
        >> time is up: message
        << close the journal
        >> closed 5000 voiced 0
        << destroy the journal
        >> gone
        << recording gone nothing_said
        << say goodbye.nothing
    """)


def test_a_message_lost_while_it_is_saved_is_told_and_the_reason_asked_without_it(spoken_message):
    spoken_message.goes("""
        >> key #
        << key #
        << close the journal
        >> recorder fails
        << destroy the journal
        << say fault.no_recording
        >> gone
        << recording gone recorder_failed
        >> heard
        << say reason.ask
    """)


@pytest.mark.rule("R17")
def test_a_star_after_the_message_takes_the_reason_with_it(finished):
    finished.goes("""
        >> key 2
        << say reason.noted reason=prescription
        >> key *
        << destroy the journal
        << key *
        << consent withdrawn
        << hush
        << text reason.noted cut
        >> gone
        << recording gone withdrawn
        << say withdraw.in_call.keypad
        >> heard
        << say reason.ask
        >> hang up
        << call ended caller yes_then_star
    """)
    assert "prescription" not in repr(finished.facts)


def test_a_recorder_s_late_word_changes_nothing_once_the_menu_speaks(finished):
    finished.happens("heard")
    assert finished.happens("recorder fails") == []
