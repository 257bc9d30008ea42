"""The sweep: everything that is due dies, in one order, and can be killed at any line.

First one transaction: wraps gone, erasure written, row scrubbed. Then the ciphertext, then its
absence read back, then the log, which one transaction stores; whoever dies before that begins
again behind the first, for a file can be removed twice. Things without ciphertext are logged in
the first transaction. Many artefacts share a transaction; none shares its erasure. Who has another
reason than a due date (a withdrawal) begins with the things it names and finishes in the same steps.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Protocol

from django.db import transaction
from django.db.models import Q

from rufschutz.adapters.clock import new_id
from rufschutz.core.audit.actions import Note, hold_log, record_all
from rufschutz.core.backup.tombstones import What, bury
from rufschutz.core.base import tenant_scope
from rufschutz.core.breath import no_breath
from rufschutz.core.calls import actions as calls
from rufschutz.core.calls.models import Call
from rufschutz.core.consent import actions as consents
from rufschutz.core.keys.actions import destroy_subjects, destroy_wraps
from rufschutz.core.keys.queries import wraps_of
from rufschutz.core.postgres.many import insert_all
from rufschutz.core.recordings import actions as recordings
from rufschutz.core.recordings.models import Recording
from rufschutz.core.retention.due import Doomed, Shelf, due_numbers, still_due
from rufschutz.core.retention.meter import Meter, tell_nobody
from rufschutz.core.retention.models import UNFINISHED, Erasure
from rufschutz.core.retention.orphans import orphaned_subjects
from rufschutz.core.retention.shredders import SHREDDERS, due_on
from rufschutz.core.retention.statement import statement_of
from rufschutz.core.retention.stops import stopped
from rufschutz.domain.audit.certificate import Cause, Clock
from rufschutz.domain.ids import ArtefactId, BlobId, CallId, KeyId, TenantId
from rufschutz.domain.moments import Millis
from rufschutz.domain.retention.erasure import NEXT, ErasureError, ErasureState
from rufschutz.domain.retention.retry import LONGEST, Fault, left_to_worker, next_try
from rufschutz.handover import durable
from rufschutz.vault.seal.journal import destroy_journal, journal_path, wrap_path

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from pathlib import Path

    from rufschutz.core.breath import Breath
    from rufschutz.core.duedates import Rules
    from rufschutz.vault.blobs import BlobDirectory

log = logging.getLogger(__name__)

BATCH = 2000
"""Things in one transaction: with many, each of the 256 directories of blobs is synced once for several."""

HANDS = 8
"""Directories of blobs that are worked on at once: a removal waits for the disk, hardly for a processor."""


class Law(Protocol):
    """Under whose rules and by which clock things die: all that it takes to begin."""

    @property
    def tenant(self) -> TenantId:
        """Whose they are."""

    @property
    def rules(self) -> Rules:
        """Which rules follow from it."""

    @property
    def clock(self) -> Clock:
        """Whether time is real."""


@dataclass(frozen=True, slots=True)
class Ground:
    """Where a tenant's things lie, and under which rules and clock they die."""

    tenant: TenantId
    rules: Rules
    blobs: BlobDirectory
    journals: Path
    clock: Clock


def sweep(
    ground: Ground, now: Millis, ahead: int = 0, breathe: Breath = no_breath, meter: Meter | None = None
) -> dict[Shelf, int]:
    """Erase all of the tenant's that is due ``ahead`` ms after ``now``; return how many per shelf.

    It is erased at ``now``, and its due moment stays what it was. ``breathe``: called after each
    batch, outside the tenant's scope; ``meter`` counts them. While runs are stopped nothing begins,
    and what has begun is finished all the same.
    """
    meter = meter or Meter(0, tell_nobody)
    with tenant_scope(ground.tenant):
        finish_open(ground, now)
    done = dict.fromkeys(Shelf, 0)
    for shelf in Shelf:
        while count := _batch(shelf, ground, now, ahead):
            done[shelf] += count
            meter.add(count)
            breathe()
    return done


