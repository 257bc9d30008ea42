"""A consent of an earlier call is taken back by code and day; the words are the same whatever was typed."""

from __future__ import annotations

import pytest

from rufschutz.domain.call import facts
from rufschutz.domain.call.withdrawal import day_of_call

pytestmark = pytest.mark.rule("R17")

CHOSEN = """
    >> key 9
    << key 9
    << say privacy.keypad
    >> heard
    << say rights.menu.keypad
    >> key 1
    << say withdraw.later.ask.keypad
    >> heard
"""
BACK = "<< say readback.number.caller_id last_two=47"


def typed(digits):
    return "\n".join(f">> key {digit}" for digit in digits)


def withdrawal(code="123456789", day="2812"):
    return f"""
        {typed(code)}
        << say withdraw.later.day.keypad
        >> heard
        {typed(day)}
        << typed {code} 2029-12-28
        << timer answer 2000
        >> kept
        << say withdraw.later.typed
        >> heard
        {BACK}
    """


@pytest.fixture
def chosen(offered):
    """A caller who wants to take back a consent of an earlier call."""
    return offered.goes(CHOSEN)


def test_code_and_day_become_one_fact_and_nothing_is_told_of_them(chosen):
    chosen.goes(withdrawal())


@pytest.mark.parametrize("code", ["000000000", "999999999", "708912345"])
def test_whatever_was_typed_the_words_are_the_same_and_come_at_the_same_time(chosen, code):
    began = chosen.now
    chosen.goes(withdrawal(code))
    assert chosen.now - began == 24_000


def test_no_digit_of_it_is_a_key_that_is_stored(chosen):
    before = len(chosen.all(facts.KeyHeard))
    chosen.goes(withdrawal())
    assert len(chosen.all(facts.KeyHeard)) == before


def test_what_does_not_become_durable_is_not_called_taken_back(chosen):
    chosen.goes(f"""
        {typed("123456789")}
        << say withdraw.later.day.keypad
        {typed("2812")}
        << typed 123456789 2029-12-28
        >> silence
        << say fault.not_kept
        >> heard
        {BACK}
    """)


def test_star_begins_anew_and_hash_with_no_digit_goes_back(chosen):
    chosen.goes(f"""
        {typed("12345")}
        >> key *
        << key *
        << say withdraw.later.ask.keypad
        >> key #
        << key #
        {BACK}
    """)


def test_a_silent_caller_is_asked_once_more_slower(chosen):
    chosen.goes(f"""
        >> silence
        << say withdraw.later.ask.keypad slow
        >> heard
        >> silence
        {BACK}
    """)


def test_too_few_digits_and_days_that_no_calendar_has_are_tries_and_after_three_it_goes_back(chosen):
    chosen.goes(f"""
        {typed("12345")}
        >> key #
        << key #
        << say withdraw.later.ask.keypad
        {typed("12345")}
        >> time is up: key_gap
        << say withdraw.later.ask.keypad
        {typed("123456789")}
        << say withdraw.later.day.keypad
        {typed("3002")}
        {BACK}
    """)
    assert chosen.all(facts.WithdrawalTyped) == []


def test_after_three_codes_a_person_helps(chosen):
    for _ in range(2):
        chosen.goes(withdrawal()).goes(CHOSEN)
    chosen.goes(withdrawal()).goes("""
        >> key 9
        << key 9
        << say privacy.keypad
        >> heard
        << say rights.menu.keypad
        >> key 1
        << say human.nobody_free
        >> heard
        << say readback.number.caller_id last_two=47
    """)
    assert len(chosen.all(facts.WithdrawalTyped)) == 3


def test_on_hold_what_was_typed_is_forgotten(chosen):
    chosen.goes(f"""
        {typed("12345")}
        >> hold
        >> back
        << say withdraw.later.ask.keypad
        {typed("123456789")}
        << say withdraw.later.day.keypad
    """)


def test_it_withdraws_nothing_of_this_call(recorded):
    recorded.goes("""
        >> key #
        << key #
        << close the journal
        >> closed 5000 voiced 3000
        << say goodbye.recorded rec_gone_date=2030-01-08
    """)
    recorded.goes(CHOSEN).goes(f"""
        {typed("123456789")}
        << say withdraw.later.day.keypad
        {typed("0101")}
        << typed 123456789 2030-01-01
        >> kept
        << say withdraw.later.typed
        >> hang up
        << recording kept 5000 3000
        << call ended caller yes_and_recorded
    """)


@pytest.mark.parametrize(
    ("ddmm", "today", "day"),
    [
        ("0101", "2030-01-01", "2030-01-01"),
        ("0201", "2030-01-01", "2029-01-02"),
        ("3112", "2030-01-01", "2029-12-31"),
        ("2902", "2030-03-01", "2028-02-29"),
        ("2902", "2104-02-28", "2096-02-29"),
        ("3002", "2030-03-01", None),
        ("0013", "2030-03-01", None),
        ("1300", "2030-03-01", None),
        ("9999", "2030-03-01", None),
    ],
)
def test_the_year_is_the_latest_that_fits(ddmm, today, day):
    assert day_of_call(ddmm, today) == day
