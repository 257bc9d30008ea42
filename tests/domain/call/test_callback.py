from __future__ import annotations

import pytest

from rufschutz.domain.call import facts

ENTRY = """
    >> key 2
    << key 2
    << say callback.number.ask
"""


def type_(call, digits: str) -> None:
    for digit in digits:
        assert not [order for order in call.happens(f"key {digit}") if order.startswith("key ")]


@pytest.mark.rule("R13")
def test_the_callers_number_is_stored_once_read_back_and_confirmed(offered):
    offered.goes("""
        >> heard
        << timer answer 10000
        >> key 1
        << key 1
        << confirmed +493023125047
        << say goodbye.noted
        >> heard
        << hang up assistant
        >> hang up
        << call ended caller refused
    """)


@pytest.mark.rule("R104")
def test_a_yes_before_the_read_back_was_heard_confirms_nothing(offered):
    offered.goes("""
        >> key 1
        << key 1 does not count
        >> heard
        >> key 1
        << key 1
        << confirmed +493023125047
        << say goodbye.noted
    """)


@pytest.mark.parametrize("key", ["3", "#"])
def test_no_call_back_is_a_choice(offered, key):
    offered.goes(f"""
        >> key {key}
        << key {key}
        << say callback.none
        >> heard
        << say goodbye.nothing
        >> heard
        << hang up assistant
    """)
    assert not offered.all(facts.MatterConfirmed)


@pytest.mark.parametrize("key", ["4", "6"])
def test_keys_without_a_meaning_leave_no_trace(offered, key):
    offered.goes(f"""
        >> key {key}
        >> heard
        >> key {key}
    """)


def test_a_second_press_of_the_no_does_not_ask_for_another_number(call):
    call.goes("""
        >> answer
        << call started
        << say opening.keypad.ask_first
        >> key 2
        << key 2
        << consent refused key
        << say answer.no.short
        >> key 2
        << say readback.number.caller_id last_two=47
        << text answer.no.short cut
    """)


def test_silence_hears_the_offer_once_more_and_then_orders_nothing(offered):
    offered.goes("""
        >> heard
        >> silence
        << say readback.number.caller_id slow last_two=47
        >> heard
        >> silence
        << say callback.none
    """)


def test_nobody_is_free_once_and_the_offer_stands(offered):
    offered.goes("""
        >> key 0
        << key 0
        << say human.nobody_free
        >> heard
        << say readback.number.caller_id last_two=47
        >> key 0
        << key 0 does not count
        >> heard
        >> key 1
        << key 1
        << confirmed +493023125047
        << say goodbye.noted
    """)


@pytest.mark.rule("R05")
def test_7_8_and_9_keep_their_meaning_in_a_read_back(offered):
    offered.goes("""
        >> key 7
        << key 7
        << say readback.number.caller_id slow last_two=47
        >> key 8
        << key 8
        << say readback.number.caller_id en last_two=47
        >> heard
        >> key 9
        << key 9
        << say privacy.keypad en
        >> heard
        << say rights.menu.keypad en
        >> key #
        << key #
        << say readback.number.caller_id en last_two=47
    """)


@pytest.mark.rule("R104")
def test_a_typed_number_is_read_back_digit_by_digit_and_then_stored(offered):
    offered.goes(ENTRY)
    type_(offered, "03023125012")
    offered.goes("""
        >> key #
        << key #
        << say readback.number.typed number_groups=03023125012
        >> heard
        >> key 1
        << key 1
        << confirmed 03023125012
        << say goodbye.noted
    """)


@pytest.mark.rule("R104")
def test_the_digits_of_a_number_are_no_facts(offered):
    before = {fact.key for fact in offered.all(facts.KeyHeard)}
    offered.goes(ENTRY)
    type_(offered, "0302312501789")
    offered.happens("key #")
    offered.happens("hang up")
    assert {fact.key for fact in offered.all(facts.KeyHeard)} - before == {"#"}
    assert not offered.all(facts.MatterConfirmed)


def test_the_first_digit_cuts_the_words_and_a_pause_completes_the_number(offered):
    offered.goes(
        ENTRY
        + """
        >> key 0
        << hush
        << timer key_gap 6000
        << text callback.number.ask cut
        >> key 3
        << timer key_gap 6000
        >> key 0
        >> time is up: key_gap
        << say readback.number.typed number_groups=030
    """
    )


@pytest.mark.parametrize("digits", ["01", "0123456789012345", "01234567890123456789"])
def test_a_number_that_is_none_is_asked_for_again_once(offered, digits):
    offered.goes(ENTRY)
    type_(offered, digits)
    offered.goes("""
        >> key #
        << key #
        << say number.invalid
        >> heard
        << say callback.number.ask
    """)
    type_(offered, digits)
    offered.goes("""
        >> key #
        << key #
        << say goodbye.nothing
    """)


@pytest.mark.parametrize("digits", ["030", "012345678901234"])
def test_the_shortest_and_the_longest_number_are_numbers(offered, digits):
    offered.goes(ENTRY)
    type_(offered, digits)
    offered.goes(f"""
        >> key #
        << key #
        << say readback.number.typed number_groups={digits}
    """)


def test_star_clears_what_was_typed(offered):
    offered.goes(ENTRY)
    type_(offered, "0309")
    offered.goes("""
        >> key *
        << key *
        << stop timer key_gap
        << say callback.number.ask
    """)
    type_(offered, "0302")
    offered.goes("""
        >> key #
        << key #
        << say readback.number.typed number_groups=0302
    """)


def test_hash_alone_skips_the_callback(offered):
    offered.goes(
        ENTRY
        + """
        >> key #
        << key #
        << say callback.none
    """
    )


def test_a_silent_typist_is_asked_once_more(offered):
    offered.goes(
        ENTRY
        + """
        >> heard
        << timer answer 10000
        >> silence
        << say callback.number.ask slow
        >> heard
        >> silence
        << say callback.none
    """
    )


def test_a_typed_number_can_be_typed_again_twice(offered):
    offered.goes(ENTRY)
    for again in ["2", "*"]:
        type_(offered, "0301")
        offered.goes(f"""
            >> key #
            << key #
            << say readback.number.typed number_groups=0301
            >> key 3
            >> key {again}
            << key {again}
            << say callback.number.ask
        """)
    type_(offered, "0301")
    offered.goes("""
        >> key #
        << key #
        << say readback.number.typed number_groups=0301
        >> key 2
        << key 2
        << say callback.none
    """)


def test_silence_after_a_typed_number_stores_nothing(offered):
    offered.goes(ENTRY)
    type_(offered, "0301")
    offered.goes("""
        >> key #
        << key #
        << say readback.number.typed number_groups=0301
        >> heard
        >> silence
        << say readback.number.typed slow number_groups=0301
        >> heard
        >> silence
        << say callback.none
    """)
    assert not offered.all(facts.MatterConfirmed)


@pytest.mark.parametrize("withheld", [True, False])
@pytest.mark.rule("R110")
def test_without_a_number_the_caller_is_asked_for_one(playbook, withheld):
    call = playbook(number=None, withheld=withheld)
    call.goes("""
        >> answer
        << call started
        << say opening.keypad.ask_first
        >> key 2
        << key 2
        << consent refused key
        << say answer.no.short
        >> key 2
        << say callback.number.ask
    """)
    assert call.last(facts.CallStarted).withheld is withheld
