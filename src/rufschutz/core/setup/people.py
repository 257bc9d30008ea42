"""More people than the first owner: a role each, a one-time link to their own sign-in, and the role's end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from rufschutz.core.accounts.actions import create_user, end_role, grant_role, issue_link
from rufschutz.core.accounts.models import House, Membership, Role
from rufschutz.core.base import tenant_scope
from rufschutz.core.errors import CoreError
from rufschutz.core.tenants.queries import tenant_ids
from rufschutz.domain.moments import DAY, Millis

if TYPE_CHECKING:
    from rufschutz.domain.ids import TenantId

ACTOR = "setup"


class RoleEndError(CoreError):
    """A role that cannot be ended."""

    advice = "See who has which role: rufschutz accounts list"


@dataclass(frozen=True, slots=True)
class Listed:
    """Someone's role as an administrator sees it; ``until`` is None where open."""

    name: str
    email: str
    role: str
    until: Millis | None


def listed(now: Millis) -> tuple[Listed, ...]:
    """Return who has which role at ``now``, for all controllers, the oldest first, then by address."""
    return tuple(
        Listed(
            row.user.person.name, row.user.email, row.role, None if row.until is None else Millis(row.until)
        )
        for tenant in tenant_ids()
        for row in _current(tenant, now)
    )


def end_membership(email: str, role: str, now: Millis) -> None:
    """End a person's role at once, and log it; raise `RoleEndError` for one not held, or the last owner's."""
    tenant, address = tenant_ids()[0], email.strip().lower()
    with transaction.atomic():
        rows = [row for row in _current(tenant, now, held=True) if row.role == role]
        held = next((row for row in rows if row.user.email == address), None)
        if held is None:
            raise RoleEndError(f"nobody with the address {email!r} has the role {role}")
        if role == Role.OWNER and all(row is held or row.until is not None for row in rows):
            raise RoleEndError(
                "this is the last owner, without whom nobody can act for the practice",
                advice="Add another one first: rufschutz accounts add EMAIL --name NAME --role owner",
            )
        end_role(tenant, held.user, Role(role), ACTOR, now)


def _current(tenant: TenantId, now: Millis, *, held: bool = False) -> list[Membership]:
    """Return the roles in force; ``held`` keeps them as they are until the transaction ends."""
    with tenant_scope(tenant):
        found = Membership.objects.select_related("user__person").order_by("since", "user__email")
        rows = list(found.select_for_update(of=("self",)) if held else found)
    return [row for row in rows if row.current(now) and row.user.is_active]


def add_person(
    email: str, name: str, role: str, days: int | None, now: Millis, house: str | None = None
) -> str:
    """Give a person a role for this installation's first controller; return their one-time token.

    ``days``: after how many the role ends; None leaves it open. An account that is there
    keeps its person and gets the role beside those it has. ``house``: whose people they are (`House`), None
    for what was said before. Raises `AddressRefusedError`.
    """
    tenant: TenantId = tenant_ids()[0]
    until = None if days is None else Millis(now + days * DAY)
    with transaction.atomic():
        user = create_user(email, name, now)
        grant_role(tenant, user, Role(role), ACTOR, now, until, None if house is None else House(house))
        return issue_link(tenant, user, ACTOR, now)
