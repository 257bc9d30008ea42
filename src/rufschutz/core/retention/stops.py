"""Whether deletion runs stand still, by whose word and until when; and what the officer asked about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rufschutz.core.accounts.queries import person_name
from rufschutz.core.audit import access
from rufschutz.core.base import tenant_scope
from rufschutz.core.retention.models import RunStop
from rufschutz.core.retention.models import StopWish as WishRow
from rufschutz.domain.access.request import Action
from rufschutz.domain.access.table import SECURITY
from rufschutz.domain.ids import PersonId
from rufschutz.domain.moments import Millis, moment
from rufschutz.domain.retention.stop import Stop
from rufschutz.domain.retention.stopwish import Answer, StopWish

if TYPE_CHECKING:
    from rufschutz.domain.access.request import Actor
    from rufschutz.domain.ids import TenantId

SHOWN: Final = 10
"""How many requests are shown at most."""


def stopped(tenant: TenantId, now: Millis) -> Stop | None:
    """Return the stop that is in force, None where runs go on."""
    with tenant_scope(tenant):
        last = last_stop()
    return last if last is not None and last.in_force(now) else None


def last_stop() -> Stop | None:
    """Return the last stop after which no run went through yet, in the tenant's scope."""
    row = RunStop.objects.first()
    return None if row is None else stop_of(row)


def stop_of(row: RunStop) -> Stop:
    """Return what a row says."""
    return Stop(row.reason, PersonId(row.by), Millis(row.since), Millis(row.until), moment(row.ended_at))


@dataclass(frozen=True, slots=True)
class WishCard:
    """A request of the officer with the names of who asked and who answered ('' for nobody yet)."""

    id: str
    wish: StopWish
    officer_name: str
    answered_by_name: str


def waiting_wish(tenant: TenantId) -> StopWish | None:
    """Return the officer's request that waits for its answer, as everybody who watches may know."""
    with tenant_scope(tenant):
        row = WishRow.objects.filter(answer="").first()
    return None if row is None else wish_of(row)


def wishes(actor: Actor, now: Millis) -> tuple[WishCard, ...]:
    """Return the last requests of the officer, newest first; raise `AccessDenied`."""
    access.require(actor, Action.VIEW_POLICY, SECURITY, now)
    with tenant_scope(actor.tenant):
        rows = list(WishRow.objects.order_by("-asked_at", "-id")[:SHOWN])
    return tuple(WishCard(row.id, wish_of(row), _name(row.officer), _name(row.answered_by)) for row in rows)


def wish_of(row: WishRow) -> StopWish:
    """Return what a row says."""
    return StopWish(
        officer=PersonId(row.officer),
        reason=row.reason,
        days=row.days,
        at=Millis(row.asked_at),
        answer=Answer(row.answer) if row.answer else None,
        answered_by=PersonId(row.answered_by) if row.answered_by else None,
        answered_at=moment(row.answered_at),
        words=row.words,
    )


def _name(person: str) -> str:
    return person_name(PersonId(person)) if person else ""
