"""What may not go live, and the path under which it is named."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rufschutz.core.purposes.checks import (
    ASK_FIRST,
    ASK_LATER,
    NEVER,
    QUESTION,
    STORED_KINDS,
    faults_of,
    opening,
    used_texts,
)
from rufschutz.core.purposes.policy import Availability
from rufschutz.core.purposes.shipped import shipped_policy
from rufschutz.core.tenants.choices import Opening

MANDATORY = shipped_policy("P").dialog.mandatory
MARKERS = shipped_policy("P").dialog.markers


def paths(policy) -> set[str]:
    return {fault.path for fault in faults_of(policy)}


def without(policy, name: str, language: str, phrases: tuple[str, ...]):
    """Return the policy with phrases cut out of one text, whatever their case."""
    text = policy.text(name)
    said = text.words[language]
    for phrase in phrases:
        start = said.lower().find(phrase.lower())
        if start >= 0:
            said = said[:start] + said[start + len(phrase) :]
    return policy.with_text(replace(text, words=text.words | {language: said}))


@pytest.mark.rule("R06")
@pytest.mark.rule("R97")
@pytest.mark.rule("R108")
@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("slot", MANDATORY["consent_question"])
def test_a_consent_question_without_a_mandatory_slot_is_refused(policy, slot: str, language: str) -> None:
    emptied = without(policy, ASK_FIRST, language, MARKERS[slot][language])
    found = [fault for fault in faults_of(emptied) if f"slot {slot} " in fault.message]
    assert [fault.path for fault in found] == [f"texts.{ASK_FIRST}.{language}"]


@pytest.mark.rule("R97")
@pytest.mark.parametrize("slot", MANDATORY["opening_without_question"])
def test_an_opening_without_a_mandatory_slot_is_refused(policy, slot: str) -> None:
    emptied = without(policy, NEVER, "de", MARKERS[slot]["de"])
    assert any(f"slot {slot} " in fault.message for fault in faults_of(emptied))


@pytest.mark.rule("R01")
@pytest.mark.parametrize("said", ["", "{controller_short}, Sie sprechen mit einer KI.", "Guten Tag."])
def test_an_opening_without_the_computer_sentence_is_refused(policy, said: str) -> None:
    text = policy.text(ASK_FIRST)
    changed = policy.with_text(replace(text, words=text.words | {"de": said}))
    assert any("hier spricht ein computer" in fault.message.lower() for fault in faults_of(changed))


@pytest.mark.rule("R41")
@pytest.mark.parametrize("kind", ["recording_matter", "matter", *STORED_KINDS])
def test_a_data_kind_without_a_rule_is_refused(policy, kind: str) -> None:
    bare = replace(policy, rules=tuple(rule for rule in policy.rules if rule.kind != kind))
    assert any(kind in f"{fault.path} {fault.message}" for fault in faults_of(bare))


@pytest.mark.rule("R76")
@pytest.mark.parametrize("basis", ["Art. 6(1)(f) GDPR", ""])
def test_recording_rests_on_consent_alone(policy, basis: str) -> None:
    purposes = tuple(replace(p, basis=basis) if p.id == "record_matter" else p for p in policy.purposes)
    assert "purposes.record_matter.basis" in paths(replace(policy, purposes=purposes))


def test_recording_needs_its_purpose(policy) -> None:
    never = tuple(
        replace(p, availability=Availability.NEVER) if p.id == "record_matter" else p for p in policy.purposes
    )
    assert "purposes.record_matter" in paths(replace(policy, purposes=never))
    assert "purposes.record_matter" not in paths(replace(policy, purposes=never, recording=False))


def test_misleading_words_are_refused_with_the_reason(policy) -> None:
    text = policy.text("goodbye.noted")
    changed = policy.with_text(
        replace(text, words=text.words | {"de": "Wir haben Ihr Anliegen aufnehmen können."})
    )
    (fault,) = faults_of(changed)
    assert fault.path == "texts.goodbye.noted.de"
    assert "note down" in fault.message


def test_a_missing_text_is_named(policy) -> None:
    texts = tuple(text for text in policy.texts if text.id != "answer.yes")
    assert "texts.answer.yes" in paths(replace(policy, texts=texts))


def test_the_question_must_be_checked_as_a_question(policy) -> None:
    changed = policy.with_text(replace(policy.text(ASK_FIRST), role=""))
    assert f"texts.{ASK_FIRST}.role" in paths(changed)


def test_all_faults_are_collected_in_one_go(policy) -> None:
    rules = tuple(rule for rule in policy.rules if rule.kind not in {"matter", "call_metadata"})
    texts = tuple(text for text in policy.texts if text.id not in {"answer.yes", "callback.none"})
    found = paths(replace(policy, rules=rules, texts=texts))
    assert {"texts.answer.yes", "texts.callback.none", "retention.matter", "retention.call_metadata"} <= found


def test_without_recording_nothing_is_asked(policy) -> None:
    silent = replace(policy, recording=False)
    assert (opening(policy), opening(silent)) == (ASK_FIRST, NEVER)
    assert "answer.yes" in used_texts(policy)
    assert "answer.yes" not in used_texts(silent)
    assert NEVER in used_texts(policy)


@pytest.mark.rule("R41")
@pytest.mark.parametrize("period", ["unbegrenzt", "", "P", "forever", "P-1D", "7 Tage"])
def test_a_period_without_an_end_cannot_be_written(policy, period: str) -> None:
    changed = policy.with_period("matter", period).with_period("consent_given", period)
    assert {"retention.matter.period", "retention.consent_given.period"} <= paths(changed)


def test_a_start_that_is_no_start_is_named(policy) -> None:
    rules = tuple(replace(rule, start="X") if rule.kind == "matter" else rule for rule in policy.rules)
    assert paths(replace(policy, rules=rules)) == {"retention.matter.start"}


@pytest.mark.rule("R97")
@pytest.mark.parametrize("slot", ["eins ist ja", "zwei ist nein", "stern löscht jederzeit", "neun ist mehr"])
def test_the_question_of_a_line_that_asks_later_needs_every_slot_too(policy, slot: str) -> None:
    text = policy.text(QUESTION)
    words = text.words["de"].lower().replace(slot, "")
    faults = faults_of(policy.with_text(replace(text, words=text.words | {"de": words})), Opening.ASK_LATER)
    assert [fault.path for fault in faults] == [f"texts.{QUESTION}.de"]


@pytest.mark.rule("R01")
@pytest.mark.parametrize("name", [ASK_LATER, QUESTION])
def test_who_asks_later_says_that_a_computer_speaks_in_both(policy, name: str) -> None:
    text = policy.text(name)
    words = text.words | {"en": text.words["en"].replace("computer", "person")}
    faults = faults_of(policy.with_text(replace(text, words=words)), Opening.ASK_LATER)
    assert f"texts.{name}.en" in {fault.path for fault in faults}


def test_there_are_six_keys_for_reasons_and_one_of_them_may_be_the_message(policy) -> None:
    reason = policy.dialog.reasons[0]
    many = tuple(replace(reason, id=f"reason-{number}") for number in range(6))
    six = replace(policy, dialog=replace(policy.dialog, reasons=many))
    assert faults_of(six) == []
    assert "only 5 keys" in faults_of(six, Opening.ASK_LATER)[0].message


def test_a_reason_without_words_is_refused(policy) -> None:
    mute = replace(policy.dialog.reasons[0], names={"de": "Termin", "en": " "})
    faults = faults_of(replace(policy, dialog=replace(policy.dialog, reasons=(mute,))))
    assert [fault.path for fault in faults] == ["dialog.reasons.appointment.en"]


def with_shorter(policy, words, role="consent_question"):
    """Return the policy with a shorter question for who agreed before."""
    return policy.with_text(replace(policy.text("question.record.known"), role=role, words=words))


@pytest.mark.rule("R24")
@pytest.mark.rule("R97")
def test_a_shorter_question_needs_every_mandatory_slot_too(policy) -> None:
    said = policy.text("question.record.known").words
    assert faults_of(with_shorter(policy, said)) == []
    assert "question.record.known" in used_texts(policy)
    assert "question.record.known" not in used_texts(replace(policy, recording=False))
    short = said | {"de": said["de"].replace("Stern löscht jederzeit", "")}
    assert paths(with_shorter(policy, short)) == {"texts.question.record.known.de"}
    mute = said | {"en": said["en"].replace("this is a computer speaking", "hello")}
    assert paths(with_shorter(policy, mute)) == {"texts.question.record.known.en"}
    assert paths(with_shorter(policy, said, role="")) == {"texts.question.record.known.role"}


@pytest.mark.rule("R97")
@pytest.mark.parametrize("language", ["de", "en"])
def test_a_consent_question_names_the_period_that_a_yes_creates_whatever_the_policy_demands(
    policy, language
) -> None:
    free = replace(policy, dialog=replace(policy.dialog, mandatory={}))
    text = free.text(ASK_FIRST)
    fixed = text.words | {language: text.words[language].replace("{rec_period}", "sieben Tage")}
    assert paths(free.with_text(replace(text, words=fixed))) == {f"texts.{ASK_FIRST}.{language}"}
