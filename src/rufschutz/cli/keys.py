"""``rufschutz keys``: public keys that a stranger needs, new keys for old ones, the root key's passphrase."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING

import click

from rufschutz.cli.clerk import BY, LINE, clerk, moment

if TYPE_CHECKING:
    from pathlib import Path

    from rufschutz.core.keys.actions import Rotated


@click.group()
def command() -> None:
    """Show public keys and ingest keys; replace keys; set the passphrase of the root key."""


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


@command.command()
@click.argument("what", type=click.Choice(["root", "tenant", "evidence"]))
@LINE
@BY
def rotate(what: str, line: str | None, by: str | None) -> None:
    """Replace a key while calls are answered, and wrap what lies under it anew.

    root: the root key, in its file; restart worker and web afterwards where systemd handed them a copy.
    tenant: the controller's key, over the keys of its calls. evidence: the key over what the log says
    and over consents. Killed anywhere, the same command goes on where it stopped.
    """
    desk = clerk(line)
    from rufschutz.core.audit import access
    from rufschutz.core.backup.actions.tombstones import hand_over
    from rufschutz.core.keys.actions import Level, replace_root
    from rufschutz.core.keys.actions import rotate as replace
    from rufschutz.domain.access.request import Action
    from rufschutz.domain.access.table import SECURITY

    actor = desk.member(by)
    with desk.refusals(actor, Action.ROTATE_KEYS):
        access.require(actor, Action.ROTATE_KEYS, SECURITY, desk.now)
    if what == "root":
        path = desk.installation.root_key_file
        root = replace_root(path, _words(path), actor.person, desk.now, partial(hand_over, desk.installation))
        click.echo(f"root key {root.old} is replaced by {root.new}; {root.moved} wrapped anew")
        click.echo(
            f"{path} is another file now: replace your copies of it. Whoever is signed in signs in anew."
        )
        click.echo(_BACKUPS)
        return
    done = replace(desk.keys, desk.tenant, Level(what), actor.person, desk.now)
    _tell(done)


def _words(path: Path) -> bytes:
    """Return the passphrase that opened the root key, b'' where it lies under none."""
    from rufschutz.vault.keystore import passphrase
    from rufschutz.vault.keystore.root import is_sealed

    return passphrase.given() if is_sealed(path) else b""


def _tell(done: Rotated) -> None:
    click.echo(f"{done.level.value} key {done.old} is replaced by {done.new}; {done.moved} wrapped anew")
    click.echo("the old key is destroyed" if done.destroyed else _KEPT)


_KEPT = (
    "the old key stays for reading: consents that lie under it may not be changed, and a data backup of "
    "before holds a log that lies under it. It is destroyed when the last of them is erased or over"
)


_BACKUPS = (
    "Backups of before open with the key of before alone: keep one copy of it until they are over (30 days). "
    "Where backups are made, the worker makes new ones within a minute; else: rufschutz backup"
)


@command.command()
def epochs() -> None:
    """Show the ingest keys day by day: which open what waits, and when the others were destroyed."""
    from rufschutz.cli.django import start

    start()
    from rufschutz.core.keys.queries import epochs as known

    for each in known():
        end = "opens what waits" if each.destroyed_at is None else f"destroyed {moment(each.destroyed_at)}"
        click.echo(f"{each.day}  {each.id}  {each.tenant or 'spool':32}  {end}")
