"""What was typed is checked here, and said in words that help whoever typed it."""

from __future__ import annotations

import pytest

from rufschutz.domain.ids import ReasonId
from rufschutz.public.enquiryform import TRAP, contact, read

REASONS = ["appointment", "other"]
GOOD = {"contact": "030 23125044", "reason": "appointment"}


def faults(**typed: str) -> set[str]:
    return set(read(GOOD | typed, REASONS).faults)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("030 / 231 250-44", "03023125044"),
        ("+49 30 23125044", "+493023125044"),
        ("0049 30 23125044", "+493023125044"),
        ("(030) 23125044", "03023125044"),
        ("anfrage@example.org", "anfrage@example.org"),
        ("1234", ""),
        ("030 2312x", ""),
        ("a@b", ""),
        ("030 23125044; DROP", ""),
        ("1" * 16, ""),
    ],
)
def test_a_number_or_an_address_is_read_as_it_is_used(typed: str, stored: str) -> None:
    assert contact(typed) == stored


def test_what_can_be_worked_on_has_no_fault() -> None:
    form = read(GOOD | {"name": " Muster ", "text": "Bitte\r\nanrufen"}, REASONS)
    assert form.faults == {}
    written = form.written()
    assert (written.contact, written.reason) == ("03023125044", ReasonId("appointment"))
    assert (written.name, written.text) == ("Muster", "Bitte\nanrufen")


def test_a_name_is_never_needed_and_either_reason_or_text_is_enough() -> None:
    assert faults(reason="", text="Rückruf bitte") == set()
    assert faults(text="") == set()
    assert faults(reason="", text="") == {"text"}


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"contact": ""}, "contact"),
        ({"contact": "x" * 130 + "@example.org"}, "contact"),
        ({"reason": "surgery"}, "reason"),
        ({"name": "n" * 81}, "name"),
        ({"text": "t" * 1001}, "text"),
        ({TRAP: "http://example.org"}, TRAP),
    ],
)
def test_each_fault_is_named_at_its_field(typed: dict[str, str], wrong: str) -> None:
    assert faults(**typed) == {wrong}


def test_a_thousand_characters_fit_and_the_number_is_said() -> None:
    assert faults(text="t" * 1000) == set()
    assert "1003" in read(GOOD | {"text": "t" * 1003}, REASONS).faults["text"]


@pytest.mark.parametrize("name", ["name", "contact", "text"])
@pytest.mark.parametrize("sign", ["\x00", "\x07", "\u202e"])
def test_signs_that_nobody_can_read_are_taken_away_and_who_typed_it_looks_again(name: str, sign: str) -> None:
    typed = {"name": "Muster", "contact": "030 23125044", "text": "Bitte anrufen"}
    form = read(GOOD | typed | {name: typed[name] + sign}, REASONS)
    assert set(form.faults) == {name}
    again = read({"name": form.name, "contact": form.contact, "text": form.text}, REASONS)
    assert again.faults == {}
    assert (again.name, again.contact, again.text) == tuple(typed.values())
