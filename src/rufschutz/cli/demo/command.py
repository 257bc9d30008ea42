"""The demo's frame: a fresh directory marked demo, the processes, the story, the way in."""

from __future__ import annotations

import sys
from pathlib import Path

import click


@click.command()
@click.option("--once", is_flag=True, help="End after the story; status 0 only if every step held.")
@click.option(
    "--directory",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("demo"),
    show_default=True,
    help="Made anew at each run; other files in it stay.",
)
def command(once: bool, directory: Path) -> None:
    """Let a caller leave a message and watch it being deleted and proven.

    Everything runs on this machine, over loopback, in a directory marked demo.
    """
    from rufschutz.cli.demo.house import House

    with House(directory.absolute(), click.echo) as house:
        from rufschutz.cli.demo.story import Story

        story = Story(house, click.echo)
        held = story.tell()
        if once:
            sys.exit(0 if held else 1)
        house.show_the_way_in(story.receipt)
        house.stay()
