"""Who looks at a page: the account behind the session, in one role for one tenant.

Decides that nothing is shown to an account without a membership in force; which one
counts, where there are several, is chosen in `rufschutz.console.seat`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rufschutz.console.screens import ROLE_LABELS
from rufschutz.console.seat import chosen, seats
from rufschutz.console.signin import factor
from rufschutz.core.accounts import queries
from rufschutz.core.glass.queries import open_of
from rufschutz.core.tenants import queries as tenants
from rufschutz.domain.access.glass import ROLES as MAY_BREAK
from rufschutz.domain.access.request import Action, Actor, Role
from rufschutz.domain.access.table import MATTER, SECURITY, TABLE
from rufschutz.domain.errors import RufschutzError

if TYPE_CHECKING:
    from django.http import HttpRequest

    from rufschutz.console.seat import Seat
    from rufschutz.core.accounts.queries import Member
    from rufschutz.domain.ids import PurposeId
    from rufschutz.domain.moments import Millis


class NoMembershipError(RufschutzError):
    """The account belongs to no tenant now."""

    advice = "Ask whoever runs this installation to renew your membership."


@dataclass(frozen=True, slots=True)
class Viewer:
    """Someone at a page. ``name`` is the person's; ``zone`` the tenant's IANA zone.

    ``seats``: in what other capacities they may look, with this one; empty for no choice.
    """

    actor: Actor
    name: str
    tenant_name: str
    zone: str
    seats: tuple[Seat, ...] = ()

    @property
    def role(self) -> Role:
        """In what capacity they look."""
        return self.actor.role

    @property
    def role_label(self) -> str:
        """The role in plain words."""
        return str(ROLE_LABELS[self.role])

    @property
    def purpose(self) -> PurposeId:
        """What they look for: to work matters off, or to watch over the rules."""
        listing = TABLE[self.role].get(Action.LIST_CALLS)
        return MATTER if listing is not None and MATTER in listing.purposes else SECURITY


def viewer_of(request: HttpRequest, now: Millis) -> Viewer:
    """Return who looks; raise `NoMembershipError` for an account that belongs nowhere."""
    members = queries.memberships(request.user, now)  # type: ignore[arg-type]  # the gate let only accounts in
    if not members:
        raise NoMembershipError("this account belongs to no tenant")
    member = chosen(request, members)
    controller = tenants.controller(member.tenant)
    return Viewer(
        _actor(request, member, now),
        member.name,
        controller.short_name,
        controller.zone,
        seats(members, member),
    )


def _actor(request: HttpRequest, member: Member, now: Millis) -> Actor:
    """Return the member as the rules see them; a team answers all lines of its tenant."""
    role = Role(member.role.value)
    return Actor(
        person=member.person,
        tenant=member.tenant,
        role=role,
        second_factor=factor.shown(request),
        lines=frozenset(line.id for line in tenants.lines(member.tenant)),
        until=member.until,
        glasses=open_of(member.tenant, member.person, role, now) if role in MAY_BREAK else (),
    )
