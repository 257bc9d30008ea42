"""What is announced is what binds."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rufschutz.core.purposes.announce import Part, announced, fill, parts, slots
from rufschutz.domain.moments import Period


def words(policy, controller, name: str, language: str = "de") -> str:
    values, faults = slots(policy, controller, language)
    assert faults == []
    return fill(policy.text(name), language, values)[0]


@pytest.mark.rule("R02")
@pytest.mark.parametrize(
    ("period", "de", "en"), [("P30D", "dreißig Tage", "thirty days"), ("P7D", "sieben Tage", "seven days")]
)
def test_the_period_is_spoken_from_the_live_rule(policy, controller, period: str, de: str, en: str) -> None:
    live = policy.with_period("recording_matter", period)
    assert f"höchstens {de}?" in words(live, controller, "opening.keypad.ask_first")
    assert f"for up to {en}?" in words(live, controller, "opening.keypad.ask_first", "en")


@pytest.mark.rule("R98")
def test_a_shorter_cap_is_what_is_announced(policy) -> None:
    rule = replace(policy.rule("recording_matter"), period="P90D", cap="P30D")
    assert announced(rule) == Period(days=30)
    assert announced(replace(rule, period="P2M", cap="P3Y")) == Period(months=2)
    assert announced(replace(rule, cap=None)) == Period(days=90)


def test_the_controller_is_named_first(policy, controller) -> None:
    assert words(policy, controller, "opening.keypad.ask_first").startswith(
        "Praxis Beispiel, hier spricht ein Computer."
    )


def test_the_full_text_names_everyone_who_must_be_named(policy, controller) -> None:
    said = words(policy, controller, "privacy.keypad")
    for value in (
        controller.full_name,
        controller.address,
        controller.dpo_contact,
        controller.authority,
        controller.url,
    ):
        assert value in said
    assert "spätestens dreißig Tage nach Erledigung" in said
    assert "{" not in said


@pytest.mark.rule("R17")
def test_the_full_text_promises_what_there_is_a_way_for_and_nothing_else(policy, controller) -> None:
    german, english = (words(policy, controller, "privacy.keypad", language) for language in ("de", "en"))
    assert "jederzeit ohne Nachteil: im Anruf mit Stern, später sagen Sie es uns" in german
    assert "dann löschen wir sofort; was vorher geschah, bleibt erlaubt" in german
    assert "anytime without disadvantage: in the call by star, later by simply telling us" in english
    assert "then we delete at once; what happened before stays lawful" in english
    for absent in ("Beleg", "Sicherung", "receipt", "backup"):
        assert absent not in german + english


def test_slots_of_the_call_stay_open(policy, controller) -> None:
    assert "{last_two}" in words(policy, controller, "readback.number.caller_id")


@pytest.mark.parametrize("field", ["short_name", "full_name", "address", "dpo_contact", "authority", "url"])
def test_an_empty_value_is_a_fault(policy, controller, field: str) -> None:
    _, faults = slots(policy, replace(controller, **{field: " "}), "de")
    assert [fault.message for fault in faults] == ["is empty"]


def test_a_period_that_cannot_be_said_is_a_fault(policy, controller) -> None:
    _, faults = slots(policy.with_period("recording_matter", "P0D"), controller, "de")
    assert [fault.path for fault in faults] == ["retention.recording_matter.period"]


@pytest.mark.parametrize(
    ("said", "message"),
    [("{no_such} x", "slot {no_such} is empty"), ("a {b", "broken slot"), ("  ", "has no words")],
)
def test_a_text_that_cannot_be_filled_is_a_fault(policy, said: str, message: str) -> None:
    text = replace(policy.text("callback.none"), words={"de": said})
    (fault,) = fill(text, "de", {})[1]
    assert fault.path == "texts.callback.none.de"
    assert message in fault.message


def test_a_text_is_cut_at_the_slots_of_the_call() -> None:
    assert parts("Nummer: {last_two}. Stimmt das?") == (
        Part("Nummer:", ""),
        Part("", "last_two"),
        Part("Stimmt das?", ""),
    )
    assert parts("Bis {rec_gone_date}.") == (Part("Bis", ""), Part("", "rec_gone_date"))
    assert parts("Ohne.") == (Part("Ohne.", ""),)
