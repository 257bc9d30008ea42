"""What a program may want changed in the policy."""

from __future__ import annotations

import pytest

from rufschutz.api.changes import ChangesAsked, applied
from rufschutz.api.errors import InvalidError
from rufschutz.core.purposes.shipped import shipped_policy

POLICY = shipped_policy("P")


def test_periods_purposes_and_words_are_changed_and_nothing_else():
    asked = ChangesAsked(
        periods={"recording_matter": "P5D"},
        purposes={"record_matter": "available", "remind": "available"},
        words={"opening.keypad.ask_first": {"en": "Hello."}},
    )
    changed = applied(POLICY, asked)
    assert changed.rule("recording_matter").period == "P5D"
    assert changed.recording is False
    assert changed.purpose("remind").availability.value == "available"
    text = changed.text("opening.keypad.ask_first").words
    assert (text["en"], text["de"]) == ("Hello.", POLICY.text("opening.keypad.ask_first").words["de"])
    assert applied(POLICY, ChangesAsked()) == POLICY


def test_everything_that_is_not_there_is_named():
    never = next(row.id for row in POLICY.purposes if row.availability.value == "never")
    asked = ChangesAsked(
        periods={"recording_matter": "for ever", "dreams": "P1D"},
        purposes={"fly": "active", never: "active"},
        words={"poem": {"de": "x"}},
    )
    with pytest.raises(InvalidError) as refused:
        applied(POLICY, asked)
    assert [fault.where for fault in refused.value.faults] == [
        "changes.periods.recording_matter",
        "changes.periods.dreams",
        "changes.purposes.fly",
        f"changes.purposes.{never}",
        "changes.words.poem",
    ]
