"""A wish ends for a reason that the log can hold: words of its own, and never somebody's."""

from __future__ import annotations

from rufschutz.domain.consent.ending import WishEnding


def test_the_reasons_are_few_and_name_nobody():
    assert [each.value for each in WishEnding] == [
        "asked_for_it",
        "number_changed_hands",
        "entered_by_mistake",
    ]
