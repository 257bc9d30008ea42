"""Who could be the second person: owners and deputies but for the officer; a client where a policy is theirs.

Reads only. Whose word counts decides `rufschutz.domain.approval.proposal`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rufschutz.core.accounts.models import User
from rufschutz.core.accounts.queries import members, people_of_client
from rufschutz.core.purposes.queries import live_policy
from rufschutz.domain.access.request import Role
from rufschutz.domain.approval import proposal as approval
from rufschutz.domain.approval.mailbox import mailbox
from rufschutz.domain.approval.subject import POLICY_SUBJECTS, Subject
from rufschutz.domain.ids import PersonId
from rufschutz.domain.purposes.profile import published_by_client

if TYPE_CHECKING:
    from collections.abc import Collection

    from rufschutz.domain.ids import TenantId
    from rufschutz.domain.moments import Millis


def client_of(tenant: TenantId, subject: Subject, now: Millis) -> set[PersonId] | None:
    """Return who may publish where a policy is a client's; None where it is the controller's own."""
    if subject not in POLICY_SUBJECTS or not published_by_client(live_policy(tenant).policy.overlays):
        return None
    return set(people_of_client(tenant, now))


def seconds_of(tenant: TenantId, now: Millis) -> set[PersonId]:
    """Return who could be a second person: owners and deputies, but for the officer."""
    found = {person for role in approval.SECONDS for person in with_role(tenant, role, now)}
    return found - officers_of(tenant, now)


def officers_of(tenant: TenantId, now: Millis) -> set[PersonId]:
    """Return who speaks for data protection now, under whatever account."""
    officers = with_role(tenant, Role.DATA_PROTECTION_OFFICER, now)
    return officers | aliases_of(officers)


def with_role(tenant: TenantId, role: Role, now: Millis) -> set[PersonId]:
    """Return the people who have a role with a controller now."""
    return {member.person for member in members(tenant, now) if member.role.value == role.value}


def aliases_of(people: Collection[PersonId]) -> set[PersonId]:
    """Return whoever signs in with a mailbox of one of these under another record, here or elsewhere."""
    accounts = User.objects.values_list("person_id", "email")
    own = {mailbox(address) for name, address in accounts if name in people}
    return {PersonId(name) for name, address in accounts if mailbox(address) in own} - set(people)
