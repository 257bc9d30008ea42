"""After the privacy text a caller hears what can be done, by keys, and then comes back."""

from __future__ import annotations

import pytest

from rufschutz.domain.call import texts

pytestmark = pytest.mark.rule("R17")

TOLD = """
    >> key 9
    << key 9
    << say privacy.keypad
    >> heard
    << say rights.menu.keypad
"""


@pytest.fixture
def told(offered):
    """A caller to whom a call back is offered and who asked for the privacy text meanwhile."""
    return offered.goes(TOLD)


@pytest.mark.parametrize("back", ["key #", "silence"])
def test_hash_and_silence_lead_back(told, back):
    said = ["<< key #"] if back == "key #" else []
    told.goes("\n".join([">> heard", f">> {back}", *said, "<< say readback.number.caller_id last_two=47"]))


def test_a_key_during_the_privacy_text_leads_back_at_once(offered):
    offered.goes("""
        >> key 9
        << key 9
        << say privacy.keypad
        >> key 5
        << say readback.number.caller_id last_two=47
    """)


def test_the_fixed_keys_keep_their_meaning(told):
    told.goes("""
        >> key 7
        << key 7
        << say rights.menu.keypad slow
        >> key 8
        << key 8
        << say rights.menu.keypad en
        >> key 9
        << key 9
        << say privacy.keypad en
        >> heard
        << say rights.menu.keypad en
        >> key 5
        >> key *
        << key *
        << say preference.never_record.ask en
    """)


def test_a_person_is_wanted_as_where_it_was_asked_for(told):
    told.goes("""
        >> key 0
        << key 0
        << say human.nobody_free
        >> heard
        << say readback.number.caller_id last_two=47
    """)


def test_a_person_wanted_beside_the_question_is_a_no_to_it(asked):
    asked.goes(TOLD).goes("""
        >> key 0
        << key 0
        << consent refused human_wanted
        << say human.nobody_free
    """)


def test_a_person_wanted_beside_the_goodbye_calls_back(offered):
    offered.goes("""
        >> key 3
        << key 3
        << say callback.none
        >> heard
        << say goodbye.nothing
    """).goes(TOLD).goes("""
        >> key 0
        << key 0
        << say human.nobody_free
        >> heard
        << say readback.number.caller_id last_two=47
    """)


@pytest.mark.rule("R110")
def test_a_hidden_number_is_offered_no_wish(playbook):
    playbook(number=None, withheld=True, menu=None).goes("""
        >> answer
        << call started
        << say opening.keypad.ask_first
        >> key 9
        << key 9
        << say privacy.keypad
        >> heard
        << say rights.menu.keypad.no_number
        >> key 2
        >> key *
        << key *
        << say opening.keypad.ask_first
    """)


def test_a_plan_of_an_earlier_version_comes_back_at_once(playbook, make_script):
    old = {key: said for key, said in make_script().spoken.items() if key[0] not in texts.OF_RIGHTS}
    playbook(spoken=old).goes("""
        >> answer
        << call started
        << say opening.keypad.ask_first
        >> heard
        >> key 9
        << key 9
        << say privacy.keypad
        >> heard
        << say opening.keypad.ask_first
    """)


def test_on_hold_the_menu_waits(told):
    told.goes("""
        >> hold
        >> back
        << say rights.menu.keypad
    """)


def test_a_yes_counts_for_the_question_alone_that_is_asked_again_afterwards(asked):
    asked.goes(TOLD).goes("""
        >> heard
        >> key #
        << key #
        << say opening.keypad.ask_first
        >> key 1
        << key 1 does not count
        << say answer.too_early
    """)


@pytest.mark.rule("R01")
def test_one_is_no_yes_here_once_every_code_was_tried(asked):
    asked.goes(TOLD).goes("""
        >> key 1
        << say withdraw.later.ask.keypad
        >> key 7
        >> key #
        << key #
        << say withdraw.later.ask.keypad
        >> key 7
        >> key #
        << key #
        << say withdraw.later.ask.keypad
        >> key 7
        >> key #
        << key #
        << say opening.keypad.ask_first
        >> heard
    """).goes(TOLD).goes("""
        >> key 1
        << consent refused human_wanted
        << say human.nobody_free
    """)
