"""``rufschutz retention run``: delete what is due, or show what a run would delete."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

if TYPE_CHECKING:
    import datetime as dt

    from rufschutz.core.retention.actions import Report
    from rufschutz.domain.moments import Millis


@click.group()
def command() -> None:
    """Delete what is due, or show what would be."""


@command.command()
@click.option("--dry-run", is_flag=True, help="Count only; nothing is deleted.")
@click.option("--at", type=click.DateTime(["%Y-%m-%d"]), help="As at the end of this day.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def run(dry_run: bool, at: dt.datetime | None, as_json: bool) -> None:
    """Run the deletion over all that is due now.

    With --at another day is assumed: that is a rehearsal (--dry-run), except in a demo.
    """
    from rufschutz.adapters.clock import Clock
    from rufschutz.cli.django import start

    installation = start()
    from rufschutz.core.jobs.actions import retention_place, sequence_all
    from rufschutz.core.retention.actions import rehearse
    from rufschutz.core.retention.actions import run as run_retention
    from rufschutz.core.setup.actions import unlock
    from rufschutz.core.tenants.queries import tenant_ids

    now = Clock().now() if at is None else _end_of(at)
    tenants, place = tenant_ids(), retention_place(installation)
    if dry_run:
        _show(rehearse(tenants, place, now), "would be deleted", as_json=as_json)
        return
    keys = unlock(installation)
    report = run_retention(tenants, place, now, simulated=at is not None)
    sequence_all(keys, installation, now)
    _show(report, "deleted", as_json=as_json)


def _end_of(day: dt.datetime) -> Millis:
    from rufschutz.domain.moments import end_of_day

    return end_of_day(day.date(), ZoneInfo("Europe/Berlin"))


def _show(report: Report, verb: str, *, as_json: bool) -> None:
    counts = {shelf.value: count for shelf, count in report.erased}
    if as_json:
        other = {"numbers_masked": report.numbers, "log_payloads": report.payloads}
        click.echo(json.dumps({"erased": counts, **other}))
        return
    click.echo(f"{report.total} {verb}; {report.numbers} numbers masked")
    for name, count in counts.items():
        click.echo(f"  {name:20} {count}")
    click.echo(f"  {'log payloads':20} {report.payloads}")
