"""Every place in which two policies differ is named, and no other."""

from __future__ import annotations

from dataclasses import replace

from rufschutz.core.purposes.difference import Change, changes
from rufschutz.domain.purposes.recipients import Recipient


def test_the_same_differs_nowhere(policy) -> None:
    assert changes(policy, policy) == ()


def test_each_place_is_named_by_the_thing_and_not_by_its_number(policy) -> None:
    text = policy.text("goodbye.noted")
    other = policy.with_period("matter", "P14D").with_text(
        replace(text, words=text.words | {"en": "Thanks."})
    )
    assert changes(policy, replace(other, recording=False)) == (
        Change("recording", "true", "false"),
        Change("rules.matter.period", "P30D", "P14D"),
        Change("texts.goodbye.noted.words.en", text.words["en"], "Thanks."),
    )


def test_what_is_added_stands_beside_nothing(policy) -> None:
    purpose = replace(policy.purpose("remind"), recipients=(Recipient("Labor", "controller", "DE"),))
    found = changes(policy, policy.with_purpose(purpose))
    assert Change("purposes.remind.recipients.Labor.country", "", "DE") in found
    assert [change.path for change in found if not change.after] == []


def test_the_order_of_things_is_a_difference_too_where_it_is_said(policy) -> None:
    kinds = tuple(reversed(policy.purpose("rights").kinds))
    turned = policy.with_purpose(replace(policy.purpose("rights"), kinds=kinds))
    assert [change.path for change in changes(policy, turned)] == ["purposes.rights.kinds"]
