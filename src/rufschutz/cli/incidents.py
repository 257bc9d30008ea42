"""``rufschutz store list|settle``: the differences that nobody has settled, and settling one with words.

Decides nothing. Whoever runs it names someone of the practice, whose role then decides: an owner or the
operator settles, the data protection officer sees them.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from rufschutz.cli.clerk import BY, JSON, LINE, clerk, moment

if TYPE_CHECKING:
    from rufschutz.core.completeness.queries import IncidentView


@click.command("list")
@click.option("--settled", is_flag=True, help="Show those that are settled.")
@JSON
@BY
@LINE
def show(settled: bool, as_json: bool, by: str | None, line: str | None) -> None:
    """Show each difference with its id, what it is and what to do; newest first."""
    desk = clerk(line)
    from rufschutz.core.audit.actions import record_access
    from rufschutz.core.completeness.queries import store
    from rufschutz.core.jobs.actions import sequence_all
    from rufschutz.domain.access.table import SECURITY
    from rufschutz.domain.audit.vocabulary import AuditEvent

    actor = desk.member(by)
    with desk.refusals(actor, "check_store"):
        seen = store(actor, SECURITY, desk.now)
    record_access(actor, AuditEvent.STORE_VIEWED, SECURITY, "", desk.now)
    sequence_all(desk.keys, desk.installation, desk.now)
    found = seen.settled if settled else seen.open
    if as_json:
        click.echo(json.dumps([asdict(each) for each in found], ensure_ascii=False))
        return
    for each in found:
        click.echo("\n".join(_lines(each)))
    if not found:
        click.echo("nothing was settled" if settled else "no difference is open")


@click.command()
@click.argument("incident")
@click.option("--words", required=True, metavar="TEXT", help="What it was and what was done; name no caller.")
@BY
@LINE
def settle(incident: str, words: str, by: str | None, line: str | None) -> None:
    """Settle INCIDENT with words, in the name of an owner or the operator; see: rufschutz store list."""
    desk = clerk(line)
    from rufschutz.core.completeness.actions import close
    from rufschutz.core.jobs.actions import sequence_all

    actor = desk.member(by)
    with desk.refusals(actor, "settle_difference"):
        close(actor, incident, words, desk.now)
    sequence_all(desk.keys, desk.installation, desk.now)
    click.echo("settled; it stands in the log")


def _lines(seen: IncidentView) -> list[str]:
    from rufschutz.domain.call.commands import Language
    from rufschutz.domain.completeness.words import advice, what

    there = f"last seen {moment(seen.last_seen_at)}"
    if seen.gone_at is not None:
        there = f"no longer there since {moment(seen.gone_at)}"
    lines = [
        f"{seen.id}  {what(seen.kind, Language.EN)}",
        f"  about    {seen.subject}",
        f"  found    {moment(seen.found_at)}, {there}",
    ]
    if seen.closed_at is None:
        return [*lines, f"  do       {advice(seen.kind, Language.EN)}"]
    return [*lines, f"  settled  {moment(seen.closed_at)}, {seen.closed_by}: {seen.words}"]
