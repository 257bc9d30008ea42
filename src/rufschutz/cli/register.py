"""``rufschutz consent prefer|end|import|receipt``: wishes about numbers, imports, what a receipt shows."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from rufschutz.cli.clerk import BY, LINE, NUMBER, WHY, clerk, moment, number_of, why

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from rufschutz.core.consent.receipts import ReceiptView, ShownThing


@click.command()
@click.argument("wish", type=click.Choice(("never_record", "no_advertising")))
@NUMBER
@click.option("--end", is_flag=True, help="The caller takes the wish back.")
@BY
@LINE
def prefer(wish: str, number: str | None, end: bool, by: str | None, line: str | None) -> None:
    """Enter a standing wish about NUMBER; it works from the next call on. Only an index of it is kept."""
    at, typed = clerk(line), number_of(number)
    from rufschutz.core.consent.actions import end_by_staff, set_by_staff
    from rufschutz.domain.call.facts import Preference
    from rufschutz.domain.consent.withdrawal import Method

    actor, preference = at.member(by), Preference(wish)
    with at.refusals(actor, "enter_objection"):
        if end:
            done = end_by_staff(actor, preference, typed, at.keys, at.now)
            click.echo("taken back" if done else "there was no such wish about this number")
            return
        fresh = set_by_staff(actor, preference, typed, at.keys, at.rules(), at.now, Method.SHELL)
    click.echo("entered; it works from the next call on" if fresh else "stood already; its time begins anew")


@click.command()
@click.argument("purpose")
@NUMBER
@BY
@LINE
def end(purpose: str, number: str | None, by: str | None, line: str | None) -> None:
    """End the standing consents of NUMBER for PURPOSE (remind, advertise, …) at once."""
    at, typed = clerk(line), number_of(number)
    from rufschutz.core.consent.actions import end_standing
    from rufschutz.domain.ids import PurposeId

    actor = at.member(by)
    with at.refusals(actor, "enter_objection"):
        count = end_standing(actor, PurposeId(purpose), typed, at.keys, at.rules(), at.now)
    click.echo(f"ended {count}" if count else "no standing consent of this number was in force for it")


@click.command()
@BY
@LINE
def review(by: str | None, line: str | None) -> None:
    """Confirm that the house still advertises, so that objections are still needed (every 24 months)."""
    at = clerk(line)
    from rufschutz.core.consent.actions import review as confirm

    actor = at.member(by)
    with at.refusals(actor, "enter_objection"):
        count = confirm(actor, at.rules(), at.now)
    click.echo(
        f"confirmed {count} objections to advertising" if count else "there is no objection to advertising"
    )


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Check and count, and take nothing over.")
@BY
@WHY
@LINE
def take(file: Path, dry_run: bool, by: str | None, because: str | None, line: str | None) -> None:
    """Take over standing consents from FILE (CSV, UTF-8), all of it or nothing.

    Columns: number, purpose, channel, product, collected_on, source, evidence. Recording and
    writing down are asked in each call and cannot be imported.
    """
    at = clerk(line)
    from rufschutz.core.consent.actions import take_over
    from rufschutz.core.jobs.actions import sequence_all

    actor, data = at.member(by), file.read_bytes()
    with at.refusals(actor, "import_consents"):
        done = take_over(actor, data, at.keys, at.rules(), at.now, why(because), dry_run=dry_run)
    sequence_all(at.keys, at.installation, at.now)
    click.echo(f"would take over {done.count}" if dry_run else f"taken over {done.count}, batch {done.batch}")


@click.command()
@click.argument("code")
@click.argument("day", type=click.DateTime(("%Y-%m-%d",)))
@LINE
def receipt(code: str, day: dt.datetime, line: str | None) -> None:
    """Show what the holder of receipt CODE sees of the call on DAY; a wrong one counts as a try."""
    at = clerk(line)
    from rufschutz.core.consent.receipts import OnDay, Unknown, find, show

    found = find(at.keys, code, OnDay(f"{day:%Y-%m-%d}", at.lines(line)), at.now, tenant=at.tenant)
    if isinstance(found, Unknown):
        click.echo("Code, day and line fit no receipt, or it was tried too often: wait an hour.", err=True)
        raise SystemExit(1)
    click.echo("\n".join(_receipt(show(found, at.rules()))))


def _receipt(seen: ReceiptView) -> Iterator[str]:
    yield f"call       {seen.day}" if seen.began_at is None else f"call       {moment(seen.began_at)}"
    for thing in seen.things:
        yield f"stored     {thing.kind:20} {_fate(thing)}"
    for consent in seen.consents:
        yield f"consent    {consent.purpose:20} {consent.state.value} since {moment(consent.at)}"
    if seen.backups_gone_at is not None:
        yield f"backups    show nothing of it any more from {moment(seen.backups_gone_at)}"
    yield f"ends       {moment(seen.until)}"


def _fate(thing: ShownThing) -> str:
    length = "" if thing.length is None else f", {thing.length // 1000} s"
    if thing.erased_at is not None:
        return f"deleted {moment(thing.erased_at)}{' (proven)' if thing.proven else ''}{length}"
    return f"until {moment(thing.due_at)}{length}"
