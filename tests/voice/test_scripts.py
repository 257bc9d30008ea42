from __future__ import annotations

from dataclasses import replace

import pytest

from rufschutz.domain.call import texts
from rufschutz.domain.call.commands import Language, Speed
from rufschutz.domain.call.events import Key
from rufschutz.domain.call.facts import About
from rufschutz.domain.consent.known import Known
from rufschutz.domain.moments import DAY
from rufschutz.handover.plan import PlanMenu, PlanOffer, PlanReason, Recording
from rufschutz.voice import scripts
from rufschutz.voice.scripts import Caller, questions_of, script_for

MENU = PlanMenu((PlanReason("1", "appointment", True), PlanReason("2", "opinion", False)), message="3")
KNOWN = Caller("+493023125047", withheld=False)


def test_the_script_is_the_plan_and_the_caller(kit):
    script = script_for(kit.plan, "call-1", KNOWN, now=0)
    assert (script.tenant, script.line, script.plan) == ("tenant-1", "line-1", "plan-1")
    assert script.number == "+493023125047"
    assert script.recording.promised_end == "1970-01-08"
    assert script.opening == script.recording.question
    said = kit.plan.texts["answer.yes"].utterances["en.slow"]
    assert script.spoken["answer.yes", Language.EN, Speed.SLOW].text_sha256 == said.text_sha256


def test_a_withheld_number_never_reaches_the_script(kit):
    script = script_for(kit.plan, "call-1", Caller("+493023125047", withheld=True), now=0)
    assert script.number is None
    assert script.withheld


def test_an_expired_plan_still_answers_but_records_nothing(kit):
    kit.publish(not_after=DAY)
    script = script_for(kit.plan, "call-1", KNOWN, now=DAY)
    assert script.recording is None
    assert script.opening == texts.OPENING_NEVER


@pytest.mark.rule("R24")
def test_whoever_objected_before_is_served_and_not_asked(kit):
    script = script_for(kit.plan, "call-1", KNOWN, now=0, known=Known(never_record=True))
    assert script.recording is None
    assert script.opening == texts.OPENING_NEVER


@pytest.mark.rule("R24")
def test_whoever_agreed_before_is_asked_again(kit):
    agreed = Known(consented=frozenset({kit.plan.recording.purpose}))
    script = script_for(kit.plan, "call-1", KNOWN, now=0, known=agreed)
    assert script.opening == script.recording.question


@pytest.mark.rule("R24")
def test_an_earlier_yes_is_asked_for_by_the_words_of_the_full_question_in_both_languages(kit):
    text = kit.plan.texts[kit.plan.recording.question]
    german, english = (text.utterances[f"{language}.normal"].text_sha256 for language in ("de", "en"))
    assert questions_of(kit.plan) == tuple(sorted({german, english}))
    assert questions_of(replace(kit.plan, recording=None)) == ()


def test_the_promise_ends_on_a_day_of_the_tenants_zone(kit):
    shortly_before_midnight_utc = 1_893_542_100_000  # 2030-01-01T23:15Z is already the 2nd in Berlin
    script = script_for(kit.plan, "call-1", KNOWN, now=shortly_before_midnight_utc)
    assert script.recording.promised_end == "2030-01-09"


def ask_later(kit, **more):
    asked = Recording("record_matter", "P7D", "question.record.keypad")
    return kit.publish(opening="opening.keypad.ask_later", recording=asked, menu=MENU, **more)


@pytest.mark.rule("R110")
def test_for_whom_a_reason_is_reaches_the_script(kit):
    menu = PlanMenu((PlanReason("1", "appointment", True), PlanReason("2", "minor", True, About.MINOR)))
    script = script_for(kit.publish(menu=menu), "call-1", KNOWN, now=0)
    assert [reason.about for reason in script.menu.reasons.values()] == [About.CALLER, About.MINOR]


def test_a_plan_of_an_earlier_version_asks_first_and_has_no_menu(kit):
    script = script_for(kit.plan, "call-1", KNOWN, now=0)
    assert (script.opening, script.menu) == (script.recording.question, None)
    assert script.timing.hold_limit == 600_000


def test_a_line_that_asks_later_has_an_opening_of_its_own_and_a_menu(kit):
    script = script_for(ask_later(kit), "call-1", KNOWN, now=0)
    assert (script.opening, script.recording.question) == (
        "opening.keypad.ask_later",
        "question.record.keypad",
    )
    assert script.menu.message is Key.K3
    assert {key: reason.calls_back for key, reason in script.menu.reasons.items()} == {
        Key.K1: True,
        Key.K2: False,
    }


def test_an_expired_plan_asks_what_it_is_about_and_offers_no_message(kit):
    script = script_for(ask_later(kit, not_after=DAY), "call-1", KNOWN, now=DAY)
    assert script.opening == texts.OPENING_NEVER
    assert script.menu.message is None
    assert list(script.menu.reasons) == [Key.K1, Key.K2]


def test_two_calls_of_a_plan_share_its_wordings_and_a_new_plan_has_its_own(kit):
    first, again = (script_for(kit.plan, f"c{number}", KNOWN, now=0).spoken for number in range(2))
    assert first is again
    spoken = dict(kit.plan.texts)
    never = spoken[texts.OPENING_NEVER]
    spoken["answer.yes"] = replace(spoken["answer.yes"], utterances=never.utterances)
    other = script_for(replace(kit.plan, texts=spoken), "c3", KNOWN, now=0).spoken
    assert other != first


def test_the_wordings_of_so_many_plans_are_held_and_no_more(kit):
    for number in range(3 * scripts.MOST_PLANS):
        script_for(replace(kit.plan, texts=dict(kit.plan.texts)), f"c{number}", KNOWN, now=0)
    assert len(scripts._MADE) <= scripts.MOST_PLANS


OFFERED = (
    PlanOffer("quality", "answer.yes", "P30D", standing=False, extends=True),
    PlanOffer("remind", "answer.no.short", "P24M", standing=True, extends=False),
)


def test_what_the_plan_offers_is_offered_in_its_order(kit):
    script = script_for(offering(kit), "call-1", KNOWN, now=0)
    quality, remind = script.offers
    assert (quality.purpose, quality.question, quality.promised) == ("quality", "answer.yes", "P30D")
    assert (quality.standing, quality.extends, quality.promised_end) == (False, True, "1970-01-31")
    assert (remind.standing, remind.extends, remind.promised_end) == (True, False, "")
    assert script.receipt


def test_an_expired_plan_asks_for_no_consent_and_still_gives_a_receipt(kit):
    script = script_for(offering(kit, not_after=DAY), "call-1", KNOWN, now=DAY)
    assert (script.offers, script.receipt, script.today) == ((), True, "1970-01-02")


def test_equipment_that_objects_is_asked_for_nothing(kit):
    assert script_for(offering(kit), "call-1", KNOWN, now=0, objects=True).offers == ()


def offering(kit, **more):
    """Publish a plan that offers two purposes and a receipt."""
    said = kit.plan.texts["answer.yes"]
    names = texts.WHEN_OFFERING | texts.WHEN_ISSUING
    spoken = kit.plan.texts | {name: replace(said, text=name) for name in names}
    return kit.publish(texts=spoken, offers=OFFERED, receipt=True, **more)
