"""``rufschutz keys log``: the public keys that a stranger needs to check certificates and logs."""

from __future__ import annotations

import json

import click


@click.group()
def command() -> None:
    """Show public keys."""


@command.command("log")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def log_keys(as_json: bool) -> None:
    """Print the verifier key of each controller's log: hand it out before anyone needs it."""
    from rufschutz.cli.django import start

    start()
    from rufschutz.core.keys.queries import log_key
    from rufschutz.core.tenants.queries import controller, tenant_ids

    keys = [(controller(tenant).short_name, str(log_key(tenant))) for tenant in tenant_ids()]
    if as_json:
        click.echo(json.dumps([{"controller": name, "key": key} for name, key in keys]))
        return
    for name, key in keys:
        click.echo(f"{key}   ({name})")
