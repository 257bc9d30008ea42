"""The measured process of the log uses the product's own outbox and sequencer."""

from __future__ import annotations

import ast
from pathlib import Path

import rufschutz.bench

SOURCES = [
    Path(rufschutz.bench.__file__).with_name(f"{name}.py") for name in ("sequencing", "growing", "office")
]


def test_no_measured_process_writes_rows_itself():
    for source in SOURCES:
        tree = ast.walk(ast.parse(source.read_text("utf-8")))
        names = {node.attr for node in tree if isinstance(node, ast.Attribute)}
        assert not {"objects", "bulk_create", "save"} & names
