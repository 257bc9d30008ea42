"""The measured process backs up by the product's action and restores by its command."""

from __future__ import annotations

import ast
from pathlib import Path

import rufschutz.bench

SOURCE = Path(rufschutz.bench.__file__).with_name("restoring.py")


def test_it_backs_up_and_restores_as_in_an_emergency():
    tree = list(ast.walk(ast.parse(SOURCE.read_text("utf-8"))))
    names = {node.id for node in tree if isinstance(node, ast.Name)}
    words = {node.value for node in tree if isinstance(node, ast.Constant)}
    assert {"make", "Shelf", "Source"} <= names
    assert {"rufschutz", "restore", "--from", "cp"} <= words
