"""``rufschutz retention run``: delete what is due, or show what a run would delete."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    import datetime as dt

    from rufschutz.core.retention.actions import Report
    from rufschutz.domain.ids import TenantId
    from rufschutz.domain.moments import Millis


class _Day(click.DateTime):
    """A day, written year first."""

    name = "day"

    def __init__(self) -> None:
        super().__init__(["%Y-%m-%d"])

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> dt.datetime:
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter:
            self.fail(f"{value!r} is no day; write the day as 2027-01-31", param, ctx)


@click.group()
def command() -> None:
    """Delete what is due, or show what would be."""


@command.command()
@click.option("--dry-run", is_flag=True, help="Count only; nothing is deleted.")
@click.option("--at", type=_Day(), metavar="YYYY-MM-DD",
              help="As at the end of this day, in the practice's zone.")  # fmt: skip
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

    now, place = Clock().now(), retention_place(installation)
    moments = [(tenant, _moment(tenant, at, now)) for tenant in tenant_ids()]
    if at is not None and all(moment <= now for _, moment in moments):
        click.echo(f"{at:%Y-%m-%d} is past: this counts what was due by then and is still here.", err=True)
    if dry_run:
        found = [rehearse((tenant,), place, moment) for tenant, moment in moments]
        _show(found, "would be deleted", as_json=as_json)
        return
    keys = unlock(installation)
    done = [run_retention((who,), place, moment, simulated=at is not None) for who, moment in moments]
    sequence_all(keys, installation, max([now, *(moment for _, moment in moments)]))
    _show(done, "deleted", as_json=as_json)


def _moment(tenant: TenantId, day: dt.datetime | None, now: Millis) -> Millis:
    """Return now, or the end of the day where the tenant is."""
    from rufschutz.core.tenants.queries import controller
    from rufschutz.domain.moments import end_of_day

    return now if day is None else end_of_day(day.date(), controller(tenant).tzinfo)


def _show(reports: list[Report], verb: str, *, as_json: bool) -> None:
    counts: Counter[str] = Counter()
    for report in reports:
        counts.update({shelf.value: count for shelf, count in report.erased})
    numbers = sum(report.numbers for report in reports)
    payloads = sum(report.payloads for report in reports)
    if as_json:
        click.echo(json.dumps({"erased": counts, "numbers_masked": numbers, "log_payloads": payloads}))
        return
    click.echo(f"{counts.total()} {verb}; {numbers} numbers masked")
    for name, count in counts.items():
        click.echo(f"  {name:20} {count}")
    click.echo(f"  {'log payloads':20} {payloads}")
