"""A child agrees to nothing: all sound goes first, then the own number is asked for, and a person calls."""

from __future__ import annotations

import pytest

from rufschutz.domain.call import facts
from rufschutz.domain.call.script import ScriptError

pytestmark = [pytest.mark.rule("R110"), pytest.mark.rule("R22")]

OWN = "030 23125099".replace(" ", "")
OWN_NUMBER = "\n".join(f">> key {digit}" for digit in OWN)


@pytest.fixture
def young(young_call):
    """A call to a line that lets children say so."""
    return young_call


REFUSED = """
    >> answer
    << call started
    << say opening.keypad.ask_first
    >> heard
    >> key 2
    << key 2
    << consent refused key
    << say answer.no.keypad
"""
RECORDED = """
    >> answer
    << call started
    << say opening.keypad.ask_first
    >> heard
    >> key 1
    << key 1
    << consent given
    >> stored
    << recording started
    << record
    << say answer.yes
    >> heard
    << tone
    >> heard
    >> key #
    << key #
    << close the journal
    >> closed 5000 voiced 3000
    << say reason.ask.recorded
"""


def test_a_child_is_asked_for_the_own_number_and_called_by_a_person(young):
    young.goes(REFUSED).goes(f"""
        >> key 3
        << say minor.keypad
        >> heard
        << say callback.number.ask
        >> heard
        {OWN_NUMBER}
        >> key #
        << key #
        << say readback.number.typed number_groups={OWN}
        >> heard
        >> key 1
        << key 1
        << confirmed {OWN} about minor
        << say goodbye.noted
        >> heard
        << hang up assistant
        >> hang up
        << call ended caller minor_or_third_voice
    """)
    assert young.last(facts.MatterConfirmed).reason is None


def test_the_number_the_call_comes_from_is_never_offered_to_a_child(young):
    young.goes(REFUSED).goes("""
        >> key 3
        << say minor.keypad
        >> heard
        << say callback.number.ask
        >> heard
        >> key #
        << key #
        << say callback.none
        >> heard
        << say goodbye.nothing
        >> hang up
        << call ended caller minor_or_third_voice
    """)
    assert young.all(facts.MatterConfirmed) == []


def test_what_a_child_recorded_is_destroyed_before_anything_is_said_and_the_yes_counts_no_more(young):
    young.goes(RECORDED).goes("""
        >> key 3
        << destroy the journal
        << consent invalidated
        >> gone
        << recording gone withdrawn
        << say minor.keypad
        >> heard
        << say callback.number.ask
        >> hang up
        << call ended caller minor_or_third_voice
    """)
    assert not any(grant.alive for grant in young.grants)


def test_a_child_who_hangs_up_meanwhile_leaves_nothing(young):
    young.goes(RECORDED).goes("""
        >> key 3
        << destroy the journal
        << consent invalidated
        >> hang up
        >> gone
        << recording gone withdrawn
        << call ended caller minor_or_third_voice
    """)


def test_a_hold_meanwhile_changes_nothing(young):
    young.goes(RECORDED).goes("""
        >> key 3
        << destroy the journal
        << consent invalidated
        >> hold
        >> gone
        << recording gone withdrawn
        >> back
        << say minor.keypad
    """)


def test_who_calls_for_somebody_else_says_so_and_the_matter_does_too(young):
    young.goes(REFUSED).goes("""
        >> key 2
        << say reason.noted reason=for_other
        >> heard
        << say readback.number.caller_id last_two=47
        >> heard
        >> key 1
        << key 1
        << confirmed +493023125047 for_other about somebody_else
        << say receipt.offer
    """)


def test_a_message_about_somebody_else_says_so(young):
    young.goes(RECORDED).goes("""
        >> key 2
        << say reason.noted reason=for_other
        >> heard
        << say receipt.offer
        >> hang up
        << recording kept 5000 3000
        << confirmed for_other about somebody_else
        << call ended caller yes_and_recorded
    """)


def test_a_reason_that_is_forgotten_was_about_nobody_else(young):
    young.goes(REFUSED).goes("""
        >> key 2
        << say reason.noted reason=for_other
        >> heard
        << say readback.number.caller_id last_two=47
        >> somebody else
        << say opening.keypad.ask_first
        >> key 2
        << key 2
        << consent refused key
        << say answer.no.keypad
        >> key #
        << key #
        << say callback.number.ask
        >> key 1
        >> key 1
        >> key 2
        >> key #
        << key #
        << say readback.number.typed number_groups=112
        >> heard
        >> key 1
        << key 1
        << confirmed 112
        << say goodbye.noted
    """)


def test_a_script_without_the_words_for_a_child_is_refused(young, make_script):
    silent = {key: said for key, said in make_script().spoken.items() if key[0] != "minor.keypad"}
    with pytest.raises(ScriptError, match="minor"):
        make_script(menu=young.script.menu, spoken=silent)


def test_nor_is_it_to_a_child_who_wants_a_person_at_the_end(young):
    young.goes(REFUSED).goes("""
        >> key 3
        << say minor.keypad
        >> heard
        << say callback.number.ask
        >> heard
        >> key #
        << key #
        << say callback.none
        >> heard
        << say goodbye.nothing
        >> key 9
        << key 9
        << say privacy.keypad
        >> heard
        << say rights.menu.keypad
        >> key 0
        << key 0
        << say human.nobody_free
        >> heard
        << say callback.number.ask
    """)


def test_what_somebody_else_recorded_before_goes_too_and_its_yes_counts_no_more(young):
    young.goes(RECORDED).goes("""
        >> somebody else
        << say opening.keypad.ask_first
        >> key 2
        << key 2
        << consent refused key
        << say answer.no.keypad
        >> key 3
        << destroy the journal
        << consent invalidated
        >> gone
        << recording gone withdrawn
        << say minor.keypad
    """)
