"""Reading accounts and what they may do for whom."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from allauth.mfa.models import Authenticator

from rufschutz.core.accounts.models import House, Membership, Person, Role, SetupLink, User
from rufschutz.core.audit import access
from rufschutz.core.base import account_scope, tenant_scope
from rufschutz.domain.access.request import Action
from rufschutz.domain.access.request import Role as AccessRole
from rufschutz.domain.ids import PersonId, TenantId
from rufschutz.domain.moments import Millis

if TYPE_CHECKING:
    from rufschutz.domain.access.request import Actor
    from rufschutz.domain.ids import PurposeId


@dataclass(frozen=True, slots=True)
class Member:
    """A person in one role for one tenant; ``until`` is None where open, ``house`` whose people they are."""

    person: PersonId
    name: str
    tenant: TenantId
    role: Role
    until: Millis | None
    house: House = House.UNSAID


def memberships(user: User, now: Millis) -> tuple[Member, ...]:
    """Return what an account may do, for all tenants, at ``now``; nothing for a closed account."""
    if not user.is_active:
        return ()
    with account_scope(user.pk):
        rows = list(Membership.objects.filter(user=user).order_by("since", "id"))
    return tuple(_member(row, user.person) for row in rows if row.current(now))


def members(tenant: TenantId, now: Millis) -> tuple[Member, ...]:
    """Return everyone with a role for a tenant at ``now``."""
    with tenant_scope(tenant):
        rows = list(Membership.objects.select_related("user__person").order_by("since", "id"))
    return tuple(_member(row, row.user.person) for row in rows if row.current(now) and row.user.is_active)


def holders(actor: Actor, purpose: PurposeId, now: Millis) -> tuple[Member, ...]:
    """Return who has which role for the actor's tenant; raise `AccessDenied` where it may not be seen."""
    access.require(actor, Action.VIEW_ROLES, purpose, now)
    return members(actor.tenant, now)


def member_called(tenant: TenantId, email: str, now: Millis) -> Member | None:
    """Return who has a role for a tenant at ``now`` under an e-mail address, None for nobody."""
    user = User.objects.filter(email=email.strip().lower()).first()
    found = () if user is None else memberships(user, now)
    return next((member for member in found if member.tenant == tenant), None)


def people_of_client(tenant: TenantId, now: Millis) -> frozenset[PersonId]:
    """Return who is of the client by every role they have; who is of the service in one of them is not."""
    found = members(tenant, now)
    others = {member.person for member in found if member.house is not House.CLIENT}
    return frozenset(member.person for member in found if member.person not in others)


def roles_of(tenant: TenantId, person: PersonId, now: Millis) -> frozenset[AccessRole]:
    """Return in what roles a person may act for a tenant at ``now``; none where every account is closed."""
    with tenant_scope(tenant):
        rows = list(Membership.objects.filter(user__person=person, user__is_active=True))
    return frozenset(AccessRole(row.role) for row in rows if row.current(now))


def person_name(person: PersonId) -> str:
    """Return a person's name, or '' where the record no longer knows it."""
    row = Person.objects.filter(id=person).first()
    return "" if row is None else row.name


def link_owner(token: str, now: Millis) -> User | None:
    """Return whose set-up link this is, None if it could not be used now; asking spends nothing."""
    digest = hashlib.sha256(token.encode()).hexdigest()
    found = SetupLink.objects.filter(
        token_sha256=digest, used_at=None, expires_at__gt=now, user__is_active=True
    )
    link = found.select_related("user").first()
    return None if link is None else link.user


def open_links(now: Millis) -> int:
    """Return how many set-up links could still be used."""
    return SetupLink.objects.filter(used_at=None, expires_at__gt=now).count()


def _member(row: Membership, person: Person) -> Member:
    until = None if row.until is None else Millis(row.until)
    return Member(
        PersonId(person.id), person.name, TenantId(row.tenant_id), Role(row.role), until, House(row.house)
    )


def enrolled_owners(tenant: TenantId, now: Millis) -> int:
    """Return how many owners of a tenant have a second factor, without which nobody may do anything."""
    with tenant_scope(tenant):
        rows = list(Membership.objects.filter(role=Role.OWNER, user__is_active=True))
    users = [row.user_id for row in rows if row.current(now)]
    totp = Authenticator.objects.filter(user__in=users, type=Authenticator.Type.TOTP)
    return len(set(totp.values_list("user_id", flat=True)))
