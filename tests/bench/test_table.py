from __future__ import annotations

import json

import pytest

from rufschutz.bench.table import Column, Table, Target


@pytest.fixture
def table() -> Table:
    columns = (Column("way", "way"), Column("speed", "MB/s", 1))
    targets = (Target("speed", 4.96, 5.0, "MB/s", at_most=False),)
    return Table("it", "It, measured", columns, (("ours", 1234.56), ("theirs", 7.0)), targets, ("a note",))


def test_people_get_a_table_in_which_the_figures_stand_in_line(table):
    lines = table.text().splitlines()
    assert lines[0] == "## It, measured"
    assert lines[2:6] == [
        "| way    |    MB/s |",
        "|--------|--------:|",
        "| ours   | 1,234.6 |",
        "| theirs |     7.0 |",
    ]
    assert lines[-1] == "- a note"


def test_scripts_get_the_figures_as_measured(table):
    record = json.loads(json.dumps(table.record()))
    assert record["rows"] == [{"way": "ours", "speed": 1234.56}, {"way": "theirs", "speed": 7.0}]
    assert record["targets"][0]["met"] is False


def test_a_missed_target_is_not_rounded_into_a_met_one():
    assert not Target("late", 5.0001, 5.0, "ms").met
    assert "MISSED" in Target("late", 5.0001, 5.0, "ms").sentence()
    assert Target("late", 5.0, 5.0, "ms").met
    assert not Target("speed", 499.9, 500, "/s", at_most=False).met
