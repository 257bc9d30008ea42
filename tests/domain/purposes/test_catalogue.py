from __future__ import annotations

from dataclasses import replace

import pytest

from rufschutz.domain.ids import KindId, PurposeId, RuleId
from rufschutz.domain.moments import Period
from rufschutz.domain.purposes.catalogue import (
    Catalogue,
    CatalogueError,
    UnknownPurposeError,
    compile_catalogue,
)
from rufschutz.domain.purposes.purpose import (
    ConsentMode,
    DataKind,
    Profile,
    ProfileState,
    Purpose,
    StateIn,
    Words,
)
from rufschutz.domain.retention.rule import DeletionRule, StartType, compile_policy


def rule(kind: str, period: Period) -> DeletionRule:
    return DeletionRule(
        RuleId(f"{kind}/P"), KindId(kind), StartType.COLLECTED, "recorded", period, period, None, "6(1)(a)"
    )


POLICY = compile_policy(
    [
        rule("recording_matter", Period(days=7)),
        rule("transcript", Period(months=1)),
        rule("consent_given", Period(years=3, to_year_end=True)),
    ]
)
KINDS = [
    DataKind(KindId("recording_matter"), recording=True),
    DataKind(KindId("transcript"), recording=True),
    DataKind(KindId("consent_given")),
    DataKind(KindId("recording_order"), recording=True, absent_in=frozenset({Profile.PRACTICE})),
    DataKind(KindId("block_entry")),
]
EVERYWHERE = tuple(StateIn(profile, ProfileState.AVAILABLE) for profile in Profile)
RECORD = Purpose(
    PurposeId("record_matter"),
    Words("Aufnehmen", "Record"),
    Words("Darf ich aufnehmen?", "May I record?"),
    "Art. 6(1)(a) GDPR; § 201 StGB: consent of every speaker",
    "Art. 9(2)(a) GDPR: the question must name health",
    ConsentMode.PER_CALL,
    (KindId("recording_matter"),),
    EVERYWHERE,
)
PROVE = replace(
    RECORD,
    id=PurposeId("prove_consent"),
    basis="Art. 6(1)(c) with 5(2), 7(1) GDPR; 17(3)(b), (e)",
    consent=ConsentMode.NONE,
    kinds=(KindId("consent_given"),),
)


def compiled(*purposes: Purpose) -> Catalogue:
    return compile_catalogue(Profile.PRACTICE, purposes, KINDS, POLICY)


def faults_of(*purposes: Purpose) -> list[str]:
    with pytest.raises(CatalogueError) as refused:
        compiled(*purposes)
    assert refused.value.advice
    return [str(fault) for fault in refused.value.faults]


def test_sound_purposes_go_live_and_are_found_by_id():
    catalogue = compiled(RECORD, PROVE)
    assert catalogue.purpose(PurposeId("prove_consent")) is PROVE


@pytest.mark.rule("R04")
def test_an_unknown_purpose_is_refused_by_name():
    with pytest.raises(UnknownPurposeError, match="'profile_callers' does not exist in profile P"):
        compiled(RECORD).purpose(PurposeId("profile_callers"))


@pytest.mark.rule("R04")
def test_what_the_profile_never_allows_does_not_exist_in_it():
    never = replace(
        RECORD, states=(StateIn(Profile.PRACTICE, ProfileState.NEVER),), kinds=(KindId("block_entry"),)
    )
    assert compiled(PROVE, never).purposes == (PROVE,)


@pytest.mark.parametrize(
    "basis",
    [
        "Art. 6(1)(f) GDPR",
        "Art. 6 (1) (b), (f) GDPR",
        "Art. 6 Abs. 1 Satz 1 lit. f DSGVO",
        "Art. 6 Abs. 1 Buchst. f DSGVO",
        "our legitimate interest in quality",
        "berechtigtes Interesse",
    ],
)
def test_a_legitimate_interest_never_carries_a_recording_and_the_reason_is_given(basis):
    [fault] = faults_of(replace(RECORD, basis=basis))
    assert fault.startswith(
        "purposes.record_matter.basis: a legitimate interest does not carry 'recording_matter'"
    )
    assert "§ 201 StGB" in fault


