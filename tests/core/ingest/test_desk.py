"""The desk hands out each tenant's rules as they are now."""

from __future__ import annotations

from rufschutz.domain.ids import PurposeId


def test_rules_know_what_a_recording_is(office):
    rules = office.desk.rules(office.tenant)
    assert rules.recording_kind(PurposeId("record_matter")) == "recording_matter"
