"""``rufschutz backup``: save data and keys, each by itself, while everything runs."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.option("--to", "place", metavar="DIRECTORY", type=click.Path(file_okay=False, path_type=Path),
              help="Where to; best another disk or machine. [default: backups, beside the data]")  # fmt: skip
@click.option("--only", type=click.Choice(["data", "keys"]), help="Make one of the two.")
def command(place: Path | None, only: str | None) -> None:
    """Save data and keys, each in a sealed file of its own. Calls, worker and console go on.

    Killed anywhere, run it again: it goes on, and nothing half counts as a backup. The root key is in
    none: keep its copy elsewhere.
    """
    from rufschutz.adapters.clock import Clock
    from rufschutz.cli.django import start

    installation = start()
    from rufschutz.core.backup.actions.making import Source, make
    from rufschutz.core.backup.shelf import Shelf
    from rufschutz.core.keys.queries import root_of_today
    from rufschutz.domain.restore.manifest import Sort
    from rufschutz.vault.keystore.root import RootKey

    shelf = Shelf((place or installation.backups).absolute())
    sorts = [Sort(only)] if only else [Sort.DATA, Sort.KEYS]
    source = Source(installation, root_of_today(RootKey.load(installation.root_key_file)))
    for made in make(source, shelf, sorts, Clock().now()):
        click.echo(f"{shelf.file(made.id)}  {made.size} bytes  sha256 {made.sha256}")
