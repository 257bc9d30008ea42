"""A call that can be held, and the people who decide about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from rufschutz.core.accounts.actions import create_user, grant_role
from rufschutz.core.accounts.models import Role as Held
from rufschutz.core.approvals.actions import approve
from rufschutz.core.approvals.models import Proposal
from rufschutz.core.base import tenant_scope
from rufschutz.core.holds.actions.placing import Placed, place, restrict
from rufschutz.core.holds.actions.settling import settle
from rufschutz.core.holds.models import Hold
from rufschutz.core.purposes.actions import adopt_policy
from rufschutz.core.purposes.shipped import shipped_policy
from rufschutz.domain.access.request import Actor, Role
from rufschutz.domain.hold.hold import Ground, Kind
from rufschutz.domain.ids import CallId, PersonId
from rufschutz.domain.moments import DAY, Millis

if TYPE_CHECKING:
    from rufschutz.domain.ids import TenantId


def person(tenant: TenantId, name: str, role: Held, now: Millis) -> Actor:
    """Return someone who has a role with a controller."""
    user = create_user(f"{name}@example.org", name, now)
    grant_role(tenant, user, role, "test", now)
    return Actor(PersonId(user.person_id), tenant, Role(role.value), second_factor=True)


def dispute(now: int, days: int = 300, kind: Kind = Kind.LEGAL_HOLD) -> Ground:
    """Return a complete reason to hold a call."""
    return Ground(
        kind,
        "Streit über den Inhalt der Nachricht",
        Millis(now + days * DAY),
        opponent="die Gegenseite",
        claim="Schadensersatz",
        counsel="die Kanzlei",
        article="§ 257 HGB",
        told=True,
    )


def locked_up(now: int, days: int = 90) -> Ground:
    """Return a complete reason to restrict a call."""
    return Ground(Kind.RESTRICTION, "Richtigkeit bestritten", Millis(now + days * DAY), told=True)


@dataclass
class Safe:
    """An installation with one recorded call, its owners, and what they do to it."""

    office: Any
    caller: Any
    first: Actor
    second: Actor
    officer: Actor
    agent: Actor

    dispute = staticmethod(dispute)
    lock = staticmethod(locked_up)

    @property
    def call(self) -> CallId:
        return self.caller.id

    @property
    def keys(self):
        return self.office.desk.keys

    def place(self, at: int, ground: Ground | None = None, by: Actor | None = None) -> Placed:
        return place(by or self.first, self.call, ground or dispute(at), self.keys, Millis(at))

    def restrict(self, at: int, by: Actor | None = None) -> Placed:
        return restrict(by or self.first, self.call, locked_up(at), self.keys, Millis(at))

    def agree(self, proposal: str, at: int, by: Actor | None = None) -> str:
        with tenant_scope(self.office.tenant):
            shown = Proposal.objects.get(id=proposal).sha256
        return approve(by or self.second, proposal, shown, Millis(at), Millis(at))

    def held(self, at: int, ground: Ground | None = None) -> str:
        """Place a hold and have it confirmed."""
        placed = self.place(at, ground)
        self.agree(placed.proposal, at)
        return placed.hold

    def settle(self, at: int) -> int:
        return settle(self.office.tenant, self.keys, Millis(at))

    def row(self, name: str) -> Hold:
        with tenant_scope(self.office.tenant):
            return Hold.objects.get(id=name)


@pytest.fixture
def safe(office) -> Safe:
    """A practice of four under the shipped policy, with one call in the archive."""
    made = {
        role: person(office.tenant, name, role, office.now)
        for name, role in (
            ("first", Held.OWNER),
            ("officer", Held.DATA_PROTECTION_OFFICER),
            ("agent", Held.AGENT),
        )
    }
    adopt_policy(office.tenant, shipped_policy("P"), made[Held.OWNER].person, office.now)
    return Safe(
        office,
        office.recorded(),
        made[Held.OWNER],
        person(office.tenant, "second", Held.OWNER, office.now),
        made[Held.DATA_PROTECTION_OFFICER],
        made[Held.AGENT],
    )
