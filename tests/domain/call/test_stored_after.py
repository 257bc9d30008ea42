"""The oracle of a no: whatever a caller does without a clear yes, what is stored is what was confirmed.

Each conversation ends without a consent to recording. Of what was typed, chosen or said, the
facts hold the very bytes that were read back and confirmed, and nothing else.
"""

from __future__ import annotations

import pytest
from so_far import ASKED

from rufschutz.domain.call import commands as do
from rufschutz.domain.call import facts
from rufschutz.handover.facts import fact_bytes

REASONS = "<< say answer.no.keypad\n>> heard"
NUMBER = "+493023125047"
TYPED = "03023125012"

WAYS = {
    "a no": "\n>> key 2\n<< key 2\n<< consent refused key\n" + REASONS,
    "silence": (
        "\n>> silence\n<< say question.repeat slow\n>> heard\n>> silence\n<< consent refused silence"
        "\n<< say answer.silence\n>> heard\n<< say reason.ask\n>> heard"
    ),
    "something else": (
        "\n>> key 4\n<< key 4 does not count\n<< say question.unclear\n>> heard\n>> key 4"
        "\n<< key 4 does not count\n<< consent refused unclear\n<< say answer.silence\n>> heard"
        "\n<< say reason.ask\n>> heard"
    ),
    "a yes that was taken back before it was stored": (
        "\n>> key 1\n<< key 1\n<< consent given\n>> key 2\n<< key 2\n<< consent refused key\n" + REASONS
    ),
    "equipment that objects": "\n>> equipment objects\n" + REASONS,
}

MATTERS = {
    "a reason and the caller's number": (
        """
        >> key 2
        << say reason.noted reason=prescription
        >> heard
        << say readback.number.caller_id last_two=47
        >> heard
        >> key 1
        << key 1
        << confirmed +493023125047 prescription
        << say goodbye.noted
        """,
        (NUMBER, "prescription"),
    ),
    "a typed number": (
        """
        >> key #
        << key #
        << say readback.number.caller_id last_two=47
        >> key 2
        << key 2
        << say callback.number.ask
        """
        + "".join(f">> key {digit}\n" for digit in TYPED)
        + f"""
        >> key #
        << key #
        << say readback.number.typed number_groups={TYPED}
        >> heard
        >> key 1
        << key 1
        << confirmed {TYPED}
        << say goodbye.noted
        """,
        (TYPED, None),
    ),
    "a reason alone": (
        """
        >> key 4
        << say reason.noted reason=opinion
        >> heard
        << confirmed opinion
        << say goodbye.noted
        """,
        ("", "opinion"),
    ),
    "a number that was not confirmed": (
        """
        >> key 1
        << say reason.noted reason=appointment
        >> heard
        << say readback.number.caller_id last_two=47
        >> heard
        >> key 3
        << key 3
        << say callback.none
        """,
        None,
    ),
    "nothing": (
        """
        >> key #
        << key #
        << say readback.number.caller_id last_two=47
        >> key #
        << key #
        << say callback.none
        """,
        None,
    ),
}


def told(call) -> bytes:
    """Return every byte of every fact but those of the confirmed matter."""
    return b"".join(fact_bytes(f) for f in call.facts if not isinstance(f, facts.MatterConfirmed))


@pytest.mark.rule("R104")
@pytest.mark.rule("R13")
@pytest.mark.parametrize("matter", MATTERS)
@pytest.mark.parametrize("way", WAYS)
def test_without_a_yes_what_is_stored_is_what_was_confirmed_byte_for_byte(menu_call, way, matter):
    words, confirmed = MATTERS[matter]
    menu_call.goes(ASKED + WAYS[way]).goes(words)
    menu_call.happens("hang up")
    stored = [(fact.callback_number, fact.reason) for fact in menu_call.all(facts.MatterConfirmed)]
    assert stored == ([] if confirmed is None else [confirmed])
    read_back(menu_call, confirmed)
    for secret in (NUMBER, NUMBER[1:], TYPED, "prescription", "appointment", "opinion"):
        assert secret.encode() not in told(menu_call)
    assert not menu_call.grants
    assert not menu_call.journals
    assert not menu_call.all(facts.RecordingStarted)
    assert all(fact.number is None for fact in menu_call.all(facts.ConsentChanged))


def read_back(call, confirmed) -> None:
    """Check that the caller has heard what is stored: each digit, or of the own number the last two."""
    if confirmed is None:
        return
    number, reason = confirmed
    heard = {slot.name: slot.value for o in call.orders if isinstance(o, do.Play) for slot in o.slots}
    if number:
        assert heard.get("number_groups", number) == number
        assert number.endswith(heard.get("last_two", "")) or number == heard["number_groups"]
    if reason:
        assert heard["reason"] == reason


@pytest.mark.rule("R104")
@pytest.mark.parametrize("way", WAYS)
def test_a_hang_up_after_any_no_stores_nothing_of_a_matter(menu_call, way):
    menu_call.goes(ASKED + WAYS[way])
    menu_call.happens("hang up")
    assert not menu_call.all(facts.MatterConfirmed)
    assert NUMBER.encode() not in told(menu_call)


@pytest.mark.rule("R104")
def test_an_optional_yes_after_a_no_adds_its_own_fact_and_no_sound(playbook, offering_call):
    call = playbook(offers=offering_call.script.offers, receipt=True)
    call.goes(ASKED)
    call.goes("""
        >> key 2
        << key 2
        << consent refused key
        << say answer.no.short
        >> heard
        << say readback.number.caller_id last_two=47
        >> heard
        >> key 1
        << key 1
        << confirmed +493023125047
        << say offer.remind
        >> heard
        >> key 1
        << key 1
        << consent remind given of +493023125047
        << say receipt.offer
        >> heard
        >> key 1
        << key 1
        << receipt 123456789
        >> issued
        << say receipt.code slow code_groups=123 456 789 today=2030-01-01
        >> hang up
        << call ended caller refused
    """)
    assert not call.journals
    holding = [fact for fact in call.facts if NUMBER.encode() in fact_bytes(fact)]
    assert [type(fact).__name__ for fact in holding] == ["MatterConfirmed", "ConsentChanged"]
    assert [fact.code for fact in call.all(facts.ReceiptIssued)] == ["123456789"]
