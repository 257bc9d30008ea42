"""``rufschutz log``: look for entries, today's page, proofs, a witness's word, erasing what entries said.

The checking itself is `rufschutz verify`.

A witness needs no installation: its key and the last head it saw lie in one file of its own, and
it signs only what continues that head.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rufschutz.core.audit.queries import TrailLine
    from rufschutz.core.audit.search import Found
    from rufschutz.domain.audit.search import Criteria
    from rufschutz.domain.ids import TenantId

_DAY = click.DateTime(["%Y-%m-%d"])
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def command() -> None:
    """Look for entries, see today's page, take out proofs, countersign a checkpoint, ask for an erasure."""


@command.command()
def today() -> None:
    """Print today's page of each controller: what the log counted, and its checkpoint."""
    from rufschutz.adapters.clock import Clock
    from rufschutz.cli.django import start

    installation = start()
    from rufschutz.core.audit.actions.daily import write_daily
    from rufschutz.core.tenants.queries import controller, tenant_ids

    for tenant in tenant_ids():
        page = write_daily(tenant, controller(tenant).tzinfo, installation.log, Clock().now())
        click.echo("" if page is None else page.read_text("utf-8"), nl=False)


@command.command()
@click.argument("index", type=click.IntRange(min=0))
@click.option("--tenant", help="The controller's id, where there are several.")
def proof(index: int, tenant: str | None) -> None:
    """Print the proof of one entry as JSON; `rufschutz verify` and verify.py check it."""
    from rufschutz.adapters.clock import Clock
    from rufschutz.cli.django import start

    installation = start()
    from rufschutz.core.audit.proofs import proof_by_shell
    from rufschutz.core.setup.actions import unlock

    keys = unlock(installation)
    data = proof_by_shell(_tenant(tenant), index, keys, installation.log, Clock().now())
    sys.stdout.buffer.write(data + b"\n")


@command.command()
@click.option("--tenant", help="The controller's id, where there are several.")
def rebuild(tenant: str | None) -> None:
    """Write the log's files anew from the rows; what differed is kept aside, named, and an incident."""
    from rufschutz.adapters.clock import Clock
    from rufschutz.cli.django import start

    installation = start()
    from rufschutz.core.audit.actions import rebuild as write

    name = _tenant(tenant)
    for found in write(name, installation.log, Clock().now()):
        click.echo(f"differed        {found.name}")
    click.echo(f"written anew    {installation.log / name}")


@command.command()
@click.argument("size", type=click.IntRange(min=1))
@click.option("--tenant", help="The controller's id, where there are several.")
def growth(size: int, tenant: str | None) -> None:
    """Print the proof that the newest checkpoint continues the one of SIZE entries, for a witness."""
    from rufschutz.adapters.clock import Clock
    from rufschutz.cli.django import start

    installation = start()
    from rufschutz.cli.shell import PURPOSE, shell_actor
    from rufschutz.core.audit.actions import record_access
    from rufschutz.core.audit.proofs import growth as prove
    from rufschutz.domain.audit.vocabulary import AuditEvent

    now = Clock().now()
    actor = shell_actor(_tenant(tenant), now)
    data = prove(actor, PURPOSE, size, installation.log, now)
    record_access(actor, AuditEvent.PROOF_EXPORTED, PURPOSE, "", now)
    sys.stdout.buffer.write(data + b"\n")