def forget_numbers(tenant: TenantId, until: Millis) -> int:
    """Mask the numbers whose time is over at ``until``; return in how many calls."""
    with transaction.atomic():
        hold_log(tenant)
        due = due_numbers(until)
        for start in range(0, len(due), BATCH):
            calls.forget_numbers(due[start : start + BATCH])
    return len(due)


def _batch(shelf: Shelf, ground: Ground, now: Millis, ahead: int) -> int:
    with tenant_scope(ground.tenant):
        if count := _begin(shelf, ground, now, ahead):
            finish_open(ground, now, patient=True)
    return count


def _begin(shelf: Shelf, ground: Ground, now: Millis, ahead: int) -> int:
    with transaction.atomic():
        hold_log(ground.tenant)
        if stopped(ground.tenant, now):
            return 0
        until = Millis(now + ahead)
        doomed = still_due(shelf, due_on(shelf, until, BATCH), until)
        begin(shelf, doomed, Cause.SWEEP, ground, now)
    return len(doomed)


def begin(shelf: Shelf, doomed: Sequence[Doomed], cause: Cause, ground: Law, now: Millis) -> None:
    """Begin the erasure of named things of one shelf; `finish_open` does the rest.

    Within the caller's transaction, which holds the tenant's log (`hold_log`): that is what
    keeps two erasures of the same thing apart.
    """
    sounding = SHREDDERS[shelf].sounding
    doomed = _held(doomed) if sounding else doomed
    names = [thing.artefact for thing in doomed]
    keys = _destroy_keys(ground.tenant, names) if sounding else {}
    state = ErasureState.WRAPS_DESTROYED if sounding else ErasureState.LOGGED
    rows = [_erasure(thing, keys.get(thing.artefact, ()), cause, ground, state, now) for thing in doomed]
    insert_all(rows)
    bury(ground.tenant, What.ERASED, names, now, f"{shelf.value} {cause.value}")
    _scrub(shelf, names, now)
    _follow(shelf, doomed, ground, now)
    if state is ErasureState.LOGGED:
        _record(rows)


def _held(doomed: Sequence[Doomed]) -> list[Doomed]:
    """Lock recordings against an archive in the making; return them with the blobs their rows name now."""
    locked = Recording.objects.select_for_update().filter(id__in=[thing.artefact for thing in doomed])
    blobs = dict(locked.order_by("id").values_list("id", "blob"))
    return [replace(thing, blob=BlobId(blobs[thing.artefact])) for thing in doomed]


def _destroy_keys(tenant: TenantId, names: list[ArtefactId]) -> dict[ArtefactId, tuple[KeyId, ...]]:
    """Destroy all wraps of artefacts; return for each which ids went, its purpose keys included."""
    wraps = wraps_of(tenant, names)
    gone = set(destroy_wraps(tenant, names))
    return {
        artefact: tuple(key for wrap in found for key in (wrap.id, wrap.parent) if key in gone)
        for artefact, found in wraps.items()
    }


def _erasure(
    thing: Doomed, keys: tuple[KeyId, ...], cause: Cause, ground: Law, state: ErasureState, now: Millis
) -> Erasure:
    return Erasure(
        id=new_id(),
        tenant_id=ground.tenant,
        artefact=thing.artefact,
        call=thing.call,
        kind=thing.kind,
        rule=thing.rule,
        blob=thing.blob,
        keys=list(keys),
        state=state,
        because=cause,
        due_at=thing.due_at,
        destroyed_at=now,
        verified_at=now if state is ErasureState.LOGGED else None,
        clock=ground.clock,
    )


def _scrub(shelf: Shelf, names: Sequence[ArtefactId], now: Millis) -> None:
    SHREDDERS[shelf].scrub(names, now)


