"""In which order the rest of a call goes."""

from __future__ import annotations

import pytest
from so_far import SAVED


@pytest.mark.rule("R11")
def test_the_receipt_comes_last_and_covers_what_was_answered(full_call):
    full_call.goes(
        SAVED
        + """
        << say reason.ask.recorded
        >> heard
        >> key 1
        << say reason.noted reason=appointment
        >> heard
        << say offer.quality
        >> heard
        >> key 1
        << key 1
        << consent quality given
        << say offer.remind
        >> heard
        >> key 2
        << key 2
        << consent remind refused key
        << say receipt.offer
        >> heard
        >> key 1
        << key 1
        << receipt 123456789
        >> issued
        << say receipt.code slow code_groups=123 456 789 today=2030-01-01
        >> heard
        >> silence
        << say goodbye.recorded rec_gone_date=2030-01-31
        >> heard
        << hang up assistant
        >> hang up
        << recording kept 12000 9000
        << confirmed appointment
        << call ended caller yes_and_recorded
    """
    )


@pytest.mark.rule("R11")
@pytest.mark.rule("R110")
def test_where_the_number_is_hidden_the_receipt_comes_first(playbook, full_call):
    hidden = playbook(number=None, withheld=True, offers=full_call.script.offers, receipt=True)
    hidden.goes(
        SAVED
        + """
        << say receipt.offer
        >> heard
        >> key 2
        << key 2
        << say offer.quality
        >> heard
        >> silence
        << consent quality refused silence
        << say offer.staff_training
    """
    )


def test_where_nothing_came_of_the_call_nothing_is_asked(full_call):
    full_call.goes("""
        >> answer
        << call started
        << say opening.keypad.ask_first
        >> key 2
        << key 2
        << consent refused key
        << say answer.no.keypad
        >> heard
        >> key 1
        << say reason.noted reason=appointment
        >> heard
        << say readback.number.caller_id last_two=47
        >> key 3
        << key 3
        << say callback.none
        >> heard
        << say goodbye.nothing
    """)


def test_a_line_that_offers_nothing_says_goodbye(recorded):
    recorded.goes("""
        >> key #
        << key #
        << close the journal
        >> closed 12000 voiced 9000
        << say goodbye.recorded rec_gone_date=2030-01-08
    """)
