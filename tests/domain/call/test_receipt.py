"""A receipt is offered where something is stored, and its code is durable before it is spoken."""

from __future__ import annotations

import pytest
from so_far import CONFIRMED

from rufschutz.domain.call import facts

OFFERED = CONFIRMED + "<< say receipt.offer\n"
ISSUED = (
    OFFERED
    + """
    >> heard
    >> key 1
    << key 1
    << receipt 123456789
"""
)
CODE = "say receipt.code slow code_groups=123 456 789 today=2030-01-01"


@pytest.mark.rule("R11")
def test_a_caller_gets_a_code_that_is_durable_before_it_is_spoken(receipt_call):
    receipt_call.goes(
        ISSUED
        + f"""
        << timer answer 2000
        >> key 1
        >> issued
        << {CODE}
        >> heard
        << timer answer 4000
        >> silence
        << say goodbye.noted
        >> heard
        << hang up assistant
        >> hang up
        << call ended caller refused
    """
    )
    assert [fact.code for fact in receipt_call.all(facts.ReceiptIssued)] == ["123456789"]


@pytest.mark.rule("R11")
def test_a_code_that_is_not_durable_in_time_is_never_spoken(receipt_call):
    receipt_call.goes(
        ISSUED
        + """
        >> silence
        << say receipt.none
        >> issued
        >> heard
        << say goodbye.noted
    """
    )


def test_where_the_plan_has_no_words_for_that_the_call_just_ends(playbook, said):
    spoken = {key: each for key, each in said().items() if key[0] != "receipt.none"}
    playbook(receipt=True, spoken=spoken).goes(ISSUED + ">> silence\n<< say goodbye.noted")


def test_the_code_can_be_heard_again_and_another_fact_does_not_bring_it(receipt_call):
    receipt_call.goes(ISSUED)
    receipt_call.goes(f"""
        >> noted
        >> issued
        << {CODE}
        >> key 5
        >> heard
        >> key 7
        << key 7
        << {CODE}
        >> heard
        >> key 5
        << key 5
        << say goodbye.noted
    """)


def test_the_code_can_be_cut_short_and_a_person_asked_for(receipt_call):
    receipt_call.goes(ISSUED + f">> issued\n<< {CODE}")
    receipt_call.goes("""
        >> key 0
        << key 0
        << say human.nobody_free
        >> heard
        << say goodbye.noted
    """)


@pytest.mark.parametrize("key", ["2", "*", "#"])
def test_a_no_is_a_no_and_nothing_is_issued(receipt_call, key):
    receipt_call.goes(
        OFFERED
        + f"""
        >> key {key}
        << key {key}
        << say goodbye.noted
    """
    )
    assert not receipt_call.all(facts.ReceiptIssued)


def test_silence_and_other_keys_are_no_yes(receipt_call):
    receipt_call.goes(
        OFFERED
        + """
        >> key 1
        << key 1 does not count
        >> heard
        >> key 5
        >> silence
        << say goodbye.noted
    """
    )


def test_who_wants_a_person_instead_is_not_asked_twice(receipt_call):
    receipt_call.goes(
        OFFERED
        + """
        >> key 0
        << key 0
        << say human.nobody_free
        >> heard
        << say goodbye.noted
    """
    )


@pytest.mark.rule("R11")
def test_nothing_stored_no_receipt(receipt_call):
    receipt_call.goes("""
        >> answer
        << call started
        << say opening.keypad.ask_first
        >> key 2
        << key 2
        << consent refused key
        << say answer.no.short
        >> heard
        << say readback.number.caller_id last_two=47
        >> key 3
        << key 3
        << say callback.none
        >> heard
        << say goodbye.nothing
    """)


def test_after_somebody_else_came_to_the_phone_no_code_is_read_out(receipt_call):
    receipt_call.goes(OFFERED)
    receipt_call.goes("""
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
        << say goodbye.noted
    """)


def test_a_hold_while_the_code_is_stored_only_waits(receipt_call):
    receipt_call.goes(ISSUED)
    receipt_call.goes(f"""
        >> hold
        >> back
        << timer answer 2000
        >> issued
        << {CODE}
        >> hold
        >> back
        << {CODE}
    """)
    assert len(receipt_call.all(facts.ReceiptIssued)) == 1


def test_a_person_wanted_beside_the_code_is_arranged_once(receipt_call):
    receipt_call.goes(ISSUED + f">> issued\n<< {CODE}")
    receipt_call.goes("""
        >> heard
        >> key 9
        << key 9
        << say privacy.keypad
        >> heard
        << say rights.menu.keypad
        >> key 0
        << key 0
        << say human.nobody_free
        >> heard
        << say goodbye.noted
    """)
    assert len(receipt_call.all(facts.MatterConfirmed)) == 1