def _follow(shelf: Shelf, doomed: Sequence[Doomed], ground: Law, now: Millis) -> None:
    """Do what follows from things being gone: consents start their period, orphaned keys die."""
    if shelf is Shelf.RECORDINGS:
        used = recordings.used_consents([thing.artefact for thing in doomed])
        used -= recordings.consents_in_use(used)
        consents.start_period(sorted(used), now, ground.rules)
    gone = orphaned_subjects({thing.call for thing in doomed if thing.call})
    destroy_subjects(ground.tenant, gone)
    consents.start_receipts(gone, now, ground.rules)


def finish_open(ground: Ground, now: Millis, call: CallId | None = None, *, patient: bool = False) -> int:
    """Take every unfinished erasure, or one call's, through its remaining steps; return how many were logged.

    One that cannot be finished (a blob that stays) is named and left for a later try. ``patient``: it
    is left alone until then.
    """
    done, last = 0, (-1, "")
    while batch := _unfinished(last, call, now if patient else None):
        done += _advance(batch, ground, now)
        last = (batch[-1].destroyed_at, batch[-1].id)
    return done


def _unfinished(last: tuple[int, str], call: CallId | None, patient: Millis | None) -> list[Erasure]:
    at, name = last
    rows = Erasure.objects.filter(state__in=UNFINISHED)
    rows = rows.filter(Q(destroyed_at__gt=at) | Q(destroyed_at=at, id__gt=name))
    if call is not None:
        rows = rows.filter(call=call)
    if patient is not None:
        rows = rows.exclude(next_at__gt=patient, next_at__lte=patient + LONGEST)
    return list(rows.order_by("destroyed_at", "id")[:BATCH])


def _advance(batch: Sequence[Erasure], ground: Ground, now: Millis) -> int:
    """Delete, read back and log a batch; what is read back is stored with its log entry, once."""
    deleted = _delete_all([row for row in batch if row.state == ErasureState.WRAPS_DESTROYED], ground)
    resumed = [row for row in batch if row.state != ErasureState.WRAPS_DESTROYED]
    absent = [row for row in (*resumed, *deleted) if _absent(row, ground)]
    _store(sorted(set(deleted) - set(absent), key=lambda row: row.id), ErasureState.BLOB_DELETED)
    _log(absent, ground.tenant, now)
    _put_off(set(batch) - set(absent), now)
    return len(absent)


def _put_off(rows: Collection[Erasure], now: Millis) -> None:
    """Write why erasures are not finished and when they are tried again: later each time.

    What is left to the worker is neither a fault nor a try, until the worker has had its time.
    """
    for row in rows:
        unfinished = Erasure.objects.filter(id=row.id, state__in=UNFINISHED)
        if row.fault and left_to_worker(row.fault, Millis(row.destroyed_at), now):
            unfinished.update(fault=None, next_at=None)
        elif row.fault:
            row.tries = (row.tries or 0) + 1
            unfinished.update(tries=row.tries, fault=row.fault, next_at=next_try(row.tries, now))


def _delete_all(rows: Sequence[Erasure], ground: Ground) -> list[Erasure]:
    """Delete what belongs to many erasures; return whose deletion is durable.

    A directory of blobs after another would wait for the disk each time: several are worked on at once.
    """
    shelves: dict[str, list[Erasure]] = defaultdict(list)
    for row in rows:
        shelves[row.blob[-2:]].append(row)
    if len(shelves) < HANDS:
        return [row for same in shelves.values() for row in _delete_shelf(same, ground)]
    with ThreadPoolExecutor(HANDS) as hands:
        found = hands.map(partial(_delete_shelf, ground=ground), shelves.values())
        return [row for same in found for row in same]


