"""``rufschutz bench``: measure on this machine; tables on stdout, progress on stderr.

The measurements keep to directories of their own and never touch an installation.
"""

from __future__ import annotations

import dataclasses
import json
import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rufschutz.cli.progress import tell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rufschutz.bench.machine import Machine
    from rufschutz.bench.suite import Measurement
    from rufschutz.bench.table import Table


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME]…")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, figures as measured.")
@click.option("--calls", multiple=True, type=click.IntRange(1), help="media: calls at once. [100, 300, 500]")
@click.option("--seconds", default=10.0, show_default=True, help="media: how long each is measured.")
@click.option("--postgres", metavar="URL", default="",
              help="A server where databases may be made; without, a throw-away one.")  # fmt: skip
@click.option(
    "--large",
    is_flag=True,
    help="deletion, store: 100,000; growth, log, keys, consent: a million; restore: 4 GB (many minutes).",
)
@click.option("--plot", type=click.Path(dir_okay=False, path_type=Path), help="growth: draw it (SVG file).")
def command(
    names: tuple[str, ...],
    as_json: bool,
    calls: tuple[int, ...],
    seconds: float,
    postgres: str,
    large: bool,
    plot: Path | None,
) -> None:
    """Measure all there is, or those named: media, sealing, gate, access, consent, log, growth, and so on."""
    from rufschutz.bench import suite
    from rufschutz.bench.machine import this_machine

    for name in names:
        if name not in suite.NAMES:
            raise click.BadParameter(f"{name!r} is not one of {', '.join(suite.NAMES)}", param_hint="NAME")
    postgres = postgres or os.environ.get("RUFSCHUTZ_TEST_DATABASE", "")
    wish = suite.Wish(seconds=seconds, postgres=postgres, large=large)
    wish = dataclasses.replace(wish, calls=calls) if calls else wish
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # what was started must be ended
    machine = this_machine()
    made = [suite.measurement(name, wish) for name in names or suite.NAMES]
    if plot is not None:
        made = [_drawn(each, plot) if each.name == "growth" else each for each in made]
    _show(machine, _run(made), as_json=as_json)


def _drawn(made: Measurement[Any], path: Path) -> Measurement[Any]:
    """Return the measurement that also draws its results."""
    from rufschutz.bench.plot import growth

    def table(results: Sequence[Any]) -> Table:
        path.write_text(growth(results), "utf-8")
        return made.table(results)

    return dataclasses.replace(made, table=table)


def _run(measurements: list[Measurement[Any]]) -> list[Table]:
    total, done, tables = sum(len(each.steps) for each in measurements), 0, []
    for each in measurements:
        results = []
        for step in each.steps:
            tell(done, total, step.label)
            results.append(step.run())
            done += 1
        tables.append(each.table(results))
    tell(total, total, "")
    return tables


def _show(machine: Machine, tables: list[Table], *, as_json: bool) -> None:
    if as_json:
        measured = [table.record() for table in tables]
        click.echo(json.dumps({"machine": dataclasses.asdict(machine), "measurements": measured}, indent=2))
        return
    click.echo(f"{machine.sentence()}\n")
    click.echo("\n\n".join(table.text() for table in tables))
