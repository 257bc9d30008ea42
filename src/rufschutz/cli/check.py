"""``rufschutz check``: findings, the worst first; status 1 while an error is among them."""

from __future__ import annotations

import dataclasses
import json
import sys

import click


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(as_json: bool) -> None:
    """Look for what would make this installation unsafe or unlawful."""
    from rufschutz.adapters.clock import Clock
    from rufschutz.cli.django import start

    installation = start(root_key=False, tables=False)
    from rufschutz.core.setup.checks import Level, check

    found = check(installation, Clock().now())
    if as_json:
        click.echo(json.dumps([dataclasses.asdict(finding) for finding in found], indent=2))
    for finding in () if as_json else found:
        click.echo(f"{finding.level.upper():8} {finding.name}: {finding.what}\n         {finding.advice}")
    if not found and not as_json:
        click.echo("Nothing found.")
    sys.exit(1 if any(finding.level is Level.ERROR for finding in found) else 0)
