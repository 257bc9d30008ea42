"""Who acts at the shell, for which controller, with which keys: what commands on consents begin with."""

from __future__ import annotations

import datetime as dt
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rufschutz.core.duedates import Rules
    from rufschutz.core.keys.actions import Keys
    from rufschutz.core.runtime import Installation
    from rufschutz.domain.access.request import Actor
    from rufschutz.domain.consent.because import Because
    from rufschutz.domain.ids import LineId, TenantId
    from rufschutz.domain.moments import Millis

BY = click.option("--by", metavar="EMAIL", help="Who of the practice does it (default: its only owner).")
LINE = click.option("--line", metavar="LINE", help="A line of the controller meant, if there are several.")
JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
NUMBER = click.argument("number", required=False)
WHY = click.option(
    "--because",
    type=click.Choice(("access_request", "objection", "complaint", "authority", "review", "proof")),
    help="For what: it goes into the log.",
)


@dataclass(frozen=True, slots=True)
class Clerk:
    """An opened installation at one moment, for one controller."""

    installation: Installation
    keys: Keys
    tenant: TenantId
    now: Millis

    def member(self, email: str | None) -> Actor:
        """Return someone of the practice as actor; raise `NobodyError`."""
        from rufschutz.cli.shell import member_at_shell

        return member_at_shell(self.tenant, email, self.now)

    @contextmanager
    def refusals(self, actor: Actor, action: str) -> Iterator[None]:
        """Write into the log what a role may not do and asked for all the same; the refusal goes on."""
        from rufschutz.core.audit.actions import record_denial
        from rufschutz.domain.access.decision import AccessDenied

        try:
            yield
        except AccessDenied:
            record_denial(self.tenant, actor.person, action, self.tenant, self.now)
            raise

    def lines(self, named: str | None) -> frozenset[LineId]:
        """Return the line that was named, all of the controller's where none was."""
        from rufschutz.core.tenants.queries import lines

        return frozenset(card.id for card in lines(self.tenant) if named in (None, card.user_part))

    def rules(self) -> Rules:
        """Return the controller's deletion rules."""
        from rufschutz.core.purposes.queries import rules

        return rules(self.tenant)


def clerk(line: str | None = None) -> Clerk:
    """Open the installation; raise `click.UsageError` where it is not clear whose consents are meant."""
    from rufschutz.adapters.clock import Clock
    from rufschutz.cli.django import start

    installation = start()
    from rufschutz.core.setup.actions import unlock
    from rufschutz.core.tenants.queries import line_called, tenant_ids

    tenants = tenant_ids() if line is None else (line_called(line).tenant,)
    if len(tenants) != 1:
        raise click.UsageError(f"there are {len(tenants)} controllers here: name a line of one with --line")
    return Clerk(installation, unlock(installation), tenants[0], Clock().now())


def number_of(number: str | None) -> str:
    """Return the number in E.164, or ask for it: what is typed here stands in no shell history.

    Raises `click.UsageError` for what is no complete number; nothing is found or kept under part of one.
    """
    from rufschutz.domain.numbers import e164

    typed: str = click.prompt("Number (+49…)") if number is None else number
    complete = e164(typed)
    if complete is None:
        raise click.UsageError("this is no complete telephone number; write one such as +493023125000")
    return complete


def why(because: str | None) -> Because | None:
    """Return the reason that was named."""
    from rufschutz.domain.consent.because import Because

    return None if because is None else Because(because)


def moment(at: Millis | None) -> str:
    """Return a moment in words, UTC."""
    return "never" if at is None else f"{dt.datetime.fromtimestamp(at / 1000, dt.UTC):%Y-%m-%d %H:%M} UTC"
