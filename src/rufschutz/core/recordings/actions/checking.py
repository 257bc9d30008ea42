"""The nightly check: every use of every recording against the consent it rests on.

Decides nothing about consents (`domain.consent.holding`). What does not hold loses its wrap at
once; a recording that nothing permits any more is sealed to nobody and goes as its rule for
quarantine says. Reads in batches by id, so that a large record costs time and no memory; judged
twice, a thing is locked away once.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Exists, OuterRef

from rufschutz.core.audit.actions import Note, hold_log, record, record_all
from rufschutz.core.base import tenant_scope
from rufschutz.core.breath import no_breath
from rufschutz.core.holds.locks import locking
from rufschutz.core.keys.actions import destroy_wraps
from rufschutz.core.keys.models import VaultWrap
from rufschutz.core.recordings.actions.uses import end_uses, lock_away
from rufschutz.core.recordings.judging import Judge, Kept
from rufschutz.core.recordings.models import QUARANTINE, Recording, State, Use
from rufschutz.domain.access.table import CLAIMS
from rufschutz.domain.audit.entry import Detail, Entry
from rufschutz.domain.audit.vocabulary import AuditEvent
from rufschutz.domain.consent.holding import Fault
from rufschutz.domain.ids import ArtefactId, CallId, PurposeId, TenantId

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rufschutz.core.breath import Breath
    from rufschutz.core.ingest.desk import Desk
    from rufschutz.domain.moments import Millis

ACTOR = "check"
BATCH = 4000


@dataclass(frozen=True, slots=True)
class Unheld:
    """A use that does not hold, and why; ``purpose`` is '' where the recording has none at all."""

    artefact: ArtefactId
    call: CallId
    purpose: PurposeId
    fault: Fault


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check saw: uses of recordings, seals of evidence that it opened, and what does not hold."""

    tenant: TenantId
    at: Millis
    uses: int
    seals: int
    unheld: tuple[Unheld, ...]


def check_consents(tenant: TenantId, desk: Desk, now: Millis, breathe: Breath = no_breath) -> Checked:
    """Check every use of the tenant's recordings, lock away what does not hold, and log both.

    ``breathe``: called after each batch, outside the tenant's scope.
    """
    with tenant_scope(tenant):
        judge = Judge(tenant, desk.keys, desk.rules(tenant), now)
    unheld, last, more = list[Unheld](), 0, True
    while more:
        with tenant_scope(tenant):
            if batch := _batch(last):
                unheld += _act(judge.judged(batch), desk, tenant, now)
        more, last = bool(batch), batch[-1].use if batch else last
        breathe()
    with tenant_scope(tenant):
        unheld += _act(_useless(), desk, tenant, now)
        unheld += _stray(tenant, now)
        with transaction.atomic():
            counts = (("uses", judge.uses), ("seals", judge.seals), ("unheld", len(unheld)))
            details = tuple(Detail(name, count) for name, count in counts)
            record(Entry(AuditEvent.CONSENTS_CHECKED, tenant, now, ACTOR, tenant, details))
    return Checked(tenant, now, judge.uses, judge.seals, tuple(unheld))


def _batch(after: int) -> list[Kept]:
    """Return the next living uses after an id, with what their recordings say, in the order of their ids."""
    columns = ("id", "artefact", "call", "purpose", "consent", "promised_until", "due_at")
    living = Use.objects.filter(id__gt=after, ended_at=None).order_by("id")
    rows = list(living.values_list(*columns)[:BATCH])
    if not rows:
        return []
    named = Use.objects.filter(id__gt=after, id__lte=rows[-1][0], ended_at=None).values("artefact")
    made = Recording.objects.filter(id__in=named).values_list("id", "started_at", "purpose")
    known = {name: (started, purpose) for name, started, purpose in made}
    return [
        Kept(use, name, call, purpose, consent, promised, due, *known.get(name, (0, "")))
        for use, name, call, purpose, consent, promised, due in rows
    ]


