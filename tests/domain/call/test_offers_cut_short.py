"""What ends an optional question before its answer: the star, a hold, the end of the call, somebody else."""

from __future__ import annotations

import pytest
from so_far import CONFIRMED, SAVED


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
def test_the_star_leaves_a_standing_consent_as_it_is(asking_more):
    asking_more.goes("""
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
    assert ("remind", "withdrawn", None) not in asking_more.consents()


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


def test_somebody_else_on_the_line_is_asked_nothing_optional(asking_more):
    asking_more.goes("""
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


def test_equipment_that_objects_ends_the_questions(asking_more):
    asking_more.goes("""
        >> heard
        >> equipment objects
        << say goodbye.recorded rec_gone_date=2030-01-08
    """)


@pytest.mark.parametrize("when", ["", ">> heard"])
def test_hanging_up_in_an_offer_changes_nothing_else(asking_more, when):
    asking_more.goes(when)
    asking_more.goes("""
        >> hang up
        << recording kept 12000 9000
        << call ended caller yes_and_recorded
    """)
    assert asking_more.consents() == [("handle_matter", "given", None)]


def test_after_a_hold_the_question_is_asked_anew(asking_more):
    asking_more.goes("""
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


def test_at_the_limit_of_the_call_nothing_more_is_asked(asking_more):
    asking_more.goes("""
        >> time is up: call
        << say goodbye.recorded rec_gone_date=2030-01-08
    """)
