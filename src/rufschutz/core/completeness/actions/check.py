"""The check of the store: everything that ever began against what is there, and every file against its row.

Reads first, without a lock, and looks again at what did not fit, under the lock under which things
die; only what still does not fit is an incident. Killed at any line it leaves the incidents that it
had made sure of; run again it finds the same and writes each once. What a difference is, is decided in
`domain.completeness`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from django.db import transaction
from django.db.models import Q

from rufschutz.adapters.clock import new_id
from rufschutz.core.audit.actions import hold_log, record
from rufschutz.core.base import tenant_scope
from rufschutz.core.breath import no_breath
from rufschutz.core.completeness import calls, strays, streams
from rufschutz.core.completeness.actions.incidents import ACTOR, date, incident, no_longer
from rufschutz.core.completeness.models import Incident, StoreCheck
from rufschutz.core.holds.locks import held
from rufschutz.core.ingest.queries import damaged_files
from rufschutz.core.recordings.models import Recording
from rufschutz.domain.audit.entry import Detail, Entry
from rufschutz.domain.audit.vocabulary import AuditEvent
from rufschutz.domain.completeness.artefact import GRACE, SEALED, Life, differences
from rufschutz.domain.completeness.incident import OF_JOURNALS, IncidentKind
from rufschutz.domain.completeness.tally import Day, Fate, Tally
from rufschutz.domain.ids import ArtefactId, BlobId, CallId
from rufschutz.domain.moments import DAY
from rufschutz.handover import durable
from rufschutz.vault.seal.journal import journal_path

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rufschutz.core.breath import Breath
    from rufschutz.core.ingest.desk import Desk
    from rufschutz.domain.completeness.artefact import Thing
    from rufschutz.domain.ids import TenantId
    from rufschutz.domain.moments import Millis

Each = TypeVar("Each")

AGAIN = 500
"""How many things are looked at again in one transaction."""

MOST = 5000
"""How many differences of a sort one check writes down; there are more than a person can look at."""

DAYS = 35
KEEP = 90 * DAY

OURS = frozenset(
    kind
    for kind in IncidentKind
    if kind.value.startswith(("row_", "blob_", "wrap_", "use_", "journal_", "gone_", "erasure_", "birth_"))
) | {
    IncidentKind.CALL_TELLS_OTHERWISE,
    IncidentKind.QUARANTINE_TOO_LONG,
    IncidentKind.SPOOL_STOPPED,
    IncidentKind.JOURNALS_UNSEEN,
}
"""What this check finds, and so can say of that it is gone."""


JOURNALS = "journals"
"""What is named where journals could not be looked at."""


@dataclass(frozen=True, slots=True)
class _Sight:
    """With what the check looks; ``journals``: whether it may enter their directory."""

    desk: Desk
    journals: bool


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check saw. ``things``: artefacts; ``blobs``: files.

    ``found``: differences, ``new`` of them not open before; ``gone``: open incidents that it no longer
    found. ``more``: there were more differences than it wrote down.
    """

    tenant: TenantId
    at: Millis
    things: int
    blobs: int
    found: int
    new: int
    gone: int
    total: Day
    days: tuple[Day, ...]
    more: bool = False


def check(tenant: TenantId, desk: Desk, now: Millis, breathe: Breath = no_breath) -> Checked:
    """Check the tenant's store, write down what does not fit, and log that it was checked.

    Memory grows with days and differences alone. ``breathe``: called after each batch, outside the
    tenant's scope. Safe beside ingest, sweeps and another check. What it may not enter is a difference
    of its own; raises `OSError` where a disk does not answer: then nothing is claimed.
    """
    sight = _Sight(desk, strays.may_enter(desk.journals))
    suspects, tally, things = _survey(tenant, sight, now, breathe)
    blobs, lost = _files(tenant, desk, breathe)
    odd = list(islice(calls.disagreeing(tenant, now), MOST + 1))
    found = new = 0
    for batch in _batches(suspects[:MOST]):
        seen, fresh = _again(tenant, batch, sight, now)
        found, new = found + seen, new + fresh
        breathe()
    others = [*_others(tenant, sight, now), *calls.still(tenant, odd[:MOST])]
    others += strays.judged(tenant, desk.blobs, lost[:MOST])
    for group in _batches(others):
        new += _write(tenant, group, now)
    stopped, fresh = _stopped(tenant, now)
    found, new = found + len(others) + stopped, new + fresh
    more = max(len(suspects), len(lost), len(odd)) > MOST
    done = Checked(tenant, now, things, blobs, found, new, 0, tally.total(), tally.days()[:DAYS], more)
    return _finish(done, sight)


def _batches(things: Sequence[Each]) -> Iterator[Sequence[Each]]:
    return (things[start : start + AGAIN] for start in range(0, len(things), AGAIN))


