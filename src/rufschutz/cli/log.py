"""``rufschutz log``: today's page, the proof of an entry, a witness's word; the checking itself is `verify`.

A witness needs no installation: its key and the last head it saw lie in one file of its own, and
it signs only what continues that head.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rufschutz.domain.ids import TenantId

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def command() -> None:
    """See today's page, take out a proof, countersign a checkpoint as a witness."""


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


def _tenant(given: str | None) -> TenantId:
    from rufschutz.core.tenants.queries import tenant_ids

    every = tenant_ids()
    wanted = [tenant for tenant in every if given in (None, tenant)]
    if len(wanted) != 1:
        raise click.UsageError(f"name one of the {len(every)} controllers with --tenant ID")
    return wanted[0]
