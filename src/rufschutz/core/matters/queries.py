"""What callers asked for: open requests to be called back, and those of one call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rufschutz.core.audit import access
from rufschutz.core.base import tenant_scope
from rufschutz.core.matters.models import Channel, Matter
from rufschutz.domain.access.request import Action
from rufschutz.domain.call.facts import About
from rufschutz.domain.ids import CallId, FactId, PurposeId
from rufschutz.domain.moments import Millis, moment

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from rufschutz.domain.access.request import Actor, Decision


@dataclass(frozen=True, slots=True)
class MatterView:
    """A confirmed request. ``number`` is the mask, '' once the number is gone.

    ``calls_back``: somebody is to be called back; else it is what a message is about.
    ``written``: it came by the form of the line, ``call`` is its own id then. ``about``: for whom
    it is; about a child's no message goes out by itself.
    """

    id: FactId
    call: CallId
    confirmed_at: Millis
    number: str
    called_back_at: Millis | None
    closed_at: Millis | None
    number_due_at: Millis | None
    due_at: Millis | None
    calls_back: bool = True
    written: bool = False
    about: About = About.CALLER


def of_call(seen: Decision, call: CallId) -> tuple[MatterView, ...]:
    """Return the requests of a call, oldest first, for whoever may see the call."""
    with tenant_scope(seen.request.actor.tenant):
        return tuple(view_of(row) for row in Matter.objects.filter(call=call).order_by("confirmed_at"))


def of_calls(seen: Decision, calls: Iterable[CallId]) -> dict[CallId, MatterView]:
    """Return a request of each call that has one, an open one first, for whoever may list the calls."""
    with tenant_scope(seen.request.actor.tenant):
        rows = [view_of(row) for row in Matter.objects.filter(call__in=list(calls)).order_by("confirmed_at")]
    return {row.call: row for row in sorted(rows, key=lambda row: row.closed_at is None)}


def asked_back(call: CallId) -> bool:
    """Whether a caller confirmed a request to be called back, in the scope; a reason alone is none."""
    return Matter.objects.filter(call=call).exclude(number_rule="").exists()


def owed_calls(seen: Decision) -> QuerySet[Matter, str]:
    """Return the calls in which something is still to be done, for a condition on calls within the scope."""
    with tenant_scope(seen.request.actor.tenant):
        return Matter.objects.filter(closed_at=None).exclude(number_rule="").values_list("call", flat=True)


def still_open(actor: Actor, purpose: PurposeId, now: Millis, limit: int = 100) -> tuple[MatterView, ...]:
    """Return requests to be called back that nobody has closed yet, oldest first; raise `AccessDenied`."""
    seen = access.require(actor, Action.LIST_CALLS, purpose, now)
    with tenant_scope(actor.tenant):
        rows = Matter.objects.filter(closed_at=None).exclude(number_rule="").order_by("confirmed_at", "id")
        if (lines := access.own_lines(seen)) is not None:
            rows = rows.filter(line__in=lines)
        return tuple(view_of(row) for row in rows[:limit])


def written_open(actor: Actor, purpose: PurposeId, now: Millis) -> tuple[MatterView, ...]:
    """Return requests that came by the form and that nobody has closed yet, oldest first.

    Raises `AccessDenied`.
    """
    return tuple(seen for seen in still_open(actor, purpose, now) if seen.written)


def view_of(row: Matter) -> MatterView:
    """Return a request as a row holds it."""
    return MatterView(
        id=FactId(row.id),
        call=CallId(row.call),
        confirmed_at=Millis(row.confirmed_at),
        number=row.number_mask,
        called_back_at=moment(row.called_back_at),
        closed_at=moment(row.closed_at),
        number_due_at=moment(row.number_due_at),
        due_at=moment(row.due_at),
        calls_back=row.number_rule != "",
        written=row.channel == Channel.WEB,
        about=About(row.about),
    )
