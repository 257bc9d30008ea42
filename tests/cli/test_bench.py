from __future__ import annotations

import json
import signal

import pytest
from click.testing import CliRunner

from rufschutz.bench import suite
from rufschutz.bench.suite import Measurement, Step
from rufschutz.bench.table import Column, Table
from rufschutz.cli.bench import command


@pytest.fixture
def wishes(monkeypatch):
    """Replace every measurement with one that takes no time; return what was wished for."""
    asked = []

    def made(name, wish):
        asked.append((name, wish))
        columns = (Column("figure", "figure"),)
        return Measurement(
            name, (Step(f"{name} runs", lambda: 7),), lambda seen: Table(name, name, columns, ((seen[0],),))
        )

    monkeypatch.setattr(suite, "measurement", made)
    before = signal.getsignal(signal.SIGTERM)
    yield asked
    signal.signal(signal.SIGTERM, before)


def run(*words):
    return CliRunner().invoke(command, words)


def test_without_a_name_all_are_measured(wishes):
    assert run().exit_code == 0
    assert [name for name, _ in wishes] == list(suite.NAMES)


def test_the_machine_stands_above_the_tables_and_progress_beside_them(wishes):
    done = run("sealing", "memory")
    assert "cores for us" in done.stdout.splitlines()[0]
    assert done.stdout.index("## sealing") < done.stdout.index("## memory")
    assert done.stderr == "1/2 sealing runs …\n2/2 memory runs …\n"


def test_scripts_get_machine_and_figures(wishes):
    record = json.loads(run("sealing", "--json").stdout)
    assert {"processor", "cores", "memory", "kernel", "python", "nice", "load"} == set(record["machine"])
    assert record["measurements"] == [
        {"name": "sealing", "rows": [{"figure": 7}], "targets": [], "notes": []}
    ]


def test_options_become_the_wish(wishes):
    run("media", "--calls", "5", "--calls", "9", "--seconds", "2", "--postgres", "postgres://x", "--large")
    assert wishes == [("media", suite.Wish((5, 9), 2.0, "postgres://x", large=True))]


@pytest.mark.parametrize("words", [["speed"], ["media", "--calls", "0"]])
def test_what_cannot_be_measured_is_a_mistake_of_the_call(wishes, words):
    done = run(*words)
    assert done.exit_code == 2
    assert not wishes