def _act(found: Sequence[tuple[Kept, Fault]], desk: Desk, tenant: TenantId, now: Millis) -> list[Unheld]:
    """Destroy the wraps of what does not hold and lock away what nothing permits any more, in one go."""
    if not found:
        return []
    with transaction.atomic():
        hold_log(tenant)
        artefacts = sorted({kept.artefact for kept, _ in found})
        list(Recording.objects.select_for_update().filter(id__in=artefacts).order_by("id"))
        living = set(
            Use.objects.filter(id__in=[kept.use for kept, _ in found], ended_at=None).values_list(
                "id", flat=True
            )
        )
        unheld = [(kept, fault) for kept, fault in found if kept.use in living or not kept.use]
        _end(tenant, [kept for kept, _ in unheld], now)
        _lock_away([ArtefactId(name) for name in artefacts], desk, tenant, now)
        told = [_told(kept, fault) for kept, fault in unheld]
        record_all(_note(each, tenant, now) for each in told)
    return told


def _end(tenant: TenantId, unheld: Sequence[Kept], now: Millis) -> None:
    by_purpose = attrgetter("purpose")
    for purpose, same in groupby(sorted(unheld, key=by_purpose), key=by_purpose):
        destroy_wraps(tenant, [ArtefactId(kept.artefact) for kept in same], PurposeId(purpose) or None)
    end_uses([kept.use for kept in unheld], now)


def _lock_away(artefacts: list[ArtefactId], desk: Desk, tenant: TenantId, now: Millis) -> None:
    permitted = set(
        Use.objects.filter(artefact__in=artefacts, ended_at=None).values_list("artefact", flat=True)
    )
    lock_away([name for name in artefacts if name not in permitted], desk.rules(tenant), now)


def _useless() -> list[tuple[Kept, Fault]]:
    """Return what is stored as if it were permitted, and has no living use; a hold may keep such a thing."""
    used = Use.objects.filter(artefact=OuterRef("id"), ended_at=None)
    rows = Recording.objects.filter(state__in=(State.KEPT, State.ARCHIVED)).exclude(kind=QUARANTINE)
    rows = rows.exclude(Exists(locking().filter(call=OuterRef("call"))))
    found = rows.exclude(Exists(used)).order_by("id").values_list("id", "call", "started_at")
    return [(Kept(0, name, call, "", "", 0, 0, started, ""), Fault.NO_USE) for name, call, started in found]


def _stray(tenant: TenantId, now: Millis) -> list[Unheld]:
    """Destroy wraps for which neither use nor hold lives: they open a sound for what nobody consented to."""
    living = Use.objects.filter(artefact=OuterRef("artefact"), purpose=OuterRef("purpose"), ended_at=None)
    claimed = Recording.objects.filter(id=OuterRef("artefact"), call__in=locking().values("call"))
    stray = VaultWrap.objects.exclude(Exists(living)).exclude(Exists(claimed), purpose=CLAIMS)
    with transaction.atomic():
        hold_log(tenant)
        found = list(stray.order_by("id").values_list("artefact", "purpose"))
        calls = dict(Recording.objects.filter(id__in=[name for name, _ in found]).values_list("id", "call"))
        told = [
            Unheld(ArtefactId(name), CallId(calls.get(name, "")), PurposeId(purpose), Fault.NO_USE)
            for name, purpose in found
        ]
        for each in told:
            destroy_wraps(tenant, [each.artefact], each.purpose)
        record_all(_note(each, tenant, now) for each in told)
    return told


def _told(kept: Kept, fault: Fault) -> Unheld:
    return Unheld(ArtefactId(kept.artefact), CallId(kept.call), PurposeId(kept.purpose), fault)


def _note(each: Unheld, tenant: TenantId, now: Millis) -> Note:
    details = (Detail("purpose", each.purpose), Detail("fault", each.fault.value))
    entry = Entry(AuditEvent.CONSENT_QUARANTINED, tenant, now, ACTOR, each.artefact, details)
    return Note(entry, each.call)
