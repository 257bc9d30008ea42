"""Counts tell how things stand without telling of anyone."""

from __future__ import annotations

import pytest

from rufschutz.core.base import tenant_scope
from rufschutz.core.calls.counts import counts
from rufschutz.core.calls.models import Call
from rufschutz.core.consent.models import Consent
from rufschutz.core.matters.models import Matter
from rufschutz.core.recordings.models import Recording, State
from rufschutz.core.retention.actions import run
from rufschutz.core.retention.models import Erasure
from rufschutz.domain.access.decision import AccessDenied
from rufschutz.domain.access.request import Actor, Role
from rufschutz.domain.audit.certificate import Cause
from rufschutz.domain.call.facts import RefusedBy
from rufschutz.domain.ids import LineId, PersonId, TenantId
from rufschutz.domain.moments import DAY, Millis


def actor(tenant: TenantId, role: Role, now: Millis) -> Actor:
    until = Millis(now + DAY) if role is Role.AUDITOR else None
    return Actor(PersonId("9" * 32), tenant, role, second_factor=True, until=until)


def call(
    tenant: TenantId, line: LineId, number: int, at: Millis, answer: str = "", *, running: bool = False
) -> None:
    name = f"{number:032x}"
    with tenant_scope(tenant):
        end = None if running else Millis(at + 1000)
        Call.objects.create(id=name, tenant_id=tenant, line=line, plan="e" * 32, started_at=at, ended_at=end)
        if answer:
            Consent.objects.create(
                tenant_id=tenant, call=name, purpose="record_matter", state=answer, event=name, at=at
            )


def recording(tenant: TenantId, number: int, state: State, at: Millis, **values: object) -> None:
    name = f"{number:032x}"
    with tenant_scope(tenant):
        Recording.objects.create(
            id=name,
            tenant_id=tenant,
            call=name,
            purpose="record_matter",
            consent=name,
            state=state,
            started_at=at,
            kind="recording_matter",
            **values,
        )


def test_calls_are_counted_by_their_answer(tenant: TenantId, line: LineId, now: Millis) -> None:
    for number, answer in enumerate(["given", "given", "refused", "withdrawn", "requested", ""]):
        call(tenant, line, number, now, answer)
    call(tenant, line, 99, Millis(now - 30 * DAY), "given")
    seen = counts(actor(tenant, Role.OPERATOR, now), Millis(now - DAY), now)
    assert (seen.calls, seen.given, seen.refused, seen.unanswered) == (6, 2, 2, 2)


@pytest.mark.usefixtures("scope")
@pytest.mark.parametrize(
    ("by", "outcome"), [(RefusedBy.KEY, "refused"), (RefusedBy.SILENCE, "silence_or_unclear")]
)
def test_who_said_no_stays_a_no_when_the_evidence_of_it_is_gone(office, owner, by, outcome) -> None:
    office.call("1").start().no(by).ask_back().end(outcome)
    office.call("2").start().end("hung_up_in_notice")
    office.recorded("3")
    for later in (office.now, Millis(office.now + 8 * DAY)):
        run([office.tenant], office.place, later)
        seen = counts(owner, office.now, Millis(office.now + DAY))
        assert (seen.given, seen.refused) == (1, 1)
    assert not Consent.objects.filter(state="refused").exists()


def test_a_running_call_has_no_answer_yet(tenant: TenantId, line: LineId, now: Millis) -> None:
    call(tenant, line, 1, now, "requested", running=True)
    call(tenant, line, 2, now, "given", running=True)
    call(tenant, line, 3, now)
    seen = counts(actor(tenant, Role.OWNER, now), Millis(now - DAY), now)
    assert (seen.calls, seen.running, seen.given, seen.refused, seen.unanswered) == (3, 2, 0, 0, 1)


def test_a_callback_is_owed_until_it_is_done(tenant: TenantId, line: LineId, now: Millis) -> None:
    for number, closed in enumerate([None, None, now]):
        with tenant_scope(tenant):
            Matter.objects.create(
                id=f"{number:032x}",
                tenant_id=tenant,
                call="1" * 32,
                line=line,
                confirmed_at=Millis(now - 60 * DAY),
                closed_at=closed,
                number_rule="callback_number",
            )
    assert counts(actor(tenant, Role.OPERATOR, now), now, now).callbacks == 2


def test_recordings_are_counted_by_what_became_of_them(tenant: TenantId, now: Millis) -> None:
    later, earlier = Millis(now + DAY), Millis(now - DAY)
    recording(tenant, 1, State.ARCHIVED, now, due_at=later)
    recording(tenant, 2, State.ARCHIVED, now, due_at=earlier)
    recording(tenant, 3, State.ERASED, now, erased_at=now)
    recording(tenant, 4, State.ERASED, now, erased_at=now, proven_at=now)
    recording(tenant, 5, State.DESTROYED_BEFORE_STORAGE, now, erased_at=now)
    recording(tenant, 6, State.QUARANTINED, now, due_at=later)
    recording(tenant, 7, State.DAMAGED, now, due_at=later)
    seen = counts(actor(tenant, Role.DATA_PROTECTION_OFFICER, now), now, now)
    assert (seen.stored, seen.overdue, seen.erased, seen.unproven) == (2, 1, 2, 1)
    assert (seen.destroyed_before_storage, seen.quarantined, seen.damaged) == (1, 1, 1)


def test_what_a_caller_took_back_is_not_counted_as_expired(tenant: TenantId, now: Millis) -> None:
    for number, because in enumerate([Cause.SWEEP, Cause.WITHDRAWAL, Cause.WITHDRAWAL, Cause.SWEEP]):
        name = f"{number:032x}"
        before = name.endswith("2")
        state = State.DESTROYED_BEFORE_STORAGE if before else State.ERASED
        recording(tenant, number, state, now, erased_at=now, proven_at=now)
        with tenant_scope(tenant):
            Erasure.objects.create(
                id=name,
                tenant_id=tenant,
                artefact=name,
                kind="recording_matter",
                rule="recording_matter/P7D",
                state="done",
                because=because.value,
                before_storage=before,
                destroyed_at=now,
                clock="trusted",
            )
    seen = counts(actor(tenant, Role.OPERATOR, now), now, now)
    assert (seen.erased, seen.withdrawn, seen.expired) == (3, 1, 2)


@pytest.mark.parametrize("role", [Role.AGENT, Role.SUPERVISOR])
def test_who_only_works_is_not_asked_to_watch(tenant: TenantId, now: Millis, role: Role) -> None:
    with pytest.raises(AccessDenied):
        counts(actor(tenant, role, now), now, now)


def test_another_tenant_is_not_counted(
    tenant: TenantId, other_tenant: TenantId, line: LineId, now: Millis
) -> None:
    call(other_tenant, line, 1, now, "given")
    assert counts(actor(tenant, Role.OWNER, now), Millis(now - DAY), now).calls == 0
