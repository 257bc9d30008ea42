"""``rufschutz restore``: bring an installation back; what was deleted since stays deleted."""

from __future__ import annotations

from pathlib import Path

import click

_FILE = click.Path(dir_okay=False, exists=True, path_type=Path)


@click.command()
@click.option("--from", "place", required=True, metavar="DIRECTORY", help="Where the backups lie.",
              type=click.Path(file_okay=False, exists=True, path_type=Path))  # fmt: skip
@click.option("--keys", type=_FILE, metavar="FILE", help="A key backup that lies elsewhere.")
@click.option("--tombstones", type=_FILE, metavar="FILE",
              help="The newest copy of the tombstones. [default: the one beside the backups]")  # fmt: skip
@click.option("--root-key-file", "root_key", type=_FILE, metavar="FILE", help="The root key.")
def command(place: Path, keys: Path | None, tombstones: Path | None, root_key: Path | None) -> None:
    """Bring an installation back into an empty data directory and an empty database.

    All files are checked before anything is touched. Deletions, withdrawals, objections and
    restrictions since the backup are made again before anything is served. Killed anywhere, run the
    same command again: it goes on.
    """
    from rufschutz.adapters.clock import Clock
    from rufschutz.cli.django import start
    from rufschutz.cli.passphrase import ask
    from rufschutz.core import runtime
    from rufschutz.core.backup import mark
    from rufschutz.core.backup.chosen import choose
    from rufschutz.core.backup.ground import lay_ground
    from rufschutz.core.backup.shelf import Shelf
    from rufschutz.vault.keystore.root import RootKey

    path = root_key or runtime.root_key_file(Shelf(place).owner()[0])
    ask(path)
    click.echo("checking every file …", err=True)
    chosen = choose(RootKey.load(path), place.absolute(), keys, tombstones)
    data = runtime.default_data()
    with mark.alone(data):
        begun = mark.begin(data / "restoring", chosen.data.id, chosen.keys.id)
        lay_ground(chosen, data)
        installation = start(tables=False, restoring=True)
        from rufschutz.core.backup.actions.restoring import Task, go_on

        told = Task(chosen, installation, Clock().now(), lambda words: click.echo(f"{words} …", err=True))
        go_on(told, begun)
    click.echo(f"Restored as of {chosen.data.id}. Look: rufschutz check. Then start: rufschutz serve")
