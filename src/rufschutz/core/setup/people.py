"""More people than the first owner: a role each, and a one-time link to their own sign-in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from rufschutz.core.accounts.actions import create_user, grant_role, issue_link
from rufschutz.core.accounts.models import Role
from rufschutz.core.tenants.queries import tenant_ids
from rufschutz.domain.moments import DAY, Millis

if TYPE_CHECKING:
    from rufschutz.domain.ids import TenantId

ACTOR = "setup"


def add_person(email: str, name: str, role: str, days: int | None, now: Millis) -> str:
    """Give a person a role for this installation's first controller; return their one-time token.

    ``days``: after how many the role ends; None leaves it open. An account that is there
    keeps its person and gets the role beside those it has.
    """
    tenant: TenantId = tenant_ids()[0]
    until = None if days is None else Millis(now + days * DAY)
    with transaction.atomic():
        user = create_user(email, name, now)
        grant_role(tenant, user, Role(role), ACTOR, now, until)
        return issue_link(tenant, user, ACTOR, now)
