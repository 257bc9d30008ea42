"""Rules in a zone: what was promised binds, and a purpose without a recording kind records nothing."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from rufschutz.core.duedates import Rules
from rufschutz.core.purposes.policy import retention_policy
from rufschutz.core.purposes.shipped import shipped_policy
from rufschutz.domain.ids import KindId, PurposeId
from rufschutz.domain.moments import Millis, day_of
from rufschutz.domain.retention.due import Lifetime
from rufschutz.domain.retention.rule import NoRuleError

BERLIN = ZoneInfo("Europe/Berlin")
NOW = Millis(1_790_000_000_000)


@pytest.fixture
def rules():
    return Rules(
        retention_policy(shipped_policy("P")), BERLIN, ((PurposeId("a"), KindId("recording_matter")),)
    )


def test_due_names_its_rule(rules):
    due = rules.due(KindId("recording_matter"), Lifetime(collected=NOW))
    assert due.rule == "recording_matter/P7D"
    assert (day_of(Millis(due.at - 1), BERLIN) - day_of(NOW, BERLIN)).days == 7


def test_a_shorter_promise_wins(rules):
    promise = rules.promised("P2D", NOW)
    due = rules.due(KindId("recording_matter"), Lifetime(collected=NOW, promised_until=promise))
    assert due.at == promise


def test_a_purpose_that_permits_no_recording_has_no_kind(rules):
    assert rules.recording_kind(PurposeId("a")) == "recording_matter"
    with pytest.raises(NoRuleError):
        rules.recording_kind(PurposeId("b"))
