"""``rufschutz verify``: check a certificate or a log, without network.

A stranger brings the log's key. Where none is given, this installation's own key is
taken and named as such: that shows damage, not a forgery by whoever runs the house.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from rufschutz.core import runtime


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def command(arguments: tuple[str, ...]) -> None:
    """Check a deletion certificate (CERTIFICATE [--key KEY] [--log DIR] [--since CHECKPOINT] [--json])."""
    from rufschutz.domain.audit import verify

    sys.exit(verify.main([*arguments, *_own_key(arguments)]))


def _own_key(arguments: tuple[str, ...]) -> list[str]:
    """Return this installation's key for the log that the certificate names, unless a key is given."""
    given = any(word in {"-h", "--help", "--key"} or word.startswith("--key=") for word in arguments)
    if given or not arguments or not (runtime.default_data() / runtime.SETTINGS_FILE).exists():
        return []
    tenant = _tenant(Path(arguments[0]))
    if tenant is None:
        return []
    from rufschutz.cli.django import start

    start()
    from rufschutz.core.keys.queries import log_key

    click.echo("No --key given: checked with this installation's own key.", err=True)
    return ["--key", str(log_key(tenant))]


def _tenant(certificate: Path) -> str | None:
    try:
        return str(json.loads(certificate.read_bytes())["erasure"]["tenant"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
