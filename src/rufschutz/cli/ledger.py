"""``rufschutz consent show|search|timeline|export|check``: looking into the ledger of consents.

Whoever looks does it in the name of someone of the practice, whose role decides and whose
reason, where one is owed, goes into the log.
"""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rufschutz.cli.clerk import BY, JSON, LINE, NUMBER, WHY, clerk, moment, number_of, why

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rufschutz.cli.clerk import Clerk
    from rufschutz.core.consent.ledger import LedgerLine, StandingState
    from rufschutz.core.consent.sworn import LedgerReport
    from rufschutz.core.recordings.actions import Checked


@click.command()
@click.argument("call")
@BY
@WHY
@JSON
def show(call: str, by: str | None, because: str | None, as_json: bool) -> None:
    """Show how the consents of CALL came about, also when the call itself is deleted."""
    at = clerk()
    from rufschutz.core.audit.access import NotFound
    from rufschutz.core.consent.ledger import of_call
    from rufschutz.domain.ids import CallId

    actor = at.member(by)
    try:
        with at.refusals(actor, "view_consents"):
            lines = of_call(actor, CallId(call), at.now, why(because))
    except NotFound as error:
        raise NotFound(
            "no call has this id, and no consent of one",
            advice="The ids of calls (32 letters and digits): rufschutz calls list --json",
        ) from error
    _print(lines, as_json, "Nothing was asked in this call.")


@click.command()
@NUMBER
@BY
@WHY
@LINE
@JSON
def search(number: str | None, by: str | None, because: str | None, line: str | None, as_json: bool) -> None:
    """Say which standing consents NUMBER has, and in how many calls it was asked."""
    at, typed = clerk(line), number_of(number)
    from rufschutz.core.consent.ledger import search as find

    actor = at.member(by)
    with at.refusals(actor, "view_consents"):
        found = find(actor, at.keys, typed, at.now, why(because))
    if as_json:
        states = [dataclasses.asdict(state) for state in found.standing]
        click.echo(json.dumps({"standing": states, "events": len(found.lines)}, ensure_ascii=False))
        return
    for state in found.standing:
        click.echo(_state(state))
    calls = {each.call for each in found.lines if each.call is not None}
    click.echo(f"{len(found.lines)} events in {len(calls)} calls: rufschutz consent timeline shows them")
    click.echo("Proof of what was taken back is kept without the number: rufschutz consent show CALL")


@click.command()
@NUMBER
@BY
@WHY
@LINE
@JSON
def timeline(
    number: str | None, by: str | None, because: str | None, line: str | None, as_json: bool
) -> None:
    """Show every change of a consent of NUMBER, over all calls and purposes, oldest first."""
    at, typed = clerk(line), number_of(number)
    from rufschutz.core.consent.ledger import search as find

    actor = at.member(by)
    with at.refusals(actor, "view_consents"):
        found = find(actor, at.keys, typed, at.now, why(because))
    _print(found.lines, as_json, "The ledger holds nothing under this number.")


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--form", type=click.Choice(("jsonld", "csv")), default="jsonld", show_default=True)
@click.option("--semicolon", is_flag=True, help="Separate CSV by semicolons, as German spreadsheets do.")
@BY
@WHY
@LINE
def export(
    file: Path, form: str, semicolon: bool, by: str | None, because: str | None, line: str | None
) -> None:
    """Write the whole ledger to FILE, in terms of ISO/IEC TS 27560; the log says that it left.

    FILE must not exist; only whoever runs this may read it.
    """
    at = clerk(line)
    from rufschutz.core.consent.export import Form
    from rufschutz.core.consent.export import export as leave

    actor = at.member(by)
    if file.exists():
        raise FileExistsError(17, "the file exists", str(file))
    with at.refusals(actor, "export_ledger"):
        pieces = leave(actor, Form(form), at.now, why(because), ";" if semicolon else ",")
    file.touch(mode=0o600, exist_ok=False)
    with file.open("w", encoding="utf-8", newline="") as out:
        for piece in pieces:
            out.write(piece)
    _sequence(at)
    click.echo(f"written    {file}")
    click.echo(f"check it   rufschutz consent check --file {file}")


