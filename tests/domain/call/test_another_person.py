"""Another person at the other end: nothing of the first one's passes to the second."""

from __future__ import annotations

import pytest

from rufschutz.domain.call import events, facts


@pytest.mark.rule("R12")
def test_another_person_is_asked_again_and_the_first_ones_message_is_kept(recorded):
    recorded.goes("""
        >> somebody else
        << close the journal
        << say opening.keypad.ask_first
        >> closed 5000 voiced 4000
    """)
    assert not recorded.grants[0].alive
    recorded.goes("""
        >> heard
        >> key 1
        << key 1
        << consent given
        >> stored
        << recording started
        << record
        << say answer.yes
    """)
    assert recorded.grants[1].consent != recorded.grants[0].consent
    assert recorded.last(facts.RecordingStarted).number is None


@pytest.mark.rule("R12")
def test_a_yes_does_not_pass_to_another_person_while_it_is_being_stored(asked):
    asked.goes("""
        >> key 1
        << key 1
        << consent given
        >> somebody else
        << say opening.keypad.ask_first
        >> stored
        >> key 1
        << key 1 does not count
        << say answer.too_early
    """)
    assert not asked.grants


@pytest.mark.rule("R12")
def test_another_person_did_not_hear_the_question(call):
    call.goes("""
        >> answer
        << call started
        << say opening.keypad.ask_first
        >> heard
        >> somebody else
        << say opening.keypad.ask_first
        >> key 1
        << key 1 does not count
        << say answer.too_early
    """)


def test_another_person_is_not_read_the_first_ones_number(offered):
    offered.goes("""
        >> somebody else
        << say opening.keypad.ask_first
        >> key 2
        << key 2
        << consent refused key
        << say answer.no.short
        >> heard
        << say callback.number.ask
    """)


def test_another_person_at_the_goodbye_hears_it_to_the_end(offered):
    offered.goes("""
        >> key 3
        << key 3
        << say callback.none
        >> somebody else
        >> heard
        << say goodbye.nothing
        >> heard
        << hang up assistant
        >> somebody else
        >> time is up: call
    """)


def test_the_first_ones_lost_message_does_not_stop_the_second_ones(recorded):
    recorded.goes("""
        >> somebody else
        << close the journal
        << say opening.keypad.ask_first
        >> heard
        >> key 1
        << key 1
        << consent given
        >> stored
        << recording started
        << record
        << say answer.yes
    """)
    failed = events.RecorderFailed(recorded.now, "artefact-1", "no space")
    assert recorded.feed(failed) == ["destroy the journal"]
    assert recorded.grants[1].alive


def test_who_comes_while_it_still_rings_is_not_who_called(call):
    call.goes("""
        >> somebody else
        >> answer
        << call started
        << say opening.keypad.ask_first
        >> key 2
        << key 2
        << consent refused key
        << say answer.no.short
        >> heard
        << say callback.number.ask
    """)
