"""``rufschutz drill``: back up, delete, withdraw, object, restrict, restore, and look for what must be gone.

Everything happens in a throw-away installation on the same kind of database, set up by the product's
own commands; the real record is not touched, but for a row and a log entry that say how it went.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import click


@click.command()
@click.option("--report", "place", metavar="DIRECTORY", type=click.Path(file_okay=False, path_type=Path),
              help="Where the report goes. [default: drills, beside the data]")  # fmt: skip
@click.option("--server", metavar="URL", default="",
              help="PostgreSQL: a role that may make databases. [default: the tables' owner]")  # fmt: skip
def command(place: Path | None, server: str) -> None:
    """Rehearse a restore and write a dated report; exit status 1 where something deleted can be read."""
    from rufschutz.adapters.clock import Clock
    from rufschutz.cli.django import start
    from rufschutz.cli.drill.report import as_json, as_markdown
    from rufschutz.cli.drill.stage import rehearse
    from rufschutz.core.setup.owner import owner_url

    installation = start()
    from rufschutz.core.backup.actions.drills import note
    from rufschutz.handover import durable

    now = Clock().now()
    wanted = server or owner_url(installation.data) or installation.database
    done = rehearse(wanted if installation.database else "", lambda words: click.echo(f"{words} …", err=True))
    directory = place or installation.drills
    directory.mkdir(mode=0o770, parents=True, exist_ok=True)
    name, words = f"drill-{now}", as_json(done, now)
    durable.replace(directory / f"{name}.json", words)
    durable.replace(directory / f"{name}.md", as_markdown(done, now))
    note(done.passed, done.vendor, hashlib.sha256(words).hexdigest(), now)
    for check in done.checks:
        click.echo(f"{'passed' if check.passed else 'FAILED'}  {check.what}{_why(check.seen)}")
    click.echo(f"report  {directory / name}.md")
    if not done.passed:
        raise SystemExit(1)


def _why(seen: str) -> str:
    return f" ({seen})" if seen else ""