@click.command()
@click.option("--file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="An export.")
@LINE
@JSON
def check(file: Path | None, line: str | None, as_json: bool) -> None:
    """Compare every consent with the log and every recording with its consent, or check an export.

    A recording that no consent permits is locked away, as every night.
    """
    at = clerk(line)
    if file is not None:
        _check_export(file, at, as_json)
        return
    from rufschutz.core.consent.sworn import verify_ledger
    from rufschutz.core.jobs.desk import ingest_desk
    from rufschutz.core.recordings.actions import check_consents

    ledger = verify_ledger(at.tenant, at.keys)
    checked = check_consents(at.tenant, ingest_desk(at.installation, at.keys), at.now)
    _sequence(at)
    click.echo(_record(ledger, checked) if as_json else "\n".join(_findings(ledger, checked)))
    if ledger.faults or checked.unheld:
        raise SystemExit(1)


def _record(ledger: LedgerReport, checked: Checked) -> str:
    return json.dumps(
        {
            "events": ledger.checked,
            "unsworn": ledger.unsworn,
            "faults": [{"event": fault.event, "wrong": fault.wrong.value} for fault in ledger.faults],
            "uses": checked.uses,
            "unheld": [each.artefact for each in checked.unheld],
        }
    )


def _findings(ledger: LedgerReport, checked: Checked) -> list[str]:
    lines = [f"ledger      {ledger.checked} events are as they were logged"]
    if ledger.unsworn:
        lines.append(f"            {ledger.unsworn} have no hash in the log (any more)")
    lines += [
        f"FAULT       event {fault.event}: {fault.wrong.value.replace('_', ' ')}" for fault in ledger.faults
    ]
    lines.append(f"recordings  {checked.uses} uses, {len(checked.unheld)} without a consent")
    lines += [f"LOCKED AWAY recording {each.artefact}: {each.fault.value}" for each in checked.unheld]
    return lines


def _check_export(file: Path, at: Clerk, as_json: bool) -> None:
    from rufschutz.core.consent.exported import known_chain, verify_export

    whole = verify_export(file.read_bytes().decode("utf-8", "replace"))
    known = known_chain(at.tenant, whole.chain, at.keys)
    if as_json:
        click.echo(json.dumps({"records": whole.records, "chain": whole.chain, "logged": known}))
    else:
        click.echo(f"whole       {whole.records} records, none changed, left out or put in")
        click.echo("logged      yes" if known else "logged      NO: no export of this installation ended so")
    if not known:
        raise SystemExit(1)


def _sequence(at: Clerk) -> None:
    from rufschutz.core.jobs.actions import sequence_all

    sequence_all(at.keys, at.installation, at.now)


def _print(lines: Iterable[LedgerLine], as_json: bool, empty: str) -> None:
    found = list(lines)
    if as_json:
        click.echo(json.dumps([dataclasses.asdict(each) for each in found], ensure_ascii=False, indent=2))
        return
    for each in found:
        click.echo(_line(each))
    if not found:
        click.echo(empty)


def _line(each: LedgerLine) -> str:
    how = each.refused_by or each.method or "-"
    reach = " ".join(part for part in (each.channel, each.product) if part)
    words = (
        f"{moment(each.at)}  {each.purpose:16} {each.state.value:11} {how:12} {each.text or '-':26} {reach}"
    )
    return f"{words.rstrip()}  {each.call or ''}".rstrip()


def _state(state: StandingState) -> str:
    reach = " ".join(part for part in (state.channel, state.product) if part)
    until = f"until {moment(state.expires_at)}" if state.expires_at is not None else ""
    return f"{state.purpose:16} {state.state.value:11} since {moment(state.at)} {until} {reach}".rstrip()
