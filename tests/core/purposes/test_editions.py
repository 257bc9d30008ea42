"""A consent names its words by a hash; people read which version that was, and since when."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest

from rufschutz.core.accounts.actions import create_user
from rufschutz.core.purposes.actions import adopt_policy
from rufschutz.core.purposes.actions.adoption import enact
from rufschutz.core.purposes.editions import editions
from rufschutz.core.purposes.utterances import wordings
from rufschutz.core.tenants.queries import controller as controller_of
from rufschutz.domain.call.commands import Language
from rufschutz.domain.ids import PersonId, TextId
from rufschutz.domain.moments import DAY, Millis

ASKED = TextId("opening.keypad.ask_first")


@pytest.fixture
def person(db, now) -> PersonId:
    return PersonId(create_user("inhaber@example.org", "Inhaberin", now).person_id)


def numbers(tenant) -> list[tuple[int, Language, Millis]]:
    return sorted((each.number, each.language, each.since) for each in editions(tenant, {ASKED}))


def test_the_same_words_keep_the_version_that_first_said_them(tenant, policy, person, now) -> None:
    adopt_policy(tenant, policy, person, now)
    enact(tenant, policy.with_period("matter", "P20D"), person, Millis(now + DAY))
    assert numbers(tenant) == [(1, Language.DE, now), (1, Language.EN, now)]


def test_another_period_is_another_wording_in_both_languages(tenant, policy, person, now) -> None:
    adopt_policy(tenant, policy, person, now)
    enact(tenant, policy.with_period("recording_matter", "P3D"), person, Millis(now + DAY))
    assert [number for number, _, _ in numbers(tenant)] == [1, 1, 2, 2]


def test_words_of_one_language_change_alone(tenant, policy, person, now) -> None:
    adopt_policy(tenant, policy, person, now)
    text = policy.text(ASKED)
    other = replace(text, words={**text.words, "en": text.words["en"] + " Thank you."})
    enact(tenant, policy.with_text(other), person, Millis(now + DAY))
    assert (2, Language.EN, now + DAY) in numbers(tenant)
    assert (2, Language.DE, now + DAY) not in numbers(tenant)


def test_the_hash_is_that_of_the_words_a_call_plan_says(tenant, policy, person, now) -> None:
    adopt_policy(tenant, policy, person, now)
    said, _ = wordings(policy, controller_of(tenant))
    heard = {hashlib.sha256(each.words.encode()).hexdigest() for each in said if each.text.id == ASKED}
    assert {each.sha256 for each in editions(tenant, {ASKED})} == heard
