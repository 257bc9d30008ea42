"""A tenant's keys are replaced while others read and write; nothing is lost, and the old key goes last."""

from __future__ import annotations

import datetime as dt
from itertools import product

import pytest
from django.db import OperationalError

from rufschutz.core.audit.actions import record_denial, sequence
from rufschutz.core.audit.models import LogEntry, OutboxEntry
from rufschutz.core.audit.queries import payload_of
from rufschutz.core.backup.models import Backup
from rufschutz.core.base import tenant_scope
from rufschutz.core.keys.actions import (
    Keys,
    create_epoch,
    finish_rotations,
    moving,
    open_epoch,
    rotate,
    rotation,
)
from rufschutz.core.keys.errors import KeyGoneError
from rufschutz.core.keys.models import Level, Rotation, VaultKey
from rufschutz.domain.ids import CallId, PurposeId, TenantId
from rufschutz.domain.moments import DAY, Millis
from rufschutz.vault.keystore.wraps import WrapError
from rufschutz.vault.open.suite import open_sealed
from rufschutz.vault.seal.suite import seal_to

CALLS = [CallId(f"{number:032x}") for number in range(1, 8)]
PURPOSE = PurposeId("record_matter")


class Killed(BaseException):
    """The process died here."""


@pytest.fixture
def sealed(keys, tenant, now, monkeypatch) -> dict[CallId, bytes]:
    """Something sealed for each of seven calls; batches of two."""
    monkeypatch.setattr(moving, "BATCH", 2)
    monkeypatch.setattr(moving, "PAYLOADS", 2)
    return {call: keys.seal_subject(tenant, call, call.encode(), b"c", now) for call in CALLS}


def ids(tenant: TenantId, level: Level) -> list[str]:
    with tenant_scope(tenant):
        return list(VaultKey.objects.filter(level=level).values_list("id", flat=True))


def readable(keys: Keys, tenant: TenantId, sealed: dict[CallId, bytes]) -> bool:
    return all(keys.open_subject(tenant, call, box, b"c") == call.encode() for call, box in sealed.items())


@pytest.mark.rule("R58")
def test_the_tenants_key_is_another_and_everything_opens_as_before(keys, tenant, sealed, root, now) -> None:
    epoch = create_epoch(keys, tenant, dt.date(2026, 9, 21), now)
    box = seal_to(epoch.public_key, b"sound", b"p")
    proof, index = keys.seal_evidence(tenant, b"yes", b"e"), keys.lookup(tenant, "calls", "+493023125042")
    before, [old] = keys.tenant(tenant), ids(tenant, Level.TENANT)
    done = rotate(keys, tenant, Level.TENANT, "p" * 32, now)
    assert (done.old, done.destroyed, done.moved) == (old, True, len(CALLS) + 3)
    assert ids(tenant, Level.TENANT) == [done.new]
    for each in (keys, Keys.unlock(root)):
        assert each.tenant(tenant) != before
        assert readable(each, tenant, sealed)
        assert each.open_evidence(tenant, proof, b"e") == b"yes"
        assert each.lookup(tenant, "calls", "+493023125042") == index
        assert open_sealed(open_epoch(each, epoch.id), box, b"p") == b"sound"


def test_nothing_lies_under_the_old_key_any_more(keys, tenant, sealed, now) -> None:
    before = keys.tenant(tenant)
    rotate(keys, tenant, Level.TENANT, "p" * 32, now)
    with tenant_scope(tenant):
        under = list(VaultKey.objects.exclude(level__in=[Level.TENANT, Level.PURPOSE]))
    assert len(under) == len(CALLS) + 2
    pair = moving.Pair(tenant, "", under[0].parent, before, under[0].parent, before)
    for row in under:
        context = (
            moving.contexts.subject_context(tenant, row.subject)
            if row.level == Level.SUBJECT
            else moving.LONG_LIVED[Level(row.level)](tenant)
        )
        with pytest.raises(WrapError):
            pair.anew(bytes(row.wrapped), context)


def test_a_process_that_cached_the_old_key_reads_and_writes_on(keys, tenant, sealed, root, now) -> None:
    other = Keys.unlock(root)
    assert readable(other, tenant, sealed)
    rotate(keys, tenant, Level.TENANT, "p" * 32, now)
    assert readable(other, tenant, sealed)
    stale = Keys.unlock(root)
    stale.tenant(tenant)
    rotate(keys, tenant, Level.TENANT, "p" * 32, now)
    late = CallId("f" * 32)
    box = stale.seal_subject(tenant, late, b"late", b"c", now)
    rotate(keys, tenant, Level.TENANT, "p" * 32, now)
    assert Keys.unlock(root).open_subject(tenant, late, box, b"c") == b"late"