def _delete_shelf(rows: Sequence[Erasure], ground: Ground) -> list[Erasure]:
    """Delete what lies in one directory, which is synced once; touches files alone, no database."""
    try:
        with durable.names_together():
            return [row for row in rows if _delete(row, ground)]
    except OSError:
        log.exception("a directory of blobs cannot be synced; the sweep tries again")
        for row in rows:
            row.fault = Fault.BLOB_STAYS
        return []


def _delete(row: Erasure, ground: Ground) -> bool:
    """Delete ciphertext and what may be left of the journal; False where the disk refuses.

    The console may not enter the journals: it leaves that step to the worker.
    """
    row.fault = Fault.NOTHING
    try:
        if row.blob:
            ground.blobs.delete(BlobId(row.blob))
    except OSError:
        log.exception("a blob could not be deleted; the sweep tries again")
        row.fault = Fault.BLOB_STAYS
        return False
    try:
        if not _journal_absent(row, ground):
            destroy_journal(ground.journals, ArtefactId(row.artefact))
    except PermissionError:
        log.info("an erasure is left to the worker")
        row.fault = Fault.NOT_PERMITTED
        return False
    except OSError:
        log.exception("a journal could not be deleted; the sweep tries again")
        row.fault = Fault.JOURNAL_STAYS
        return False
    return True


def _absent(row: Erasure, ground: Ground) -> bool:
    try:
        gone = (not row.blob or ground.blobs.absent(BlobId(row.blob))) and _journal_absent(row, ground)
    except PermissionError:
        row.fault = Fault.NOT_PERMITTED
        return False
    if not gone:
        log.error("a deleted blob is there again; the sweep deletes it once more")
        _delete(row, ground)
        row.fault = row.fault or Fault.CAME_BACK
    return gone


def _journal_absent(row: Erasure, ground: Ground) -> bool:
    artefact = ArtefactId(row.artefact)
    paths = (journal_path(ground.journals, artefact), wrap_path(ground.journals, artefact))
    return not any(durable.exists(path) for path in paths)


def _store(rows: Sequence[Erasure], state: ErasureState, verified_at: Millis | None = None) -> None:
    """Write a batch further along the legal steps; raise `ErasureError` where none leads to ``state``.

    What another sweep has taken further meanwhile stays where that left it.
    """
    before = {each for each in UNFINISHED if state in _later(each)}
    for row in rows:
        if row.state not in before:
            raise ErasureError(f"an erasure that is {row.state} cannot become {state.value}")
        row.state = state
        row.verified_at = verified_at or row.verified_at
    names = [row.id for row in rows]
    if names:
        moved: dict[str, str | int | None] = {"state": state, "fault": None, "next_at": None}
        if verified_at is not None:
            moved["verified_at"] = verified_at
        Erasure.objects.filter(id__in=names, state__in=before).update(**moved)


def _later(state: ErasureState) -> frozenset[ErasureState]:
    """Return all that can follow, by whatever many steps."""
    following = NEXT[state]
    return following.union(*(_later(each) for each in following))


def _log(rows: Sequence[Erasure], tenant: TenantId, now: Millis) -> None:
    """Log what is read back, once: another sweep may have been faster."""
    if not rows:
        return
    with transaction.atomic():
        hold_log(tenant)
        unfinished = Erasure.objects.filter(id__in=[row.id for row in rows], state__in=UNFINISHED)
        waiting = set(unfinished.values_list("id", flat=True))
        rows = [row for row in rows if row.id in waiting]
        _store(rows, ErasureState.LOGGED, now)
        recordings.forget(_without_a_page({CallId(row.call) for row in rows}))
        recordings.prove([row.artefact for row in rows], now)
        _record(rows)


def _without_a_page(named: set[CallId]) -> list[CallId]:
    """Return which calls are gone already: a recording that outlived its call leaves no line either."""
    return sorted(named - set(Call.objects.filter(id__in=named).values_list("id", flat=True)))


def _record(rows: Sequence[Erasure]) -> None:
    record_all(Note(statement_of(row).entry(), CallId(row.call)) for row in rows)
