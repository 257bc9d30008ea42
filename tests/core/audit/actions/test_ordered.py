"""An order erases what entries said, leaves a leaf for each, and never what the log says of itself."""

from __future__ import annotations

import pytest
from django.db import transaction

from rufschutz.core.approvals.models import Proposal
from rufschutz.core.audit.access import AccessDenied
from rufschutz.core.audit.actions import ordered
from rufschutz.core.audit.actions.ordered import RedactionError, ask_redaction, redaction_takes_effect
from rufschutz.core.audit.models import LogEntry, OutboxEntry
from rufschutz.core.audit.queries import missing_payloads
from rufschutz.domain.audit.entry import read_entry
from rufschutz.domain.audit.redaction import ReasonClass


@pytest.fixture
def entry(office, owner, scope):
    from rufschutz.core.audit.actions import record_access
    from rufschutz.domain.audit.vocabulary import AuditEvent
    from rufschutz.domain.ids import PurposeId

    record_access(owner, AuditEvent.CALL_VIEWED, PurposeId("security"), "x", office.now)
    office.sequence()
    return LogEntry.objects.get(event="console:call:viewed")


def test_two_people_and_then_the_words_are_gone_and_a_leaf_says_which_and_why(office, owner, entry):
    asked = ask_redaction(
        owner, [entry.index], ReasonClass.MISTAKE, "Im Freitext stand ein Name.", office.now
    )
    row = Proposal.objects.get(id=asked)
    assert (row.count, LogEntry.objects.get(id=entry.id).payload is None) == (1, False)
    redaction_takes_effect(row, office.now)
    assert LogEntry.objects.get(id=entry.id).payload is None
    told = read_entry(OutboxEntry.objects.get(event="log:payload:redacted").payload.encode())
    assert {one.name: one.value for one in told.details} == {
        "first": entry.index,
        "last": entry.index,
        "count": 1,
        "why": "mistake",
    }
    assert missing_payloads(office.tenant) == ()


def test_what_the_log_says_of_itself_cannot_be_ordered_away(office, owner, entry):
    row = LogEntry.objects.filter(event="console:call:viewed").update(event="log:payload:redacted")
    assert row == 1
    with pytest.raises(RedactionError, match="what the log says of itself"):
        ask_redaction(owner, [entry.index], ReasonClass.COURT, "Weil.", office.now)


@pytest.mark.parametrize("wanted", [[], [99_999], list(range(101))])
def test_an_order_names_entries_that_are_there(office, owner, entry, wanted):
    with pytest.raises(RedactionError):
        ask_redaction(owner, wanted, ReasonClass.COURT, "Weil.", office.now)


def test_only_who_may_ask_asks(office, officer, entry):
    with pytest.raises(AccessDenied):
        ask_redaction(officer, [entry.index], ReasonClass.COURT, "Weil.", office.now)


class Crash(BaseException):
    """The process is gone."""


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("step", ["redact", "record_all"])
def test_a_death_between_any_two_steps_leaves_all_or_nothing(office, owner, entry, monkeypatch, step, when):
    asked = ask_redaction(owner, [entry.index], ReasonClass.MISTAKE, "Weil.", office.now)
    real = getattr(ordered, step)

    def dying(*words):
        if when == "after":
            real(*words)
        raise Crash

    with monkeypatch.context() as patch:
        patch.setattr(ordered, step, dying)
        with pytest.raises(Crash), transaction.atomic():
            redaction_takes_effect(Proposal.objects.get(id=asked), office.now)
    assert LogEntry.objects.get(id=entry.id).payload is not None
    assert not OutboxEntry.objects.filter(event="log:payload:redacted").exists()
    redaction_takes_effect(Proposal.objects.get(id=asked), office.now)
    assert OutboxEntry.objects.filter(event="log:payload:redacted").count() == 1


def test_what_was_erased_meanwhile_is_not_erased_twice(office, owner, entry):
    asked = ask_redaction(owner, [entry.index], ReasonClass.MISTAKE, "Weil.", office.now)
    redaction_takes_effect(Proposal.objects.get(id=asked), office.now)
    with pytest.raises(RedactionError):
        redaction_takes_effect(Proposal.objects.get(id=asked), office.now)
    assert OutboxEntry.objects.filter(event="log:payload:redacted").count() == 1
