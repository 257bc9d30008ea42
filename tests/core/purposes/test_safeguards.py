"""Two policies compared: what a real change loosens."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rufschutz.core.purposes.policy import Availability
from rufschutz.core.purposes.safeguards import loosened, safeguards


def paths(before, after) -> list[str]:
    return [each.path for each in loosened(before, after)]


@pytest.mark.rule("R82")
def test_thirty_days_for_seven_is_one_loosening_and_the_way_back_is_none(policy) -> None:
    longer = policy.with_period("recording_matter", "P30D")
    assert [str(each) for each in loosened(policy, longer)] == [
        "retention.recording_matter.period: P7D becomes P30D"
    ]
    assert loosened(longer, policy) == ()


@pytest.mark.rule("R82")
def test_a_purpose_switched_on_is_one(policy) -> None:
    on = policy.with_purpose(replace(policy.purpose("remind"), availability=Availability.ACTIVE))
    assert paths(policy, on) == ["purposes.remind"]
    assert paths(replace(policy, recording=False), policy) == ["recording", "purposes.record_matter"]


def test_what_a_text_no_longer_says_is_named(policy) -> None:
    text = policy.text("privacy.keypad")
    words = text.words | {"de": text.words["de"].replace("{dpo_contact}", "uns")}
    assert paths(policy, policy.with_text(replace(text, words=words))) == [
        "texts.privacy.keypad.de.dpo_contact"
    ]


def test_dialog_protects_too(policy) -> None:
    dialog = replace(policy.dialog, banned=policy.dialog.banned[1:], answer_window=1_000)
    assert paths(policy, replace(policy, dialog=dialog)) == ["dialog.banned", "dialog.answer_window"]
    mandatory = policy.dialog.mandatory | {"consent_question": ("controller",)}
    bare = replace(policy, dialog=replace(policy.dialog, mandatory=mandatory))
    assert "dialog.mandatory.consent_question.withdrawal" in paths(policy, bare)


def test_a_broken_slot_is_the_texts_fault_and_not_compared(policy) -> None:
    text = policy.text("answer.yes")
    broken = policy.with_text(replace(text, words=text.words | {"de": "{"}))
    assert safeguards(broken)
