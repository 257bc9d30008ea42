"""``rufschutz verify``: check a certificate or a log, without network and without the database."""

from __future__ import annotations

import sys

import click


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def command(arguments: tuple[str, ...]) -> None:
    """Check a deletion certificate (CERTIFICATE [--key KEY] [--log DIR] [--since CHECKPOINT] [--json])."""
    from rufschutz.domain.audit import verify

    sys.exit(verify.main(list(arguments)))
