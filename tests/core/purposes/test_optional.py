"""What may be asked once the matter is settled, in which words, and what is promised by them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rufschutz.core.purposes.actions.adoption import require_sound
from rufschutz.core.purposes.checks import used_texts
from rufschutz.core.purposes.compile import compile_plan
from rufschutz.core.purposes.errors import PlanRefusedError
from rufschutz.core.purposes.optional import ASKED, NOT_YET, offers, with_offers
from rufschutz.core.purposes.policy import Availability
from rufschutz.core.purposes.shipped import PROFILES, shipped_policy
from rufschutz.core.tenants.choices import LineChoices, Opening
from rufschutz.handover.plan import plan_bytes, read_plan


def switched_on(policy, *names):
    purposes = tuple(
        replace(each, availability=Availability.ACTIVE) if each.id in names else each
        for each in policy.purposes
    )
    return replace(policy, purposes=purposes)


@pytest.fixture
def office():
    return shipped_policy("O")


@pytest.fixture
def compiled(card, order, store, controller):
    def made(policy, **choices):
        return compile_plan(policy, controller, replace(card, choices=LineChoices(**choices)), order, store)

    return made


def paths(policy) -> list[str]:
    return [fault.path for fault in with_offers(policy)[1]]


@pytest.mark.rule("R16")
def test_a_purpose_that_is_switched_on_has_a_question_of_its_own(office, compiled):
    plan = compiled(switched_on(office, "quality"))
    (quality,) = plan.offers
    assert (quality.purpose, quality.question, quality.promised) == ("quality", "offer.quality", "P30D")
    assert (quality.extends, quality.standing) == (True, False)
    said = plan.texts["offer.quality"].utterances["de.normal"].words
    assert said == (
        "Dürfen wir Ihre Aufnahme auch zur Qualitätsprüfung nutzen, höchstens dreißig Tage? "
        "Nur die Teamleitung hört sie. Freiwillig und jederzeit widerrufbar. Eins ist ja, zwei ist nein."
    )
    assert "thirty days" in plan.texts["offer.quality"].utterances["en.normal"].words
    assert {"question.unclear.offer", "answer.too_early"} <= plan.texts.keys()
    assert read_plan(plan_bytes(plan)) == plan


def test_what_nobody_switched_on_is_not_asked(office, compiled):
    plan = compiled(office)
    assert plan.offers == ()
    assert not any(name.startswith("offer.") for name in plan.texts)
    assert "question.unclear.offer" not in plan.texts


@pytest.mark.rule("R02")
def test_the_period_spoken_is_that_of_the_purpose_s_own_rule(office, compiled):
    policy = switched_on(office, "quality").with_period("recording_quality", "P14D")
    plan = compiled(policy.with_period("recording_matter", "P7D"))
    assert plan.offers[0].promised == "P14D"
    assert "vierzehn Tage" in plan.texts["offer.quality"].utterances["de.normal"].words


def test_where_nothing_is_recorded_there_is_no_other_use_of_it(office, compiled):
    assert compiled(switched_on(office, "quality"), opening=Opening.NEVER).offers == ()


@pytest.mark.rule("R16")
@pytest.mark.parametrize("name", NOT_YET)
def test_what_nothing_here_would_use_cannot_be_adopted_as_a_question_and_says_why(office, name):
    with pytest.raises(PlanRefusedError) as refused:
        require_sound(switched_on(office, name))
    (fault,) = refused.value.faults
    assert fault.path == f"purposes.{name}"
    assert NOT_YET[name] in fault.message


@pytest.mark.parametrize("name", NOT_YET)
def test_a_policy_that_was_adopted_with_one_before_goes_on_and_asks_nobody_for_it(office, name, compiled):
    plan = compiled(switched_on(office, name, "quality"))
    assert [offer.purpose for offer in plan.offers] == ["quality"]
    assert f"offer.{name}" not in plan.texts


def test_every_shipped_purpose_that_needs_consent_can_be_asked_for_or_says_why_not():
    for profile in PROFILES:
        asked = {p.id for p in shipped_policy(profile).purposes if p.consent in {"per_call", "standing"}}
        assert asked - {"record_matter"} == ASKED.keys() | NOT_YET.keys()


SHIPPED = [
    (profile, purpose.id)
    for profile in ("P", "O", "C")
    for purpose in shipped_policy(profile).purposes
    if purpose.availability is not Availability.NEVER and purpose.id in ASKED
]


@pytest.mark.rule("R108")
@pytest.mark.parametrize(("profile", "name"), SHIPPED)
def test_every_shipped_question_can_be_heard_and_says_all_it_must(profile, name, compiled):
    (offer,) = compiled(switched_on(shipped_policy(profile), name)).offers
    assert offer.question == f"offer.{name}"


@pytest.mark.rule("R97")
@pytest.mark.parametrize("slot", ["Freiwillig", "jederzeit widerrufbar", "Eins ist ja", "zwei ist nein"])
def test_a_question_without_a_mandatory_word_is_refused(office, slot):
    policy = switched_on(office, "quality")
    end = policy.dialog.offer_end["de"].replace(slot, "")
    ends = policy.dialog.offer_end | {"de": end}
    assert paths(replace(policy, dialog=replace(policy.dialog, offer_end=ends))) == ["texts.offer.quality.de"]


@pytest.mark.rule("R97")
def test_a_question_about_a_recording_names_its_longest_period(office):
    policy = switched_on(office, "quality")
    said = {"de": "Dürfen wir Ihre Aufnahme nutzen?", "en": "May we use your recording?"}
    purposes = tuple(replace(p, spoken=said) if p.id == "quality" else p for p in policy.purposes)
    assert paths(replace(policy, purposes=purposes)) == ["texts.offer.quality.de", "texts.offer.quality.en"]


@pytest.mark.rule("R97")
@pytest.mark.parametrize("language", ["de", "en"])
def test_a_yes_creates_no_period_that_its_sentence_does_not_name(office, language):
    policy = switched_on(office, "quality")
    bare = replace(policy, dialog=replace(policy.dialog, mandatory={}))
    purpose = policy.purpose("quality")
    said = purpose.spoken | {language: purpose.spoken[language].replace("{rec_period}", "dreißig Tage")}
    (fault,) = with_offers(bare.with_purpose(replace(purpose, spoken=said)))[1]
    assert fault.path == f"texts.offer.quality.{language}"
    assert "{rec_period}" in fault.message


@pytest.mark.rule("R41")
def test_a_promise_without_a_rule_is_refused(office):
    policy = switched_on(office, "quality")
    bare = replace(policy, rules=tuple(rule for rule in policy.rules if rule.kind != "recording_quality"))
    assert paths(bare) == ["retention.recording_quality"]
    assert offers(bare) == ()


def test_a_period_that_cannot_be_spoken_is_named(office):
    odd = switched_on(office, "quality").with_period("recording_quality", "forever")
    assert paths(odd) == ["retention.recording_quality.period"]


def test_an_earlier_policy_asks_for_nothing_optional(office, compiled):
    before = replace(office, dialog=replace(office.dialog, offer_end={}))
    assert compiled(before).offers == ()


# --- receipts ------------------------------------------------------------------------------------


@pytest.mark.rule("R11")
def test_where_receipts_are_switched_on_the_plan_has_their_words(policy, compiled):
    plan = compiled(policy)
    assert plan.receipt
    slow = plan.texts["receipt.code"].utterances["de.slow"]
    assert [piece.slot for piece in slow.pieces if piece.slot] == ["code_groups", "code_groups", "today"]
    assert slow.length < 25_000 / 0.85


def test_where_receipts_are_switched_off_nobody_is_offered_one(policy, compiled):
    purposes = tuple(
        replace(p, availability=Availability.AVAILABLE) if p.id == "receipt" else p for p in policy.purposes
    )
    plan = compiled(replace(policy, purposes=purposes))
    assert not plan.receipt
    assert "receipt.offer" not in plan.texts


def test_a_policy_without_words_for_receipts_offers_none(policy, compiled):
    texts = tuple(text for text in policy.texts if text.id != "receipt.code")
    assert not compiled(replace(policy, texts=texts)).receipt


def test_the_words_of_a_question_are_among_those_a_line_may_say(office):
    policy, _ = with_offers(switched_on(office, "quality"))
    assert "offer.quality" in used_texts(policy)


def test_how_every_question_ends_comes_with_the_news_and_own_words_stay(office):
    before = replace(office, dialog=replace(office.dialog, offer_end={}))
    assert before.with_news(office, lambda _: set()).dialog.offer_end == office.dialog.offer_end
    own = {"de": "Ganz freiwillig, jederzeit widerrufbar. Eins ist ja, zwei ist nein.", "en": ""}
    mine = replace(office, dialog=replace(office.dialog, offer_end=own))
    assert mine.with_news(office, lambda _: set()).dialog.offer_end == own
