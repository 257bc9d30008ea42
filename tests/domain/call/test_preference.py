"""The star where nothing is recorded offers the standing wish; a clear yes is kept, all else is a no."""

from __future__ import annotations

import pytest

from rufschutz.domain.call import facts, texts
from rufschutz.domain.consent.known import Known

pytestmark = pytest.mark.rule("R17")

REFUSED_BY_STAR = """
    >> answer
    << call started
    << say opening.keypad.ask_first
    >> key *
    << key *
    << consent refused star
    << say answer.no.keypad
"""
ASKED = """
    >> key *
    << key *
    << say preference.never_record.ask
    >> heard
"""


@pytest.fixture
def starred(menu_call):
    """A caller who answered the question with the star; that is a no."""
    return menu_call.goes(REFUSED_BY_STAR)


@pytest.fixture
def wish_asked(starred):
    """The same caller, asked whether the number is never to be recorded."""
    return starred.goes(ASKED)


def test_the_first_star_is_a_no_and_the_next_one_offers_the_wish_which_is_kept_before_it_is_called_kept(
    wish_asked,
):
    wish_asked.goes("""
        >> key 1
        << key 1
        << wish never_record of +493023125047
        >> kept
        << say preference.never_record.done
        >> heard
        << say answer.no.keypad
        >> key 1
        << say reason.noted reason=appointment
        >> heard
        << say readback.number.caller_id last_two=47
        >> heard
        >> key 1
        << key 1
        << confirmed +493023125047 appointment
        << say goodbye.noted
        >> hang up
        << call ended caller refused
    """)


@pytest.mark.parametrize("no", ["key 2", "key *", "key #", "silence"])
def test_everything_but_a_yes_is_a_no(wish_asked, no):
    said = [f"<< {no}"] if no.startswith("key") else []
    wish_asked.goes("\n".join([f">> {no}", *said, "<< say answer.no.keypad"]))
    assert wish_asked.all(facts.PreferenceSet) == []


def test_an_early_yes_does_not_count_here_either(starred):
    starred.goes("""
        >> key *
        << key *
        << say preference.never_record.ask
        >> key 1
        << key 1 does not count
        >> heard
        >> key 1
        << key 1
        << wish never_record of +493023125047
    """)


def test_a_wish_that_does_not_become_durable_is_not_called_kept(wish_asked):
    wish_asked.goes("""
        >> key 1
        << key 1
        << wish never_record of +493023125047
        << timer answer 2000
        >> silence
        << say fault.not_kept
        >> heard
        << say answer.no.keypad
    """)


def test_after_the_wish_nothing_is_asked_any_more_in_this_call_either(playbook, make_script):
    call = playbook(receipt=True, spoken=make_script().spoken)
    call.goes("""
        >> answer
        << call started
        << say opening.keypad.ask_first
        >> heard
        >> key 9
        << key 9
        << say privacy.keypad
        >> heard
        << say rights.menu.keypad
        >> key 2
        << say preference.never_record.ask
        >> heard
        >> key 1
        << key 1
        << wish never_record of +493023125047
        >> kept
        << say preference.never_record.done
        >> heard
        << say answer.no.short
        >> heard
        << say readback.number.caller_id last_two=47
        >> heard
        >> key 1
        << key 1
        << confirmed +493023125047
        << say goodbye.noted
        >> hang up
        << call ended caller not_asked
    """)


def test_the_star_at_the_goodbye_offers_it_and_the_goodbye_comes_again(offered):
    offered.goes("""
        >> heard
        >> key 1
        << key 1
        << confirmed +493023125047
        << say goodbye.noted
        >> key *
        << key *
        << say preference.never_record.ask
        >> heard
        >> key 1
        << key 1
        << wish never_record of +493023125047
        >> kept
        << say preference.never_record.done
        >> key #
        << key #
        << say goodbye.noted
        >> key *
        >> heard
        << hang up assistant
    """)


@pytest.mark.rule("R110")
@pytest.mark.parametrize("changes", [{"number": None, "withheld": True}, {"number": None}])
def test_of_a_number_that_is_hidden_nothing_is_remembered_or_offered(playbook, make_script, changes):
    script = make_script(**changes)
    call = playbook(**changes, menu=None, spoken=script.spoken).goes("""
        >> answer
        << call started
        << say opening.keypad.ask_first
        >> key *
        << key *
        << consent refused star
        << say answer.no.short
        >> heard
        << say callback.number.ask
        >> heard
        >> key #
        << key #
        << say callback.none
        >> heard
        << say goodbye.nothing
        >> key *
        >> heard
        << hang up assistant
    """)
    assert call.all(facts.PreferenceSet) == []


def test_after_somebody_else_came_to_the_phone_nothing_is_remembered_of_the_number(starred):
    starred.goes("""
        >> somebody else
        << say opening.keypad.ask_first
        >> key *
        << key *
        << consent refused star
        << say answer.no.keypad
        >> key *
        << key *
        << say answer.no.keypad
    """)


def test_a_wish_that_stands_is_not_asked_for_again(playbook):
    call = playbook(known=Known(never_record=True), recording=None, opening=texts.OPENING_NEVER)
    call.goes("""
        >> answer
        << call started
        << say opening.keypad.never
        >> heard
        << say readback.number.caller_id last_two=47
        >> key *
        << key *
        << say readback.number.caller_id last_two=47
    """)


def test_the_fixed_keys_keep_their_meaning_in_the_question(wish_asked):
    wish_asked.goes("""
        >> key 7
        << key 7
        << say preference.never_record.ask slow
        >> key 8
        << key 8
        << say preference.never_record.ask en
        >> key 9
        << key 9
        << say privacy.keypad en
        >> heard
        << say preference.never_record.ask en
        >> key 5
        >> key 0
        << key 0
        << say human.nobody_free en
    """)


def test_a_hold_forgets_no_wish_that_is_on_its_way(wish_asked):
    wish_asked.goes("""
        >> key 1
        << key 1
        << wish never_record of +493023125047
        >> hold
        >> kept
        >> back
        << say preference.never_record.done
    """)


def test_whoever_objects_by_equipment_meanwhile_is_asked_nothing_afterwards(menu_call):
    menu_call.goes("""
        >> answer
        << call started
        << say opening.keypad.ask_first
        >> heard
        >> key 9
        << key 9
        << say privacy.keypad
        >> heard
        << say rights.menu.keypad
        >> equipment objects
        >> key #
        << key #
        << say answer.no.keypad
    """)