@command.command()
@click.option("--since", metavar="DAY", type=_DAY, help="From this day on, as 2026-11-01.")
@click.option("--until", metavar="DAY", type=_DAY, help="Up to this day, which counts whole.")
@click.option("--event", default="", help="An event (console:call:viewed) or a class of events (access).")
@click.option("--who", default="", help="A person's id, a process, or api_key: and its id.")
@click.option("--about", default="", help="The id of a call or of any other thing.")
@click.option("--line", help="A line, by the user part of its address.")
@click.option("--before", type=click.IntRange(min=0), help="Only entries with a smaller number.")
@click.option(
    "--by", metavar="EMAIL", help="Who of the practice looks (default: the machine's administrator)."
)
@click.option("--tenant", help="The controller's id, where there are several.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def search(by: str | None, tenant: str | None, before: int | None, as_json: bool, **asked: object) -> None:
    """Look for entries, the newest first; that they were looked for stands in the log."""
    from rufschutz.adapters.clock import Clock
    from rufschutz.cli.django import start

    installation = start()
    from rufschutz.cli.shell import PURPOSE, member_at_shell, shell_actor
    from rufschutz.core.audit.queries import checkpoint_text
    from rufschutz.core.audit.search import search as look
    from rufschutz.core.jobs.actions import sequence_all
    from rufschutz.core.setup.actions import unlock
    from rufschutz.domain.call.commands import Language

    now, keys, name = Clock().now(), unlock(installation), _tenant(tenant)
    actor = shell_actor(name, now) if by is None else member_at_shell(name, by, now)
    sequence_all(keys, installation, now)
    found = look(actor, PURPOSE, _criteria(asked, name), keys, Language.EN, now, before)
    click.echo(_json(found, checkpoint_text(name)) if as_json else "\n".join(_lines(found)))


@command.command()
@click.argument("entries", nargs=-1, required=True)
@click.option("--why", required=True, type=click.Choice(("unlawful", "court", "mistake")),
              help="The occasion; it stays in the log.")  # fmt: skip
@click.option("--reason", required=True, help="In words, for who decides.")
@click.option("--by", metavar="EMAIL", help="Who of the practice asks (default: its only owner).")
@click.option("--tenant", help="The controller's id, where there are several.")
def redact(entries: tuple[str, ...], why: str, reason: str, by: str | None, tenant: str | None) -> None:
    """Ask that what ENTRIES said (12, or 15-18) is erased; a second person decides, after the officer."""
    from rufschutz.adapters.clock import Clock
    from rufschutz.cli.django import start

    installation = start()
    from rufschutz.cli.shell import member_at_shell
    from rufschutz.core.audit.actions.ordered import ask_redaction
    from rufschutz.core.jobs.actions import sequence_all
    from rufschutz.core.setup.actions import unlock
    from rufschutz.domain.audit.redaction import ReasonClass, entries_of

    now, wanted = Clock().now(), entries_of(", ".join(entries))
    actor = member_at_shell(_tenant(tenant), by, now)
    asked = ask_redaction(actor, wanted, ReasonClass(why), reason, now)
    sequence_all(unlock(installation), installation, now)
    click.echo(f"asked      {asked}: another owner or the deputy decides, among the approvals")


@command.command()
@click.argument("checkpoint", type=_FILE)
@click.option("--key", "key_file", required=True, type=click.Path(dir_okay=False, path_type=Path),
              help="The witness's key; made on first use, with --name.")  # fmt: skip
@click.option("--log-key", required=True, help="The log's verifier key (rufschutz keys log).")
@click.option("--name", help="The witness's name, such as witness.example.org (first use).")
@click.option("--proof", "path_file", type=_FILE,
              help="Proof that the checkpoint continues the last one seen.")  # fmt: skip
@click.option("--log", "log_files", type=click.Path(exists=True, file_okay=False, path_type=Path),
              help="The log's files, in place of a proof.")  # fmt: skip
def witness(
    checkpoint: Path,
    key_file: Path,
    log_key: str,
    name: str | None,
    path_file: Path | None,
    log_files: Path | None,
) -> None:
    """Countersign CHECKPOINT and print it with the witness's line."""
    from rufschutz.core.audit.seen import Witness
    from rufschutz.domain.audit.verify import Fault

    try:
        one = Witness.open(key_file) if key_file.exists() else Witness.make(key_file, name or "")
        given = None if path_file is None else path_file.read_text("utf-8")
        note = one.countersign(checkpoint.read_text("utf-8"), log_key, given, log_files, int(time.time()))
    except Fault as fault:
        raise click.ClickException(f"not countersigned: {fault}") from fault
    click.echo(f"the witness's key: {one.key}", err=True)
    click.echo(note, nl=False)


@command.command()
@click.argument("note", type=_FILE)
@click.option("--witness-key", required=True, help="The witness's public key, as `log witness` prints it.")
@click.option("--tenant", help="The controller's id, where there are several.")
def cosigned(note: Path, witness_key: str, tenant: str | None) -> None:
    """Take in a checkpoint that a witness has countersigned."""
    from rufschutz.adapters.clock import Clock
    from rufschutz.cli.django import start

    start()
    from rufschutz.core.audit.actions.witnessing import take_cosigned
    from rufschutz.domain.audit.witness import WitnessKey

    key = WitnessKey.parse(witness_key)
    size = take_cosigned(_tenant(tenant), note.read_text("utf-8"), key, "shell", Clock().now())
    click.echo(json.dumps({"witness": key.name, "size": size}))


def _criteria(asked: dict[str, object], tenant: TenantId) -> Criteria:
    """Return what was asked; days are the practice's."""
    from rufschutz.core.tenants.queries import controller, line_called
    from rufschutz.domain.audit.search import Criteria
    from rufschutz.domain.moments import Millis

    zone = controller(tenant).tzinfo

    def moment(day: object, days: int) -> Millis | None:
        if not isinstance(day, dt.datetime):
            return None
        return Millis(int((day + dt.timedelta(days=days)).replace(tzinfo=zone).timestamp() * 1000))

    return Criteria(
        since=moment(asked["since"], 0),
        until=moment(asked["until"], 1),
        event=str(asked["event"]),
        who=str(asked["who"]),
        about=str(asked["about"]),
        line=line_called(str(asked["line"])).id if asked["line"] else None,
    )


def _json(found: Found, checkpoint: str) -> str:
    entries = [_record(line) for line in found.lines]
    return json.dumps({"entries": entries, "before": found.before, "checkpoint": checkpoint})


def _record(line: TrailLine) -> dict[str, object]:
    return {
        "index": line.index,
        "at": line.at,
        "event": line.event.value,
        "who": line.actor,
        "about": line.subject,
        "call": line.call,
        "details": {each.name: each.value for each in line.details},
        "redacted": line.redacted,
    }


def _lines(found: Found) -> list[str]:
    from rufschutz.cli.clerk import moment

    lines = [
        f"{line.index:>8}  {moment(line.at)}  {line.event.value:32} {line.actor or '-':32}  {line.subject}"
        for line in found.lines
    ]
    if found.before is not None:
        lines.append(f"more: --before {found.before}")
    return lines or ["nothing was found"]


def _tenant(given: str | None) -> TenantId:
    from rufschutz.core.tenants.queries import tenant_ids

    every = tenant_ids()
    wanted = [tenant for tenant in every if given in (None, tenant)]
    if len(wanted) != 1:
        raise click.UsageError(f"name one of the {len(every)} controllers with --tenant ID")
    return wanted[0]
