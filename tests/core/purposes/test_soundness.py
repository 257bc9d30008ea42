"""A policy that contradicts itself or its profile is refused, with path and reason."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rufschutz.core.purposes.checks import faults_of, used_texts
from rufschutz.core.purposes.policy import Availability
from rufschutz.core.purposes.shipped import PROFILES, shipped_policy
from rufschutz.core.purposes.soundness import advised, contradictions, offered
from rufschutz.domain.purposes.alternatives import Alternative
from rufschutz.domain.purposes.recipients import Recipient, Transfer

LAB = Recipient("Labor Beispiel", "controller", "DE")
CLOUD = Recipient("Speech Example", "processor", "US")
TO_CLOUD = Transfer("Speech Example", "US", "45", "2026-10-01")


def switched(policy, *names: str):
    for name in names:
        policy = policy.with_purpose(replace(policy.purpose(name), availability=Availability.ACTIVE))
    return policy


def changed(policy, name: str, **fields: object):
    return policy.with_purpose(replace(policy.purpose(name), **fields))


def found(policy) -> dict[str, str]:
    faults = list(contradictions(policy))
    assert set(faults) <= set(faults_of(policy)), "what contradicts itself is not adopted"
    return {fault.path: fault.message for fault in faults}


@pytest.mark.parametrize("profile", PROFILES)
def test_what_is_shipped_contradicts_nothing(profile: str) -> None:
    assert found(shipped_policy(profile)) == {}


@pytest.mark.rule("R14")
def test_without_a_way_after_no_nothing_is_published(policy) -> None:
    assert "without a recording" in found(replace(policy, alternatives=()))["alternatives"]
    mailbox = replace(policy, alternatives=(Alternative("mailbox"),))
    assert "mailbox is a recorder" in found(mailbox)["alternatives"]


@pytest.mark.rule("R75")
def test_a_recipient_abroad_needs_its_basis_and_the_purpose_that_tells_it() -> None:
    office = shipped_policy("O")
    assert found(changed(office, "handle_matter", recipients=(LAB,))) == {}
    bare = changed(office, "handle_matter", recipients=(CLOUD,))
    assert "purposes.handle_matter.recipients.Speech Example.country" in found(bare)
    told = changed(office, "handle_matter", recipients=(CLOUD,), transfers=(TO_CLOUD,))
    assert "third_country is available" in found(told)["purposes.handle_matter.transfers"]
    assert found(switched(told, "third_country")) == {}
    gone = replace(switched(told, "third_country"), adequate=())
    assert "Art. 45" in found(gone)["purposes.handle_matter.transfers.Speech Example.basis"]


@pytest.mark.rule("R75")
def test_nothing_of_a_practice_leaves_the_eea(policy) -> None:
    told = changed(policy, "handle_matter", recipients=(CLOUD,), transfers=(TO_CLOUD,))
    assert "third_country is never" in found(told)["purposes.handle_matter.transfers"]


def test_a_call_asks_two_optional_questions_at_most() -> None:
    office = shipped_policy("O")
    two = switched(office, "survey_now", "remind")
    assert [purpose.id for purpose in offered(two)] == ["survey_now", "remind"]
    assert found(two) == {}
    assert "3 optional questions" in found(switched(two, "quality"))["purposes"]


def test_who_needs_consent_asks() -> None:
    office = switched(shipped_policy("O"), "survey_now")
    mute = changed(office, "survey_now", spoken={"de": "Wir fragen.", "en": "Is that all right?"})
    assert found(mute) == {"purposes.survey_now.spoken.de": "consent is needed, but nothing is asked"}


@pytest.mark.rule("R82")
def test_an_overlay_refuses_what_its_profession_forbids(policy) -> None:
    quality = replace(
        policy.purpose("quality"), availability=Availability.ACTIVE, kinds=("recording_matter",)
    )
    assert "overlay health" in found(policy.with_purpose(quality))["purposes.quality.availability"]


def test_a_processor_pursues_nothing_of_its_own() -> None:
    centre = switched(shipped_policy("C"), "quality")
    assert found(centre) == {}
    assert "purposes.quality.whose" in found(changed(centre, "quality", whose="processor"))


def test_orders_are_told_and_not_asked() -> None:
    securities = shipped_policy("S")
    assert not securities.recording
    assert "recording" in found(replace(securities, recording=True))
    assert "purposes.quality.availability" in found(switched(securities, "quality"))


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"consent": "shrug"}, "purposes.remind.consent"),
        ({"names": {"de": "Erinnern"}}, "purposes.remind.name.en"),
        ({"spoken": {}}, "purposes.remind.spoken.de"),
    ],
)
def test_what_cannot_be_read_is_named_and_not_guessed(policy, fields, path) -> None:
    assert path in {fault.path for fault in contradictions(changed(policy, "remind", **fields))}


def test_an_overlay_and_a_profile_are_ones_we_know(policy) -> None:
    odd = replace(policy.overlays[0], id="magic", refuses=("no_such",))
    assert {"overlays.magic", "overlays.magic.refuses"} == set(found(replace(policy, overlays=(odd,))))
    assert "profile" in {fault.path for fault in contradictions(replace(policy, profile="X"))}


@pytest.mark.rule("R08")
def test_a_review_is_due_on_a_day(policy) -> None:
    text = replace(policy.text("answer.yes"), review_by="bald")
    assert "texts.answer.yes.review_by" in found(policy.with_text(text))


@pytest.mark.rule("R108")
def test_words_that_are_hard_to_follow_are_advised_and_not_refused(policy) -> None:
    assert list(advised(policy, used_texts(policy))) == []
    text = policy.text("goodbye.noted")
    hard = policy.with_text(replace(text, words=text.words | {"de": "und " * 21 + "Ende."}))
    assert found(hard) == {}
    assert [fault.path for fault in advised(hard, ("goodbye.noted", "no.such"))] == ["texts.goodbye.noted.de"]


@pytest.mark.parametrize("name", ["understand_call", "handle_matter", "prove_consent", "rights", "security"])
def test_what_is_owed_is_never_switched_off(policy, name: str) -> None:
    assert f"purposes.{name}" in found(changed(policy, name, availability=Availability.AVAILABLE))


def test_a_no_for_good_belongs_to_the_question(policy) -> None:
    off = changed(policy, "never_record", availability=Availability.AVAILABLE)
    assert "purposes.never_record" in found(off)
    assert "purposes.never_record" not in found(replace(off, recording=False))


def test_sound_that_lives_in_memory_alone_has_no_period(policy) -> None:
    assert list(found(policy.with_period("live_audio", "P5D"))) == ["retention.live_audio.period"]
