"""Which of several memberships a session works under, for people who belong to more than one practice.

Decides by what was chosen in this session, else the oldest membership. A choice that is
no longer in force counts for nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from rufschutz.adapters.clock import Clock
from rufschutz.console.screens import ROLE_LABELS
from rufschutz.core.accounts import queries
from rufschutz.core.tenants import queries as tenants
from rufschutz.domain.access.request import Role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest, HttpResponse

    from rufschutz.core.accounts.queries import Member

_CHOSEN = "rufschutz_seat"


@dataclass(frozen=True, slots=True)
class Seat:
    """One membership as it is offered; ``key`` names tenant and role."""

    key: str
    label: str
    current: bool


def chosen(request: HttpRequest, members: Sequence[Member]) -> Member:
    """Return the membership that counts in this session; ``members`` must not be empty."""
    wanted = request.session.get(_CHOSEN, "")
    return next((member for member in members if _key(member) == wanted), members[0])


def seats(members: Sequence[Member], current: Member) -> tuple[Seat, ...]:
    """Return what may be chosen; nothing where there is no choice."""
    if len(members) < 2:
        return ()
    return tuple(Seat(_key(member), _label(member), member == current) for member in members)


@require_POST
def seat(request: HttpRequest) -> HttpResponse:
    """Work under another membership from now on; one that this account lacks changes nothing."""
    wanted = request.POST.get("seat", "")
    members = queries.memberships(request.user, Clock().now())  # type: ignore[arg-type]  # the gate let only accounts in
    if wanted in map(_key, members):
        request.session[_CHOSEN] = wanted
    return redirect("start")


def _key(member: Member) -> str:
    return f"{member.tenant}:{member.role.value}"


def _label(member: Member) -> str:
    name = tenants.controller(member.tenant).short_name
    return f"{name} · {ROLE_LABELS[Role(member.role.value)]}"
