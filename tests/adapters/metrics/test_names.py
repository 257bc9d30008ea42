from __future__ import annotations

import re

from rufschutz.adapters.metrics.measure import Kind
from rufschutz.adapters.metrics.names import EVERY

CLOSED = {
    "process",
    "version",
    "build",
    "level",
    "reason",
    "what",
    "state",
    "job",
    "child",
    "view",
    "status",
    "direction",
    "by",
    "because",
}


def test_every_name_is_there_once_and_well_formed():
    names = [metric.name for metric in EVERY]
    assert len(set(names)) == len(names) > 30
    for metric in EVERY:
        assert re.fullmatch(r"rufschutz_[a-z_]+", metric.name)
        assert not metric.name.endswith("_total")
        assert metric.help.endswith(".")


def test_labels_are_closed_sets_so_that_nobody_can_be_told_by_one():
    assert {label for metric in EVERY for label in metric.labels} <= CLOSED


def test_spans_and_sizes_name_their_unit():
    for metric in EVERY:
        if metric.kind is Kind.HISTOGRAM or metric.name.endswith(("age", "lag")):
            assert metric.name.endswith(("_seconds", "_bytes"))
