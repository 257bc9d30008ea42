"""``rufschutz retention``: delete what is due, show what a run would delete, stop runs and let them go on."""

from __future__ import annotations

import csv
import json
import sys
import time
from collections import Counter
from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Final

import click

from rufschutz.cli import progress, stopwish
from rufschutz.cli.clerk import BY, JSON, LINE, clerk, moment

if TYPE_CHECKING:
    import datetime as dt

    from rufschutz.core.retention.actions import Report
    from rufschutz.core.retention.concept import Told
    from rufschutz.domain.ids import TenantId
    from rufschutz.domain.moments import Millis

QUIET_S: Final = 10.0
"""Where nobody watches, a long run tells itself so often."""


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
    """Delete what is due, or show what would be; stop deletion runs for a while."""


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
    done = [
        run_retention((who,), place, moment, simulated=at is not None, tell=_Teller().tell)
        for who, moment in moments
    ]
    sequence_all(keys, installation, max([now, *(moment for _, moment in moments)]))
    _show(done, "deleted", as_json=as_json)


@command.command()
@click.option("--reason", required=True, metavar="TEXT", help="Why; it goes into the log.")
@click.option("--until", type=_Day(), required=True, metavar="YYYY-MM-DD",
              help="The last day, in the practice's zone; within seven days.")  # fmt: skip
@BY
@LINE
def stop(reason: str, until: dt.datetime, by: str | None, line: str | None) -> None:
    """Let no deletion run begin anything until a day, seven days at most.

    Withdrawals, what a data subject asked to be erased and what a hold lets go are deleted all the same.
    """
    desk = clerk(line)
    from rufschutz.core.retention.actions import stop as stop_runs
    from rufschutz.domain.moments import DAY, Millis
    from rufschutz.domain.retention.stop import LONGEST

    actor = desk.member(by)
    end = _moment(desk.tenant, until, desk.now)
    if end - desk.now < LONGEST + DAY:
        end = min(end, Millis(desk.now + LONGEST))
    with desk.refusals(actor, "retention stop"):
        made = stop_runs(actor, reason, end, desk.now)
    click.echo(f"deletion runs are stopped until {moment(made.until)}; rufschutz retention resume ends that")


@command.command()
@BY
@LINE
def resume(by: str | None, line: str | None) -> None:
    """Let deletion runs go on."""
    desk = clerk(line)
    from rufschutz.core.retention.actions import resume as resume_runs

    actor = desk.member(by)
    with desk.refusals(actor, "retention resume"):
        ended = resume_runs(actor, desk.now)
    click.echo(f"deletion runs go on; they were stopped since {moment(ended.since)}")


command.add_command(stopwish.ask_stop)
command.add_command(stopwish.stop_requests)
command.add_command(stopwish.answer_stop)


@command.command()
@click.option("--csv", "as_csv", is_flag=True, help="Print a table for a spreadsheet.")
@click.option("--german", is_flag=True, help="Names and reasons in German.")
@JSON
@BY
@LINE
def concept(as_csv: bool, german: bool, as_json: bool, by: str | None, line: str | None) -> None:
    """Show the deletion concept: each kind of data, its deletion class, where it lies, who answers for it."""
    desk = clerk(line)
    from rufschutz.core.retention.concept import concept as ask
    from rufschutz.core.retention.concept import told
    from rufschutz.domain.call.commands import Language

    actor = desk.member(by)
    with desk.refusals(actor, "retention concept"):
        found = ask(actor, desk.now)
    rows = told(found, Language.DE if german else Language.EN)
    if as_json:
        click.echo(json.dumps({"version": found.version, "kinds": [asdict(row) for row in rows]}))
    elif as_csv:
        _spreadsheet(rows)
    else:
        for row in rows:
            latest = row.latest or f"reviewed every {row.review}"
            click.echo(f"{row.deletion_class:10} {row.kind:26} {row.event:22} at the latest {latest}")


def _spreadsheet(rows: tuple[Told, ...]) -> None:
    table = csv.writer(sys.stdout)
    names = [field.name for field in fields(rows[0])]
    table.writerow(names)
    for row in rows:
        values = [getattr(row, name) for name in names]
        table.writerow(" ".join(each) if isinstance(each, tuple) else each for each in values)


class _Teller:
    """Tells how far a run is: a bar on a terminal; elsewhere a line every ten seconds."""

    def __init__(self) -> None:
        self._began = self._told = time.monotonic()

    def tell(self, done: int, total: int) -> None:
        """Tell it, if it is time to."""
        now = time.monotonic()
        if sys.stderr.isatty() or now - self._told >= QUIET_S:
            self._told = now
            pace = done / max(0.001, now - self._began)
            progress.tell(done, total, f"deleted, {pace:.0f} a second" if done < total else "")


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
    stood = sum(report.stopped for report in reports)
    if as_json:
        told = {"erased": counts, "numbers_masked": numbers, "log_payloads": payloads, "stopped": stood}
        click.echo(json.dumps(told))
        return
    if stood:
        click.echo("deletion runs are stopped: see rufschutz retention resume", err=True)
    click.echo(f"{counts.total()} {verb}; {numbers} numbers masked")
    for name, count in counts.items():
        click.echo(f"  {name:20} {count}")
    click.echo(f"  {'log payloads':20} {payloads}")
