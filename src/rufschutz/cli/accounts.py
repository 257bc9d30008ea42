"""``rufschutz accounts``: who may sign in, as what; each new account begins with a one-time link."""

from __future__ import annotations

import json

import click

_ROLES = ("owner", "agent", "supervisor", "data_protection_officer", "auditor", "operator")


@click.group()
def command() -> None:
    """Add accounts and show them."""


@command.command()
@click.argument("email")
@click.option("--name", required=True, help="The person's name, as the console and the log show it.")
@click.option("--role", type=click.Choice(_ROLES), required=True)
@click.option("--days", type=click.IntRange(1), help="The role ends after so many days (auditor: required).")
def add(email: str, name: str, role: str, days: int | None) -> None:
    """Give the person with EMAIL a role and print their one-time link (15 minutes)."""
    if role == "auditor" and days is None:
        raise click.UsageError("an auditor's access needs an end: --days")
    from rufschutz.adapters.clock import Clock
    from rufschutz.cli.django import start
    from rufschutz.cli.init import link

    installation = start()
    from rufschutz.core.setup.people import add_person

    token = add_person(email, name, role, days, Clock().now())
    click.echo(link(installation, token))


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_accounts(as_json: bool) -> None:
    """List who has which role."""
    from rufschutz.adapters.clock import Clock
    from rufschutz.cli.django import start

    start()
    from rufschutz.core.accounts.queries import members
    from rufschutz.core.tenants.queries import tenant_ids

    now = Clock().now()
    rows = [member for tenant in tenant_ids() for member in members(tenant, now)]
    if as_json:
        click.echo(
            json.dumps([{"name": row.name, "role": row.role.value, "until": row.until} for row in rows])
        )
        return
    for row in rows:
        click.echo(f"{row.name:30} {row.role.value}")
