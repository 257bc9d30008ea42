"""The measured process replaces the key through the product's own rotation."""

from __future__ import annotations

import ast
from pathlib import Path

import rufschutz.bench

SOURCE = Path(rufschutz.bench.__file__).with_name("rotating.py")


def test_it_rotates_by_the_products_own_action_and_writes_no_model():
    tree = list(ast.walk(ast.parse(SOURCE.read_text("utf-8"))))
    names = {node.id for node in tree if isinstance(node, ast.Name)}
    attributes = {node.attr for node in tree if isinstance(node, ast.Attribute)}
    assert {"rotate", "effort"} <= names
    assert not {"objects", "bulk_create", "save"} & attributes
