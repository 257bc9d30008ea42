"""``rufschutz calls list``: the calls as an auditor sees them, newest first."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rufschutz.core.calls.queries import CallRow


@click.group()
def command() -> None:
    """Show calls."""


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--page", type=click.IntRange(1), default=1, show_default=True)
@click.option("--size", type=click.IntRange(1, 1000), default=50, show_default=True)
def list_calls(as_json: bool, page: int, size: int) -> None:
    """List calls: when, which line, consent, recording, deletion. Numbers are masked."""
    from rufschutz.adapters.clock import Clock
    from rufschutz.cli.django import start

    start()
    from rufschutz.cli.shell import PURPOSE, shell_actor
    from rufschutz.core.calls.queries import calls
    from rufschutz.core.tenants.queries import tenant_ids

    now = Clock().now()
    rows = [
        row
        for tenant in tenant_ids()
        for row in calls(shell_actor(tenant, now), PURPOSE, now, page, size).rows
    ]
    if as_json:
        click.echo(json.dumps([_record(row) for row in rows], indent=2))
        return
    for row in rows:
        click.echo(_line(row))
    if not rows:
        click.echo("No calls yet. Try one: rufschutz call sip:LINE@127.0.0.1:5060 --keys 1")


def _record(row: CallRow) -> dict[str, object]:
    sound = row.recording
    return {
        "call": row.id,
        "started_at": row.started_at,
        "line": row.line,
        "number": row.number,
        "withheld": row.withheld,
        "duration_ms": row.duration,
        "outcome": row.outcome,
        "consent": row.consent.value,
        "recording": None if sound is None else sound.id,
        "recording_state": None if sound is None else sound.state.value,
        "recording_ms": None if sound is None else sound.length,
        "cut_short": None if sound is None else sound.cut_short,
        "due_at": row.due_at,
        "erased_at": row.erased_at,
        "rule": row.rule,
        "callback": _callback(row),
    }


def _callback(row: CallRow) -> str | None:
    """Return whether a confirmed callback is owed: None, ``open`` or ``done``."""
    if row.callback is None or not row.callback.calls_back:
        return None
    return "open" if row.callback.closed_at is None else "done"


def _line(row: CallRow) -> str:
    from rufschutz.domain.moments import to_datetime

    when = to_datetime(row.started_at).strftime("%Y-%m-%d %H:%M:%SZ")
    seconds = "running" if row.duration is None else f"{row.duration / 1000:.0f} s"
    state = "no recording" if row.recording is None else row.recording.state.value
    number = "withheld" if row.withheld else row.number or "-"
    asked = _callback(row)
    callback = f"  callback {asked}" if asked else ""
    return (
        f"{when}  {row.line:16}  {number:10}  {seconds:>8}  {row.outcome:20}  {row.consent.value:10}  {state}"
        f"{callback}"
    )
