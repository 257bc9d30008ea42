"""Which emergency access is open, to whom, and what became of it; and where one could be opened.

Decides nothing: `rufschutz.domain.access` says what it opens, and whether it would open anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rufschutz.core.accounts.queries import person_name
from rufschutz.core.audit import access
from rufschutz.core.base import tenant_scope
from rufschutz.core.calls.models import Call
from rufschutz.core.calls.queries import labels_of as labels_of_call
from rufschutz.core.glass.models import EmergencyAccess
from rufschutz.core.matters.models import Matter
from rufschutz.core.recordings.models import Recording, State
from rufschutz.core.recordings.queries import labels_of as labels_of_recording
from rufschutz.domain.access import breaking
from rufschutz.domain.access.breaking import Finding, Thing
from rufschutz.domain.access.request import Action, Glass, Role
from rufschutz.domain.access.table import MATTER, RECORD
from rufschutz.domain.ids import CallId, GlassId, PersonId, PurposeId, TenantId
from rufschutz.domain.moments import Millis

if TYPE_CHECKING:
    from rufschutz.domain.access.request import Actor

SHOWN = 100
"""How many openings a page shows, the newest first."""


@dataclass(frozen=True, slots=True)
class GlassView:
    """One opening as those see it who watch over it. ``finding`` None: not reviewed yet."""

    id: GlassId
    call: CallId
    person: PersonId
    name: str
    role: Role
    purpose: PurposeId
    reason: str
    opened_at: Millis
    over_at: Millis
    finding: Finding | None
    words: str
    reviewer: str
    reviewed_at: Millis | None

    def open(self, now: Millis) -> bool:
        """Whether it still opens anything."""
        return now < self.over_at


@dataclass(frozen=True, slots=True)
class Watch:
    """How many are open now, and how many are over and nobody has reviewed them."""

    open: int
    unreviewed: int


def open_of(tenant: TenantId, person: PersonId, role: Role, now: Millis) -> tuple[Glass, ...]:
    """Return what a person has open now, in one role."""
    with tenant_scope(tenant):
        rows = EmergencyAccess.objects.filter(person=person, role=role.value, until__gt=now, closed_at=None)
        return tuple(_glass(row) for row in rows.order_by("opened_at", "id"))


def openings(actor: Actor, purpose: PurposeId, now: Millis) -> tuple[GlassView, ...]:
    """Return the newest openings; raise `AccessDenied`."""
    access.require(actor, Action.VIEW_GLASS, purpose, now)
    with tenant_scope(actor.tenant):
        rows = list(EmergencyAccess.objects.order_by("-opened_at", "-id")[:SHOWN])
    return tuple(_view(row) for row in rows)


def watch(tenant: TenantId, now: Millis) -> Watch:
    """Return how many are open, and how many wait to be reviewed."""
    with tenant_scope(tenant):
        living = EmergencyAccess.objects.filter(until__gt=now, closed_at=None)
        waiting = EmergencyAccess.objects.filter(reviewed_at=None).exclude(id__in=living.values("id"))
        return Watch(living.count(), waiting.count())


def openable(actor: Actor, call: CallId, now: Millis) -> tuple[PurposeId, ...]:
    """Return for which purposes this person could open a call; nothing for one that is not there."""
    return breaking.openable(actor, call, things_of(actor.tenant, call), now)


def things_of(tenant: TenantId, call: CallId) -> tuple[Thing, ...]:
    """Return what of a call could be looked at or listened to; nothing where there is no such call."""
    with tenant_scope(tenant):
        row = Call.objects.filter(id=call).first()
        numbered = Matter.objects.filter(call=call).exclude(number_sealed=None).exists()
        tapes = list(Recording.objects.filter(call=call, state=State.ARCHIVED))
    if row is None:
        return ()
    labels = labels_of_call(row)
    seen = [Thing(Action.VIEW_CALL, MATTER, labels)]
    seen += [Thing(Action.VIEW_NUMBER, MATTER, labels)] if numbered else []
    seen += [Thing(Action.PLAY_RECORDING, RECORD, labels_of_recording(tape, RECORD)) for tape in tapes]
    return tuple(seen)


def _glass(row: EmergencyAccess) -> Glass:
    return Glass(
        GlassId(row.id),
        PersonId(row.person),
        Role(row.role),
        TenantId(row.tenant_id),
        CallId(row.call),
        PurposeId(row.purpose),
        Millis(row.opened_at),
        row.over_at(),
    )


def _view(row: EmergencyAccess) -> GlassView:
    return GlassView(
        id=GlassId(row.id),
        call=CallId(row.call),
        person=PersonId(row.person),
        name=person_name(PersonId(row.person)),
        role=Role(row.role),
        purpose=PurposeId(row.purpose),
        reason=row.reason,
        opened_at=Millis(row.opened_at),
        over_at=row.over_at(),
        finding=Finding(row.finding) if row.finding else None,
        words=row.words,
        reviewer=person_name(PersonId(row.reviewed_by)) if row.reviewed_by else "",
        reviewed_at=None if row.reviewed_at is None else Millis(row.reviewed_at),
    )
