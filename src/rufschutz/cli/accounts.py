"""``rufschutz accounts``: who may sign in, as what; each new account begins with a one-time link."""

from __future__ import annotations

import json
from dataclasses import asdict

import click

from rufschutz.cli import options

_ROLES = ("owner", "agent", "supervisor", "data_protection_officer", "auditor", "operator", "deputy")


@click.group()
def command() -> None:
    """Add accounts, show them and end their roles."""


@command.command()
@click.argument("email", callback=options.email)
@click.option("--name", required=True, help="The person's name, as the console and the log show it.")
@click.option("--role", type=click.Choice(_ROLES), required=True)
@click.option("--days", type=click.IntRange(1), help="The role ends after so many days (auditor: required).")
@click.option(
    "--of",
    "house",
    type=click.Choice(("client", "service")),
    help="Where a phone service answers for a client: whose person this is. Only the client's approve.",
)
def add(email: str, name: str, role: str, days: int | None, house: str | None) -> None:
    """Give the person with EMAIL a role and print their one-time link (15 minutes)."""
    if role == "auditor" and days is None:
        raise click.UsageError("an auditor's access needs an end: --days")
    from rufschutz.adapters.clock import Clock
    from rufschutz.cli.django import start
    from rufschutz.cli.init import link

    installation = start()
    from rufschutz.core.setup.people import add_person

    token = add_person(email, name, role, days, Clock().now(), house)
    click.echo(link(installation, token))


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_accounts(as_json: bool) -> None:
    """List who has which role."""
    from rufschutz.adapters.clock import Clock
    from rufschutz.cli.django import start

    start()
    from rufschutz.core.setup.people import listed

    rows = listed(Clock().now())
    if as_json:
        click.echo(json.dumps([asdict(row) for row in rows]))
        return
    for row in rows:
        click.echo(f"{row.name:30} {row.email:30} {row.role}")


@command.command()
@click.argument("email")
@click.option("--role", type=click.Choice(_ROLES), required=True)
def end(email: str, role: str) -> None:
    """End the role of the person with EMAIL, at once; the last owner stays."""
    from rufschutz.adapters.clock import Clock
    from rufschutz.cli.django import start

    start()
    from rufschutz.core.setup.people import end_membership

    end_membership(email, role, Clock().now())
    click.echo(f"{email} is {role} no more")
