"""From a policy to a plan, or to everything that forbids it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rufschutz.core.purposes.checks import ASK_FIRST, ASK_LATER, NEVER, QUESTION
from rufschutz.core.purposes.clips import Sentence
from rufschutz.core.purposes.compile import VALID_FOR, compile_plan
from rufschutz.core.purposes.errors import PlanRefusedError
from rufschutz.core.purposes.shipped import shipped_policy
from rufschutz.core.tenants.choices import LineChoices, Opening
from rufschutz.domain.call import texts
from rufschutz.handover.plan import plan_bytes, read_plan

PERIODS = ("sieben Tage", "vierzehn Tage", "dreißig Tage", "seven days", "fourteen days", "thirty days")


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
    menu = texts.WHEN_CHOOSING | texts.WHEN_CHOOSING_AND_RECORDING | texts.WHEN_ISSUING
    menu |= texts.IF_THERE
    assert texts.ALWAYS | texts.WHEN_RECORDING | menu | {ASK_FIRST, NEVER} == plan.texts.keys()
    assert read_plan(plan_bytes(plan)) == plan
    assert plan.not_after - plan.issued_at == VALID_FOR


@pytest.mark.rule("R24")
@pytest.mark.parametrize("style", [Opening.ASK_FIRST, Opening.ASK_LATER])
@pytest.mark.parametrize("profile", ["P", "O", "C"])
def test_the_question_for_who_agreed_before_is_shorter_to_the_ear_and_promises_the_same(
    card, order, store, controller, profile, style
) -> None:
    line = replace(card, choices=LineChoices(opening=style))
    plan = compile_plan(shipped_policy(profile), controller, line, order, store)
    full, shorter = (plan.texts[name].utterances for name in (plan.recording.question, texts.QUESTION_KNOWN))
    assert full.keys() == shorter.keys()
    for spoken, said in shorter.items():
        assert said.length < full[spoken].length - 500
        period = next(words for words in PERIODS if words in full[spoken].words)
        assert period in said.words


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
def test_a_name_that_is_too_long_to_hear_is_refused_with_advice(refused, policy, controller) -> None:
    name = "Praxis für Innere Medizin und Kardiologie am alten Markt"
    faults = refused(policy, replace(controller, short_name=name, full_name=f"{name}, {name}, {name}"))
    assert "at most 9.0 s: choose a shorter name" in faults["tenant.full_name.de"]
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
        "tenant.short_name.de",
        "retention.call_metadata",
        "texts.privacy.keypad.de",
    } <= faults.keys()


def test_an_empty_name_is_a_fault_not_a_crash(refused, policy, controller) -> None:
    assert refused(policy, replace(controller, short_name=" "))["slots.controller_short"] == "is empty"


# --- what a line does its own way ---------------------------------------------------------------


@pytest.fixture
def chosen(policy, card, order, store, controller):
    """Compile the shipped policy for a line with choices of its own."""

    def compiled(policy=policy, controller=controller, **choices):
        own = replace(card, choices=LineChoices(**choices))
        return compile_plan(policy, controller, own, order, store)

    return compiled


@pytest.fixture
def own_faults(chosen):
    def faults(**choices) -> dict[str, str]:
        with pytest.raises(PlanRefusedError) as caught:
            chosen(**choices)
        return {fault.path: fault.message for fault in caught.value.faults}

    return faults


def keys_of(plan) -> dict[str, str]:
    return {row.key: row.reason for row in plan.menu.reasons}


def test_the_menu_is_data_of_the_plan(chosen) -> None:
    plan = chosen()
    assert keys_of(plan) == {"1": "appointment", "2": "prescription", "3": "callback", "4": "other"}
    assert plan.menu.message is None
    words = plan.texts["reason.ask"].utterances["de.normal"].words
    assert "Eins: Termin. Zwei: Rezept. Drei: Rückruf. Vier: etwas anderes." in words


def test_a_line_that_asks_later_says_so_first_and_offers_a_message(chosen) -> None:
    plan = chosen(opening=Opening.ASK_LATER)
    assert (plan.opening, plan.recording.question, plan.menu.message) == (ASK_LATER, QUESTION, "5")
    assert ASK_FIRST not in plan.texts
    first = plan.texts[ASK_LATER].utterances["de.normal"]
    assert "Ich nehme nichts auf, außer Sie erlauben es." in first.words
    assert 1_500 < first.protected_ms < 4_000
    menu = plan.texts["reason.ask.message"].utterances
    assert "Fünf: eine Nachricht aufsprechen." in menu["de.normal"].words
    assert "Five: leave a message." in menu["en.normal"].words


@pytest.mark.rule("R108")
def test_the_opening_that_asks_later_has_room_for_a_name_of_two_seconds(chosen, controller, store) -> None:
    longest = replace(controller, short_name="Gemeinschaftspraxis am Beispielufer")
    name = store.clips([Sentence(longest.short_name, "de")])
    assert 1_800 < next(iter(name.values())).length <= 2_000
    plan = chosen(controller=longest, opening=Opening.ASK_LATER)
    assert 12_000 < plan.texts[ASK_LATER].utterances["de.normal"].length <= 13_000
    assert plan.texts[QUESTION].utterances["de.normal"].length <= 15_000


def test_how_to_get_english_is_said_in_english_in_the_first_words(chosen, store) -> None:
    plan = chosen(opening=Opening.ASK_LATER)
    english = store.clips([Sentence("For English, press eight.", "en")])
    first = plan.texts[ASK_LATER].utterances["de.normal"]
    assert first.words.endswith("For English, press eight.")
    assert first.pieces[-1].clip in english.values()


def test_a_line_that_never_records_neither_asks_nor_offers_a_message(chosen) -> None:
    plan = chosen(opening=Opening.NEVER)
    assert (plan.recording, plan.opening, plan.menu.message) == (None, NEVER, None)


def test_a_line_offers_the_reasons_it_chose_in_its_order(chosen) -> None:
    plan = chosen(reasons=("callback", "appointment"))
    assert keys_of(plan) == {"1": "callback", "2": "appointment"}
    assert list(plan.vocabulary["de"].reasons) == ["callback", "appointment"]


def test_a_line_without_reasons_asks_for_none(chosen) -> None:
    plan = chosen(reasons=())
    assert plan.menu is None
    assert "reason.ask" not in plan.texts


def test_a_policy_of_an_earlier_version_has_no_menu_and_still_goes_live(chosen, policy) -> None:
    before = replace(policy, dialog=replace(policy.dialog, reasons=(), other_language={}))
    plan = chosen(policy=before)
    assert plan.menu is None
    assert plan.opening == plan.recording.question == ASK_FIRST


def test_asking_later_without_reasons_is_refused(own_faults) -> None:
    assert "at least one reason" in own_faults(opening=Opening.ASK_LATER, reasons=())["dialog.reasons"]


def test_a_reason_that_the_policy_does_not_know_is_refused_by_name(own_faults) -> None:
    faults = own_faults(reasons=("weather", "callback", "callback"))
    assert "it has appointment" in faults["dialog.reasons.weather"]
    assert faults["dialog.reasons"] == "names a reason twice"


def test_own_words_are_spoken_and_the_rest_stays(chosen) -> None:
    plan = chosen(texts={"goodbye.noted": {"de": "Danke, wir melden uns."}})
    said = plan.texts["goodbye.noted"].utterances
    assert said["de.normal"].words == "Danke, wir melden uns."
    assert said["en.normal"].words.startswith("Thank you")


@pytest.mark.rule("R97")
def test_own_words_pass_the_same_checks_as_all_others(own_faults) -> None:
    own = "{controller_short}. Darf ich aufnehmen? Das ist anonym und " + "sehr, sehr " * 20 + "einfach."
    faults = own_faults(texts={ASK_FIRST: {"de": own}})
    assert set(faults) == {f"texts.{ASK_FIRST}.de", f"texts.{ASK_FIRST}.de.slow"}


@pytest.mark.parametrize(
    ("text", "why"),
    [("no.such.text", "there is no such text"), ("opening.practice.never", "this line never says it")],
)
def test_own_words_for_what_is_never_said_are_refused(own_faults, text: str, why: str) -> None:
    assert why in own_faults(texts={text: {"de": "Hallo."}})[f"texts.{text}"]
