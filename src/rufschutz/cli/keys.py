"""``rufschutz keys``: the public keys that a stranger needs, and the passphrase of the root key."""

from __future__ import annotations

import json

import click


@click.group()
def command() -> None:
    """Show public keys; set the passphrase of the root key."""


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
        click.echo(f"the log of {name}:", err=True)
        click.echo(key)


@command.command("passphrase")
@click.argument("what", type=click.Choice(["set", "change", "remove"]))
def passphrase_of_the_root_key(what: str) -> None:
    """Put the root key under a passphrase, under another one, or under none."""
    from rufschutz.cli.passphrase import ask, choose
    from rufschutz.core import runtime
    from rufschutz.vault.keystore.root import RootKey, is_sealed

    path = runtime.read(runtime.default_data(), database=False).root_key_file
    if is_sealed(path) == (what == "set"):
        found = "a passphrase already: change it" if what == "set" else "no passphrase: set one"
        raise click.UsageError(f"the root key lies under {found}")
    ask(path)
    key = RootKey.load(path)
    key.wrap_anew(path, b"" if what == "remove" else choose())
    click.echo(f"{path} is written anew. Do the same with your copies of it: they open as they did before.")