def test_what_is_made_between_two_batches_is_under_the_new_key(keys, tenant, sealed, root, now) -> None:
    other = Keys.unlock(root)
    other.tenant(tenant)
    made: dict[CallId, bytes] = {}

    def meanwhile() -> None:
        call = CallId(f"{100 + len(made):032x}")
        made[call] = other.seal_subject(tenant, call, call.encode(), b"c", now)
        assert readable(other, tenant, sealed)

    rotate(keys, tenant, Level.TENANT, "p" * 32, now, meanwhile)
    assert len(made) >= 3
    assert readable(other, tenant, {**sealed, **made})
    assert readable(Keys.unlock(root), tenant, {**sealed, **made})


STEPS = ("begin", "_move_subjects", "_move_few", "_end", "_destroy")


@pytest.mark.parametrize("death", list(product(STEPS, ("before", "after"), (1, 2))))
def test_a_death_anywhere_is_made_good_by_the_next_run(
    keys, tenant, sealed, root, now, monkeypatch, death
) -> None:
    step, when, nth = death
    place = moving if hasattr(moving, step) else rotation
    whole, seen = getattr(place, step), []

    def dies(*given: object) -> object:
        seen.append(1)
        if len(seen) == nth and when == "before":
            raise Killed
        result = whole(*given)
        if len(seen) == nth:
            raise Killed
        return result

    with monkeypatch.context() as patch:
        patch.setattr(place, step, dies)
        try:
            rotate(keys, tenant, Level.TENANT, "p" * 32, now)
        except Killed:
            assert readable(Keys.unlock(root), tenant, sealed)
    rotate(Keys.unlock(root), tenant, Level.TENANT, "p" * 32, now)
    again = Keys.unlock(root)
    assert finish_rotations(again, tenant, now) == ()
    assert readable(again, tenant, sealed)
    assert len(ids(tenant, Level.TENANT)) == 1


