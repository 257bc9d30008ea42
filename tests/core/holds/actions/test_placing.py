"""What is held is kept at once, and what is restricted opens for legal claims alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rufschutz.core.audit.access import AccessDenied, NotFound
from rufschutz.core.audit.models import OutboxEntry
from rufschutz.core.base import tenant_scope
from rufschutz.core.holds.actions.placing import place, restrict
from rufschutz.core.holds.errors import StillRunningError
from rufschutz.core.holds.locks import held, restricted
from rufschutz.core.keys.models import VaultWrap
from rufschutz.core.recordings.actions import open_recording
from rufschutz.core.retention.actions import planned, rehearse, run
from rufschutz.core.retention.due import due_numbers
from rufschutz.domain.access.table import CLAIMS, RECORD
from rufschutz.domain.hold import errors
from rufschutz.domain.hold.hold import Kind, State
from rufschutz.domain.ids import CallId
from rufschutz.domain.moments import DAY, Millis

LONG = 4000 * DAY


def wraps(safe) -> set[str]:
    with tenant_scope(safe.office.tenant):
        return set(VaultWrap.objects.filter(artefact=safe.caller.artefact).values_list("purpose", flat=True))


def events(safe) -> list[str]:
    with tenant_scope(safe.office.tenant):
        return list(OutboxEntry.objects.order_by("id").values_list("event", flat=True))


def hears(safe, actor, purpose, at) -> int:
    with open_recording(
        actor, safe.caller.artefact, safe.keys, safe.office.desk.blobs, Millis(at), purpose=purpose
    ) as sound:
        return sound.length


@pytest.mark.rule("R51")
def test_a_hold_protects_everything_of_the_call_at_once(safe, now):
    late = Millis(now + LONG)
    before = {thing.call for thing in planned(safe.office.tenant, late)}
    assert safe.call in before
    placed = safe.place(now)
    assert placed.covered >= 3
    assert safe.row(placed.hold).state == State.PROVISIONAL
    assert safe.call not in {thing.call for thing in planned(safe.office.tenant, late)}
    with tenant_scope(safe.office.tenant):
        assert held([safe.call]) == {safe.call}
        assert due_numbers(late) == ()
    counted = rehearse([safe.office.tenant], safe.office.place, late)
    done = run([safe.office.tenant], safe.office.place, late)
    assert (done.total, done.numbers, done.uses) == (counted.total, counted.numbers, counted.uses)
    assert wraps(safe) == {RECORD, CLAIMS}


@pytest.mark.rule("R51")
def test_only_legal_claims_open_what_is_held(safe, now):
    safe.held(now)
    with pytest.raises(AccessDenied):
        hears(safe, safe.first, RECORD, now)
    assert hears(safe, safe.first, CLAIMS, now)
    with pytest.raises(AccessDenied):
        hears(safe, safe.agent, CLAIMS, now)
    with pytest.raises(AccessDenied):
        hears(safe, safe.officer, CLAIMS, now)


@pytest.mark.rule("R51")
def test_a_restriction_leaves_no_key_but_that_for_legal_claims(safe, now):
    placed = safe.restrict(now)
    assert safe.row(placed.hold).state == State.CONFIRMED
    assert wraps(safe) == {CLAIMS}
    with pytest.raises(AccessDenied):
        hears(safe, safe.first, RECORD, now)
    assert hears(safe, safe.first, CLAIMS, now)
    with tenant_scope(safe.office.tenant):
        assert restricted([safe.call]) == {safe.call}
    assert "retention:restriction:set" in events(safe)


def test_asked_twice_a_call_is_restricted_once(safe, now):
    first, again = safe.restrict(now), safe.restrict(now, by=safe.second)
    assert again.hold == first.hold
    assert not again.fresh
    assert events(safe).count("retention:restriction:set") == 1


@pytest.mark.rule("R44")
def test_neither_agents_nor_the_officer_hold_or_restrict_anything(safe, now):
    for actor in (safe.agent, safe.officer):
        with pytest.raises(AccessDenied):
            safe.place(now, by=actor)
        with pytest.raises(AccessDenied):
            safe.restrict(now, by=actor)
    with tenant_scope(safe.office.tenant):
        assert held([safe.call]) == frozenset()


def test_a_hold_is_not_a_restriction_nor_the_other_way_round(safe, now):
    with pytest.raises(errors.OtherWayError):
        safe.place(now, safe.lock(now))
    with pytest.raises(errors.OtherWayError):
        restrict(safe.first, safe.call, safe.dispute(now), safe.keys, now)


def test_what_is_incomplete_changes_nothing(safe, now):
    with pytest.raises(errors.HoldError):
        safe.place(now, replace(safe.dispute(now), counsel=""))
    with tenant_scope(safe.office.tenant):
        assert held([safe.call]) == frozenset()
    assert wraps(safe) == {RECORD}


def test_only_a_call_that_is_there_and_over_can_be_held(safe, now):
    with pytest.raises(NotFound):
        place(safe.first, CallId("0" * 32), safe.dispute(now), safe.keys, now)
    running = safe.office.call("2")
    running.start()
    safe.office.take()
    with pytest.raises(StillRunningError):
        place(safe.first, running.id, safe.dispute(now), safe.keys, now)


@pytest.mark.rule("R51")
def test_what_is_archived_after_the_hold_was_set_opens_for_legal_claims_too(safe, now):
    for name, act, left in (
        ("2", lambda call: place(safe.first, call, safe.dispute(now), safe.keys, now), {RECORD, CLAIMS}),
        ("3", lambda call: restrict(safe.first, call, safe.lock(now), safe.keys, now), {CLAIMS}),
    ):
        caller = safe.office.call(name)
        caller.start().yes().record().speak(b"x" * 8000).keep().end("yes_and_recorded")
        safe.office.take()
        act(caller.id)
        safe.office.archive()
        with tenant_scope(safe.office.tenant):
            found = VaultWrap.objects.filter(artefact=caller.artefact).values_list("purpose", flat=True)
            assert set(found) == left


def test_no_name_and_no_reason_goes_into_the_log(safe, now):
    safe.place(now, safe.dispute(now, kind=Kind.LEGAL_DUTY))
    with tenant_scope(safe.office.tenant):
        told = "".join(OutboxEntry.objects.values_list("payload", flat=True))
    for word in ("Streit", "Gegenseite", "Schadensersatz", "Kanzlei", "HGB"):
        assert word not in told
