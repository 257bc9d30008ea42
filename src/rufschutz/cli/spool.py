"""``rufschutz spool``: what waits for the worker, and the way on behind a damaged line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rufschutz.core.ingest.actions.passing import Damage


@click.group()
def command() -> None:
    """Show facts that wait, and pass over a damaged line."""


@command.command()
def show() -> None:
    """Show each file of the spool: facts taken over, facts that wait, and where it stopped."""
    from rufschutz.cli.django import start

    installation = start()
    from rufschutz.core.ingest.actions.passing import damages
    from rufschutz.core.ingest.queries import waiting
    from rufschutz.core.jobs.desk import ingest_desk
    from rufschutz.core.setup.actions import unlock

    desk = ingest_desk(installation, unlock(installation))
    found = waiting(desk)
    for file in found:
        click.echo(f"{file.name:32} {file.taken} taken over, {file.waiting} wait")
    if not found:
        click.echo("The spool is empty.")
    for damage in damages(desk):
        click.echo("\n".join(_lines(damage)))


@command.command(name="pass")
@click.argument("file")
@click.option("--line", type=int, required=True, help="The line at which the file stands (see: spool show).")
@click.option("--by", metavar="EMAIL", help="Who at the practice decides it (default: the only owner).")
def pass_over(file: str, line: int, by: str | None) -> None:
    """Go on behind the damage at LINE of FILE. What cannot be read is lost, and the log says so."""
    from rufschutz.adapters.clock import Clock
    from rufschutz.cli.django import start

    installation = start()
    from rufschutz.cli.shell import member_at_shell
    from rufschutz.core.ingest.actions import passing
    from rufschutz.core.jobs.actions import sequence_all
    from rufschutz.core.jobs.desk import ingest_desk
    from rufschutz.core.setup.actions import unlock
    from rufschutz.core.tenants.queries import tenant_ids

    now, keys = Clock().now(), unlock(installation)
    person = member_at_shell(tenant_ids()[0], by, now).person
    damage = passing.pass_over(file, line, person, ingest_desk(installation, keys), now)
    sequence_all(keys, installation, now)
    click.echo(f"passed over {_extent(damage)} of {damage.name}; it stands in the log as an incident")
    click.echo(f"{damage.following} whole lines behind it are taken over as soon as the worker runs")


def _lines(damage: Damage) -> list[str]:
    what = "is whole, but cannot become part of the record" if damage.readable else "cannot be read"
    return [
        f"{damage.name} stopped: {_extent(damage)} {what}",
        f"  {damage.fault}",
        f"  behind it {damage.following} whole lines wait",
        "  Keep a copy of the file, report the incident, then:",
        f"  rufschutz spool pass {damage.name} --line {damage.line}",
    ]


def _extent(damage: Damage) -> str:
    if damage.last == damage.line:
        return f"line {damage.line}"
    return f"lines {damage.line} to {damage.last}"