@pytest.mark.parametrize("step", STEPS)
def test_a_database_without_room_stops_it_and_the_next_run_goes_on(
    keys, tenant, sealed, root, now, monkeypatch, step
) -> None:
    place = moving if hasattr(moving, step) else rotation

    def full(*_: object) -> object:
        raise OperationalError("database or disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(place, step, full)
        with pytest.raises(OperationalError):
            rotate(keys, tenant, Level.TENANT, "p" * 32, now)
    assert readable(Keys.unlock(root), tenant, sealed)
    rotate(Keys.unlock(root), tenant, Level.TENANT, "p" * 32, Millis(now - 400 * DAY))  # a clock set back
    assert readable(Keys.unlock(root), tenant, sealed)
    assert len(ids(tenant, Level.TENANT)) == 1


def test_it_is_logged_once_with_the_count_and_both_ids(keys, tenant, sealed, now) -> None:
    done = rotate(keys, tenant, Level.TENANT, "p" * 32, now)
    with tenant_scope(tenant):
        [entry] = OutboxEntry.objects.filter(event="keys:rotation:finished")
        assert entry.subject == done.new
        assert f'"old":"{done.old}"' in entry.payload
        assert f'"moved":{len(CALLS) + 2}' in entry.payload
        assert Rotation.objects.get().finished_at == now


def test_two_at_once_share_one_rotation(keys, tenant, sealed, root, now) -> None:
    other, done = Keys.unlock(root), []

    def second() -> None:
        if not done:
            done.append(None)
            done.append(rotate(other, tenant, Level.TENANT, "q" * 32, now))

    first = rotate(keys, tenant, Level.TENANT, "p" * 32, now, second)
    assert done[1] == first
    with tenant_scope(tenant):
        assert Rotation.objects.count() == 1
    assert readable(keys, tenant, sealed)


def test_rows_that_others_have_locked_are_waited_for_and_moved_then(
    keys, tenant, sealed, root, now, monkeypatch
) -> None:
    whole, waited = moving._move_subjects, list[moving.Pair]()
    wait = moving._wait_for_one
    monkeypatch.setattr(moving, "_wait_for_one", lambda pair: (waited.append(pair), wait(pair)))
    monkeypatch.setattr(moving, "_move_subjects", lambda *given: whole(*given) if len(waited) > 1 else "")
    assert rotate(keys, tenant, Level.TENANT, "p" * 32, now).moved == len(CALLS) + 2
    assert len(waited) == 2
    assert readable(Keys.unlock(root), tenant, sealed)


def test_a_wrap_that_opens_with_neither_key_stops_it_and_keeps_the_old_key(keys, tenant, sealed, now) -> None:
    with tenant_scope(tenant):
        VaultKey.objects.filter(subject=CALLS[3]).update(wrapped=b"\x01" + bytes(60))
    with pytest.raises(WrapError):
        rotate(keys, tenant, Level.TENANT, "p" * 32, now)
    assert len(ids(tenant, Level.TENANT)) == 2


def test_a_subject_of_the_version_before_names_no_parent_and_moves_too(keys, tenant, sealed, now) -> None:
    with tenant_scope(tenant):
        VaultKey.objects.filter(level=Level.SUBJECT).update(parent="")
    assert rotate(keys, tenant, Level.TENANT, "p" * 32, now).moved == len(CALLS) + 2
    assert readable(keys, tenant, sealed)


def test_a_tenant_without_keys_has_none_to_replace(keys, now) -> None:
    with pytest.raises(KeyGoneError):
        rotate(keys, TenantId("e" * 32), Level.TENANT, "p" * 32, now)


@pytest.mark.rule("R58")
def test_the_log_is_sealed_anew_and_says_the_same(keys, tenant, sealed, tmp_path, root, now) -> None:
    for number in range(5):
        record_denial(tenant, "p" * 32, f"ask_{number}", tenant, now)
    sequence(tenant, keys, tmp_path, now)
    with tenant_scope(tenant):
        before = {row.index: payload_of(row, keys) for row in LogEntry.objects.all()}
    stale = Keys.unlock(root)
    stale.seal_evidence(tenant, b"x", b"y")
    done = rotate(keys, tenant, Level.EVIDENCE, "p" * 32, now)
    assert done.destroyed
    assert done.moved == len(before) > 4
    assert ids(tenant, Level.EVIDENCE) == [done.new]
    for each in (stale, Keys.unlock(root)):
        with tenant_scope(tenant):
            assert {row.index: payload_of(row, each) for row in LogEntry.objects.all()} == before
    assert stale.open_evidence(tenant, stale.seal_evidence(tenant, b"x", b"y"), b"y") == b"x"


def test_what_may_not_be_changed_keeps_its_old_key_until_it_is_erased(keys, tenant, now, monkeypatch) -> None:
    proof, asked = keys.seal_evidence(tenant, b"yes", b"e"), list[bool]()

    def older(_tenant: TenantId, opens: rotation.Opens) -> bool:
        asked.append(opens(proof, b"e"))
        return len(asked) < 3

    monkeypatch.setattr(rotation, "OLDER_EVIDENCE", [older])
    done = rotate(keys, tenant, Level.EVIDENCE, "p" * 32, now)
    assert not done.destroyed
    assert keys.open_evidence(tenant, proof, b"e") == b"yes"
    assert keys.open_evidence(tenant, keys.seal_evidence(tenant, b"no", b"e"), b"e") == b"no"
    finish_rotations(keys, tenant, Millis(now + DAY))
    assert done.old in ids(tenant, Level.EVIDENCE)
    finish_rotations(keys, tenant, Millis(now + DAY))
    assert ids(tenant, Level.EVIDENCE) == [done.new]
    assert asked == [True, True, True]


@pytest.mark.rule("R58")
def test_an_evidence_key_stays_while_a_data_backup_of_its_time_can_be_restored(keys, tenant, now) -> None:
    when = {"at": now - DAY, "due_at": now + 29 * DAY, "finished_at": now - DAY}
    Backup.objects.create(id="data-1", sort="data", place="x", size=5, **when)
    saved = keys.seal_evidence(tenant, b"an entry of the log as it was saved", b"e")
    done = rotate(keys, tenant, Level.EVIDENCE, "p" * 32, now)
    assert not done.destroyed
    finish_rotations(keys, tenant, Millis(now + DAY))
    assert keys.open_evidence(tenant, saved, b"e").startswith(b"an entry")
    Backup.objects.update(destroyed_at=now + 29 * DAY)
    finish_rotations(keys, tenant, Millis(now + 29 * DAY))
    assert ids(tenant, Level.EVIDENCE) == [done.new]