def _survey(tenant: TenantId, sight: _Sight, now: Millis, breathe: Breath) -> tuple[list[str], Tally, int]:
    suspects, tally, count = list[str](), Tally(), 0
    for count, found in enumerate(streams.everything(tenant), start=1):
        if found.sounding:
            tally.add(found.thing, found.began, unstored=found.unstored)
        if len(suspects) <= MOST and differences(_looked(found.thing, sight), now):
            suspects.append(found.thing.name)
        if count % streams.PAGE == 0:
            breathe()
    return suspects, tally, count


def _files(tenant: TenantId, desk: Desk, breathe: Breath) -> tuple[int, list[BlobId]]:
    count, lost = 0, list[BlobId]()
    for seen, unnamed in strays.blobs(tenant, desk.blobs):
        count += seen
        lost += unnamed[: MOST + 1 - len(lost)]
        breathe()
    return count, lost


def _looked(thing: Thing, sight: _Sight) -> Thing:
    """Return a thing with whether its file is there; None where this process may not look."""
    row, desk = thing.row, sight.desk
    if row is not None and row.life in SEALED:
        return replace(thing, blob_there=bool(row.blob) and not desk.blobs.absent(BlobId(row.blob)))
    if row is not None and row.life in (Life.OPEN, Life.KEPT) and sight.journals:
        there = durable.exists(journal_path(desk.journals, ArtefactId(thing.name)))
        return replace(thing, journal_there=there)
    return thing


def _again(tenant: TenantId, names: Sequence[str], sight: _Sight, now: Millis) -> tuple[int, int]:
    """Look again at things while nothing of them can die or be archived; return differences, and new ones."""
    found = new = 0
    with tenant_scope(tenant), transaction.atomic():
        hold_log(tenant)
        locked = Recording.objects.select_for_update().filter(id__in=names).order_by("id")
        list(locked.values_list("id", flat=True))
        for each in streams.some(tenant, names):
            thing = _held(_looked(each.thing, sight))
            call = () if thing.row is None else (Detail("call", thing.row.call),)
            for kind in differences(thing, now):
                found += 1
                new += incident(tenant, kind, thing.name, call, now)
    return found, new


def _held(thing: Thing) -> Thing:
    """Return a thing with whether a hold covers its call."""
    row = thing.row
    if row is None:
        return thing
    return replace(thing, row=replace(row, held=bool(held([CallId(row.call)]))))


def _others(tenant: TenantId, sight: _Sight, now: Millis) -> list[strays.Stray]:
    """Return what is wrong with the journals themselves, or that they could not be looked at."""
    if not sight.journals:
        return [(IncidentKind.JOURNALS_UNSEEN, JOURNALS)]
    return list(islice(strays.journals(tenant, sight.desk.journals, now), MOST))


def _write(tenant: TenantId, found: Sequence[strays.Stray], now: Millis) -> int:
    with tenant_scope(tenant), transaction.atomic():
        return sum(incident(tenant, kind, name, _told(kind, name), now) for kind, name in found)


def _stopped(tenant: TenantId, now: Millis) -> tuple[int, int]:
    """Write down files that stopped while nobody can pass over one; return how many, and how many new."""
    with tenant_scope(tenant), transaction.atomic():
        hold_log(tenant)
        files = damaged_files()
        return len(files), sum(
            incident(tenant, IncidentKind.SPOOL_STOPPED, file.name, (), now) for file in files
        )


def _told(kind: IncidentKind, name: str) -> tuple[Detail, ...]:
    return (Detail("call", name),) if kind is IncidentKind.CALL_TELLS_OTHERWISE else ()


def _finish(done: Checked, sight: _Sight) -> Checked:
    """Say what is gone, when incidents go, and that the store was checked: in one transaction."""
    tenant, now = done.tenant, done.at
    seen = OURS if sight.journals else OURS - OF_JOURNALS
    with tenant_scope(tenant), transaction.atomic():
        gone = 0 if done.more else no_longer(tenant, seen, now, now)
        date(tenant, sight.desk.rules(tenant))
        done = replace(done, gone=gone)
        standing = Incident.objects.filter(closed_at=None, gone_at=None).count()
        counts = {
            "things": done.things,
            "blobs": done.blobs,
            "found": done.found,
            "new": done.new,
            "gone": gone,
            "open": standing,
        }
        StoreCheck.objects.create(
            id=new_id(),
            tenant_id=tenant,
            at=now,
            counts=counts,
            fates=_numbers(done.total),
            days=[_numbers(day) for day in done.days],
            more=done.more,
        )
        StoreCheck.objects.filter(Q(at__lt=now - KEEP) | Q(at__gt=now + GRACE)).delete()
        told = (*((name, counts[name]) for name in counts), ("born", done.total.born))
        details = tuple(Detail(name, count) for name, count in told)
        record(Entry(AuditEvent.STORE_CHECKED, tenant, now, ACTOR, tenant, details))
    return done


def _numbers(day: Day) -> list[int]:
    return [day.start, *(day.of(fate) for fate in Fate)]
