"""``rufschutz upgrade``: bring the database's tables to this program's version; voice goes on."""

from __future__ import annotations

import click


@click.command()
@click.option("--dry-run", is_flag=True, help="Only say what is missing; nothing changes.")
def command(dry_run: bool) -> None:
    """Bring the tables to this program's version, while voice goes on answering.

    Stop worker and web first. Killed anywhere, it can be run again.
    """
    from rufschutz.adapters.build import version
    from rufschutz.cli.django import start

    installation = start(tables=False)
    from rufschutz.core.setup.schema import require_no_newer, schema
    from rufschutz.core.setup.upgrade import upgrade

    if dry_run:
        found = schema()
        require_no_newer(found)
        for name in found.behind:
            click.echo(name)
        click.echo(f"{len(found.behind)} to apply for version {version()}")
        return
    done = upgrade(installation, lambda name: click.echo(f"{name} …", err=True))
    fits = f"The tables fit version {version()}"
    click.echo(f"{fits}; {len(done)} applied. Start worker and web." if done else f"{fits}; nothing to do.")
