"""The measured process checks with the product's own check and writes no row itself."""

from __future__ import annotations

import ast
from pathlib import Path

import rufschutz.bench

SOURCE = Path(rufschutz.bench.__file__).with_name("checking.py")


def test_it_checks_and_withdraws_through_the_products_own_actions():
    names = {
        node.attr if isinstance(node, ast.Attribute) else node.id
        for node in ast.walk(ast.parse(SOURCE.read_text("utf-8")))
        if isinstance(node, (ast.Attribute, ast.Name))
    }
    assert {"check_consents", "takes_back", "run", "wrap_data_key"} <= names
    assert not {"objects", "bulk_create", "save"} & names
