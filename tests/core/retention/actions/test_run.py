"""A run under another date is a demo's; a rehearsal changes nothing; a run stands in the log."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rufschutz.core.audit.actions import record_access
from rufschutz.core.audit.models import LogEntry, OutboxEntry
from rufschutz.core.recordings.models import Recording, State
from rufschutz.core.retention.actions import SimulatedClockError, planned, rehearse, run
from rufschutz.core.retention.due import Shelf
from rufschutz.core.retention.models import Erasure
from rufschutz.domain.audit.vocabulary import AuditEvent
from rufschutz.domain.ids import PurposeId
from rufschutz.domain.moments import DAY, Millis


@pytest.mark.usefixtures("scope")
def test_a_shifted_clock_is_refused_where_calls_are_real(office):
    office.recorded()
    with pytest.raises(SimulatedClockError):
        run([office.tenant], office.place, Millis(office.now + 8 * DAY), simulated=True)
    assert Recording.objects.get().state == State.ARCHIVED


@pytest.mark.usefixtures("scope")
def test_in_a_demo_the_erasure_says_that_its_clock_was_simulated(office):
    office.recorded()
    run([office.tenant], replace(office.place, demo=True), Millis(office.now + 8 * DAY), simulated=True)
    assert Erasure.objects.get().clock == "simulated"
    payload = OutboxEntry.objects.get(event="retention:artefact:erased").payload
    assert '"clock":"simulated"' in payload


@pytest.mark.usefixtures("scope")
def test_what_is_planned_names_kind_rule_and_due_moment(office):
    caller = office.recorded()
    assert planned(office.tenant, office.now) == ()
    (thing,) = planned(office.tenant, Millis(office.now + 8 * DAY))
    assert (thing.artefact, thing.kind, thing.rule) == (
        caller.artefact,
        "recording_matter",
        "recording_matter/P7D",
    )
    assert thing.due_at == Recording.objects.get().due_at


@pytest.mark.usefixtures("scope")
def test_a_run_is_logged_with_its_counts_and_an_empty_one_is_not(office):
    office.recorded()
    run([office.tenant], office.place, office.now)
    assert not OutboxEntry.objects.filter(event="retention:run:finished").exists()
    report = run([office.tenant], office.place, Millis(office.now + 8 * DAY))
    assert dict(report.erased)[Shelf.RECORDINGS] == report.total == 1
    assert '"recordings":1' in OutboxEntry.objects.get(event="retention:run:finished").payload


def test_one_tenants_run_touches_no_other(office, other_tenant):
    office.recorded()
    assert run([other_tenant], office.place, Millis(office.now + 8 * DAY)).total == 0


@pytest.mark.usefixtures("scope")
def test_what_falls_due_before_the_next_run_goes_now_and_keeps_its_due_moment(office):
    office.recorded()
    due = Recording.objects.get().due_at
    early = Millis(due - 60_000)
    assert run([office.tenant], office.place, early).total == 0
    assert run([office.tenant], office.place, early, ahead=59_999).total == 0
    assert run([office.tenant], office.place, early, ahead=60_000).total == 1
    row = Erasure.objects.get()
    assert (row.due_at, row.destroyed_at, row.verified_at) == (due, early, early)
    assert Recording.objects.get().erased_at == early


@pytest.mark.usefixtures("scope")
@pytest.mark.parametrize("ahead", [0, DAY])
def test_a_rehearsal_counts_the_same_as_the_run_payloads_of_the_log_included(office, owner, ahead):
    for day in (0, 1, 2):
        record_access(
            owner, AuditEvent.CALLS_LISTED, PurposeId("handle_matter"), "", Millis(office.now + day * DAY)
        )
    office.recorded()
    office.sequence()
    counted = []
    for days in (8, 31, 365, 366, 367, 400, 2000):
        at = Millis(office.now + days * DAY)
        expected = rehearse([office.tenant], office.place, at, ahead=ahead)
        assert run([office.tenant], office.place, at, ahead=ahead) == expected
        counted.append(expected.payloads)
    assert sum(counted) == LogEntry.objects.filter(payload=None).count() > 3


@pytest.mark.usefixtures("scope")
def test_a_run_that_only_emptied_the_log_is_logged_with_its_count(office, owner):
    record_access(owner, AuditEvent.CALLS_LISTED, PurposeId("handle_matter"), "", office.now)
    office.sequence()
    run([office.tenant], office.place, Millis(office.now + 400 * DAY))
    assert '"payloads":1' in OutboxEntry.objects.get(event="retention:run:finished").payload
