"""Both directories of reports and servers can be named; the rest is the stage's."""

from __future__ import annotations

from click.testing import CliRunner

from rufschutz.cli.drill import command


def test_the_options_are_told():
    told = CliRunner().invoke(command, ["--help"]).output
    assert "--report" in told
    assert "--server" in told
