"""From a policy to a plan, or to everything that forbids it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rufschutz.core.purposes.checks import ASK_FIRST, NEVER
from rufschutz.core.purposes.compile import VALID_FOR, compile_plan
from rufschutz.core.purposes.errors import PlanRefusedError
from rufschutz.domain.call import texts
from rufschutz.handover.plan import plan_bytes, read_plan


@pytest.fixture
def compiled(card, order, store):
    return lambda policy, controller: compile_plan(policy, controller, card, order, store)


@pytest.fixture
def refused(compiled):
    def faults(policy, controller) -> dict[str, str]:
        with pytest.raises(PlanRefusedError) as caught:
            compiled(policy, controller)
        return {fault.path: fault.message for fault in caught.value.faults}

    return faults


def test_a_plan_holds_all_that_a_call_can_need(compiled, policy, controller) -> None:
    plan = compiled(policy, controller)
    assert texts.ALWAYS | texts.WHEN_RECORDING | {ASK_FIRST, NEVER} == plan.texts.keys()
    assert read_plan(plan_bytes(plan)) == plan
    assert plan.not_after - plan.issued_at == VALID_FOR


@pytest.mark.rule("R02")
@pytest.mark.parametrize(("period", "said"), [("P30D", "dreißig Tage"), ("P7D", "sieben Tage")])
def test_what_is_promised_is_what_is_said(compiled, policy, controller, period: str, said: str) -> None:
    plan = compiled(policy.with_period("recording_matter", period), controller)
    assert plan.recording.promised == period
    assert said in plan.texts[plan.recording.question].utterances["de.normal"].words


def test_the_same_words_give_the_same_plan(compiled, policy, controller) -> None:
    assert plan_bytes(compiled(policy, controller)) == plan_bytes(compiled(policy, controller))


def test_recording_switched_off_asks_nothing(compiled, policy, controller) -> None:
    plan = compiled(replace(policy, recording=False), controller)
    assert plan.recording is None
    assert ASK_FIRST not in plan.texts
    assert "Ich nehme nichts auf" in plan.texts[NEVER].utterances["de.normal"].words


@pytest.mark.rule("R108")
def test_a_text_that_lasts_too_long_is_named_with_its_seconds(refused, policy, controller) -> None:
    text = policy.text(ASK_FIRST)
    longer = text.words["de"] + " Wir freuen uns sehr über Ihren Anruf."
    faults = refused(policy.with_text(replace(text, words=text.words | {"de": longer})), controller)
    assert "at most 15.0 s" in faults[f"texts.{ASK_FIRST}.de"]
    assert "s spoken" in faults[f"texts.{ASK_FIRST}.de"]


@pytest.mark.rule("R108")
def test_a_nine_word_practice_name_is_refused_with_advice(refused, policy, controller) -> None:
    name = "Praxis für Innere Medizin und Kardiologie am alten Markt"
    faults = refused(policy, replace(controller, short_name=name, full_name=name))
    assert "has 9 words, at most 8: choose a shorter one" in faults["tenant.full_name"]
    assert "choose a shorter name" in faults["tenant.short_name.de"]
    assert f"texts.{ASK_FIRST}.de" in faults


@pytest.mark.rule("R41")
def test_a_data_kind_without_a_rule_keeps_a_line_from_going_live(refused, policy, controller) -> None:
    bare = replace(policy, rules=tuple(rule for rule in policy.rules if rule.kind != "recording_matter"))
    assert any("recording_matter" in f"{path} {text}" for path, text in refused(bare, controller).items())


def test_faults_of_all_sorts_come_together(refused, policy, controller) -> None:
    rules = tuple(rule for rule in policy.rules if rule.kind != "call_metadata")
    faults = refused(replace(policy, rules=rules), replace(controller, url="", short_name="Praxis " * 9))
    assert {
        "slots.url",
        "tenant.short_name",
        "retention.call_metadata",
        "texts.privacy.keypad.de",
    } <= faults.keys()


def test_an_empty_name_is_a_fault_not_a_crash(refused, policy, controller) -> None:
    assert refused(policy, replace(controller, short_name=" "))["slots.controller_short"] == "is empty"