def test_a_legitimate_interest_may_carry_other_things():
    security = replace(PROVE, basis="Art. 6(1)(c), (f) with 32 GDPR")
    assert compiled(security).purposes == (security,)


@pytest.mark.parametrize("mode", [ConsentMode.NONE, ConsentMode.STANDING])
def test_a_recording_needs_an_act_in_this_call(mode):
    basis = "Art. 6(1)(c) GDPR with § 83(3) WpHG"
    assert faults_of(replace(RECORD, basis=basis, consent=mode)) == [
        "purposes.record_matter.consent: 'recording_matter' needs an act of the person speaking, in this call"
    ]
    assert compiled(replace(RECORD, basis=basis, consent=ConsentMode.NOTICE))


@pytest.mark.parametrize("mode", [ConsentMode.NONE, ConsentMode.NOTICE])
@pytest.mark.parametrize("basis", ["Art. 6(1)(a) GDPR", "Art. 6 Abs. 1 lit. a DSGVO"])
def test_who_rests_on_consent_must_ask(mode, basis):
    assert faults_of(replace(PROVE, basis=basis, consent=mode)) == [
        "purposes.prove_consent.consent: the basis is consent, but nobody is asked"
    ]


@pytest.mark.rule("R41")
def test_a_kind_without_a_deletion_rule_cannot_go_live():
    assert faults_of(replace(PROVE, kinds=(KindId("block_entry"), KindId("consent_given")))) == [
        "purposes.prove_consent.kinds: 'block_entry' has no deletion rule: it must not be collected"
    ]


@pytest.mark.rule("R76")
def test_every_fault_of_every_purpose_is_named_with_its_path():
    empty = Words(" ", "")
    assert faults_of(
        replace(RECORD, spoken=empty, kinds=(KindId("voice_print"),)),
        replace(PROVE, basis="", name=empty, art9=""),
        replace(PROVE, states=()),
    ) == [
        "purposes.prove_consent.id: stands there 2 times",
        "purposes.record_matter.spoken.de: consent is per_call, but nothing is said",
        "purposes.record_matter.spoken.en: consent is per_call, but nothing is said",
        "purposes.record_matter.kinds: 'voice_print' is no known kind of data",
        "purposes.record_matter.kinds: none of them exists in profile P",
        "purposes.prove_consent.name.de: is empty",
        "purposes.prove_consent.name.en: is empty",
        "purposes.prove_consent.basis: is empty",
        "purposes.prove_consent.art9: is empty",
        "purposes.prove_consent.profiles: says nothing about profile P",
    ]


def test_a_purpose_for_which_nobody_is_asked_may_stay_silent():
    assert compiled(replace(PROVE, spoken=Words("", "")))


def test_a_purpose_whose_kinds_the_profile_lacks_cannot_run_in_it():
    order = replace(RECORD, kinds=(KindId("recording_order"),))
    assert faults_of(order) == ["purposes.record_matter.kinds: none of them exists in profile P"]
    both = replace(RECORD, kinds=(KindId("recording_order"), KindId("recording_matter")))
    assert compiled(both).purposes == (both,)


@pytest.mark.rule("R02")
def test_the_notice_announces_the_longest_period_of_the_purposes_kinds():
    assert compiled(RECORD).period_of(RECORD.id) == Period(days=7)
    both = replace(RECORD, kinds=(KindId("recording_matter"), KindId("transcript")))
    assert compiled(both).period_of(RECORD.id) == Period(months=1)
    assert compiled(PROVE).period_of(PROVE.id) == Period(years=3, to_year_end=True)


def test_a_purpose_that_keeps_nothing_announces_no_period():
    with pytest.raises(UnknownPurposeError, match="keeps nothing"):
        compiled(replace(PROVE, kinds=())).period_of(PROVE.id)
