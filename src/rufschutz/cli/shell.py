"""Who asks, when a command reads the record: the machine's administrator, who sees no content.

Commands see what an auditor sees (metadata, masked numbers), for as long as they run. What
only the practice may do is done in the name of one of its people, whose role then decides.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rufschutz.domain.access.request import Actor, Role
from rufschutz.domain.errors import RufschutzError
from rufschutz.domain.ids import PersonId, PurposeId, TenantId
from rufschutz.domain.moments import Millis

PURPOSE = PurposeId("security")
_MINUTE = 60_000

if TYPE_CHECKING:
    from rufschutz.core.accounts.queries import Member


class NobodyError(RufschutzError):
    """It is not clear in whose name a command acts."""

    advice = "Name someone of the practice with --by EMAIL."


def shell_actor(tenant: TenantId, now: Millis) -> Actor:
    """Return the actor that a command reads as; its access ends after a minute."""
    return Actor(
        person=PersonId("shell"),
        tenant=tenant,
        role=Role.AUDITOR,
        second_factor=True,
        until=Millis(now + _MINUTE),
    )


def member_at_shell(tenant: TenantId, email: str | None, now: Millis) -> Actor:
    """Return someone of the practice as actor, by e-mail address or as its only owner; raise `NobodyError`.

    Whoever can run commands here holds the root key: that stands for the second factor.
    """
    from rufschutz.core.tenants.queries import lines

    member = _member(tenant, email, now)
    return Actor(
        person=member.person,
        tenant=tenant,
        role=Role(member.role.value),
        second_factor=True,
        lines=frozenset(line.id for line in lines(tenant)),
        until=member.until,
    )


def typed_by(email: str) -> Millis:
    """Ask for somebody's password and code and return when they were given (ms UTC); raise `IdentityError`.

    For a word that counts as this person's and nobody else's, who may run commands here or not.
    """
    import click

    from rufschutz.adapters.clock import Clock
    from rufschutz.core.accounts.identity import confirm

    password = click.prompt("Password", hide_input=True)
    code = click.prompt("Code", hide_input=True)
    return confirm(email, password, code, Clock().now())


def _member(tenant: TenantId, email: str | None, now: Millis) -> Member:
    from rufschutz.core.accounts.queries import member_called, members

    if email is not None:
        if (named := member_called(tenant, email, now)) is None:
            raise NobodyError("nobody with this address has a role at the practice")
        return named
    owners = [member for member in members(tenant, now) if member.role.value == Role.OWNER.value]
    if len(owners) != 1:
        raise NobodyError(f"the practice has {len(owners)} owners")
    return owners[0]
