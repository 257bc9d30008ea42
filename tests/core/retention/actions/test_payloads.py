"""Payloads go by their own rule, with a leaf that says so; leaves and proofs stay."""

from __future__ import annotations

import pytest

from rufschutz.core.audit.actions import record_access
from rufschutz.core.audit.models import LogEntry, OutboxEntry
from rufschutz.core.audit.queries import missing_payloads
from rufschutz.core.retention.actions import payloads
from rufschutz.core.retention.actions.payloads import redact_due
from rufschutz.domain.audit.vocabulary import AuditEvent
from rufschutz.domain.ids import PurposeId
from rufschutz.domain.moments import DAY, Millis


@pytest.mark.usefixtures("scope")
def test_who_looked_goes_after_twelve_months_who_decided_later(office, owner):
    record_access(owner, AuditEvent.CALLS_LISTED, PurposeId("handle_matter"), "", office.now)
    office.sequence()
    rules = office.desk.rules(office.tenant)
    assert redact_due(office.tenant, rules, Millis(office.now + 300 * DAY)) == 0
    before = {row.index: bytes(row.leaf) for row in LogEntry.objects.all()}
    assert redact_due(office.tenant, rules, Millis(office.now + 400 * DAY)) == 1
    looked = LogEntry.objects.get(event="console:calls:listed")
    assert (looked.payload, looked.salt, looked.redacted) == (None, None, True)
    assert {row.index: bytes(row.leaf) for row in LogEntry.objects.all()} == before
    assert OutboxEntry.objects.get().event == "log:payload:redacted"
    assert LogEntry.objects.filter(payload=None).count() == 1
    assert missing_payloads(office.tenant) == ()


@pytest.mark.usefixtures("scope")
def test_a_payload_that_is_gone_without_a_redaction_is_an_incident(office):
    office.sequence()
    LogEntry.objects.filter(index=1).update(payload=None)
    assert missing_payloads(office.tenant) == (1,)


class Crash(BaseException):
    """The process is gone."""


@pytest.mark.usefixtures("scope")
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("step", ["hold_log", "redact", "record"])
def test_a_death_between_any_two_steps_loses_no_word_without_its_leaf(office, owner, monkeypatch, step, when):
    record_access(owner, AuditEvent.CALLS_LISTED, PurposeId("handle_matter"), "", office.now)
    office.sequence()
    rules, at = office.desk.rules(office.tenant), Millis(office.now + 400 * DAY)
    real = getattr(payloads, step)

    def dying(*words):
        if when == "after":
            real(*words)
        raise Crash

    with monkeypatch.context() as patch:
        patch.setattr(payloads, step, dying)
        with pytest.raises(Crash):
            redact_due(office.tenant, rules, at)
    assert not LogEntry.objects.filter(payload=None).exists()
    assert redact_due(office.tenant, rules, at) == 1
    assert redact_due(office.tenant, rules, at) == 0
    assert OutboxEntry.objects.get().event == "log:payload:redacted"
