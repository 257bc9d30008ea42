"""A policy has one form, and everything that may be adopted survives it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rufschutz.core.purposes.checks import faults_of
from rufschutz.core.purposes.policy import (
    PolicyText,
    kinds_of,
    policy_bytes,
    policy_sha256,
    purposes_of,
    read_policy,
    retention_policy,
    state_of,
)
from rufschutz.core.purposes.shipped import PROFILES, shipped_policy
from rufschutz.domain import canonical
from rufschutz.domain.ids import KindId
from rufschutz.domain.moments import Period
from rufschutz.domain.purposes.purpose import ProfileState
from rufschutz.domain.retention.rule import PolicyError


@pytest.mark.parametrize("profile", PROFILES)
def test_what_is_adopted_can_be_read_back(profile: str) -> None:
    policy = shipped_policy(profile)
    assert read_policy(policy_bytes(policy)) == policy


def test_any_change_changes_the_hash(policy) -> None:
    changed = policy.with_period("recording_matter", "P5D")
    assert changed.rule("recording_matter").period == "P5D"
    assert policy_sha256(changed) != policy_sha256(policy)
    text = policy.text("callback.none")
    assert policy_sha256(policy.with_text(replace(text, stop="none"))) != policy_sha256(policy)


def test_what_does_not_exist_is_none(policy) -> None:
    assert policy.text("no.such") is None
    assert policy.rule("no_such") is None
    assert policy.with_text(PolicyText("no.such", "any", 1, "", {})) == policy


def test_rules_are_the_domains_rules(policy) -> None:
    rules = retention_policy(policy)
    rule = rules.rule_of(KindId("recording_matter"))
    assert (rule.id, rule.period, rule.cap) == ("recording_matter/P7D", Period(days=7), Period(days=30))


def test_a_policy_of_yesterday_can_still_be_read_and_says_what_was_true_then(policy) -> None:
    document = canonical.loads(policy_bytes(policy))
    for name in ("overlays", "alternatives", "adequate"):
        del document[name]
    for row in document["purposes"]:
        del row["recipients"], row["transfers"], row["whose"]
    for row in document["texts"]:
        del row["owner"], row["review_by"]
    old = read_policy(canonical.dumps(document))
    assert [each.way for each in old.alternatives] == ["callback"]
    assert (old.overlays, old.adequate, old.purpose("remind").recipients) == ((), (), ())
    assert faults_of(old) == []


def test_a_purpose_is_replaced_or_added(policy) -> None:
    remind = replace(policy.purpose("remind"), art9="never")
    assert policy.with_purpose(remind).purpose("remind") == remind
    assert len(policy.with_purpose(remind).purposes) == len(policy.purposes)
    assert policy.with_purpose(replace(remind, id="new")).purpose("new") is not None


def test_the_purpose_of_the_question_goes_with_the_switch(policy) -> None:
    purpose = policy.purpose("record_matter")
    assert state_of(policy, purpose) is ProfileState.ACTIVE
    assert state_of(replace(policy, recording=False), purpose) is ProfileState.AVAILABLE
    assert state_of(policy, policy.purpose("remind")) is ProfileState.AVAILABLE


@pytest.mark.rule("R41")
@pytest.mark.rule("R99")
def test_a_rule_that_waits_for_an_event_without_an_end_is_refused(policy) -> None:
    endless = replace(policy, rules=tuple(replace(rule, cap=None, review=None) for rule in policy.rules))
    with pytest.raises(PolicyError, match=r"retention\.matter\.cap"):
        retention_policy(endless)


def test_sound_and_verbatim_text_are_marked_as_recordings(policy) -> None:
    marked = {kind.id for kind in kinds_of(policy) if kind.recording}
    assert {"recording_matter", "transcript"} <= marked
    assert not {"matter", "call_metadata", "consent_given"} & marked


def test_purposes_keep_their_words(policy) -> None:
    purpose = next(p for p in purposes_of(policy) if p.id == "record_matter")
    assert purpose.name.de == "Aufnehmen, um das Anliegen zu bearbeiten"
