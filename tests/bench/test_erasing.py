"""The measured process needs a number, and nothing else."""

from __future__ import annotations

import ast
from pathlib import Path

import rufschutz.bench

SOURCE = Path(rufschutz.bench.__file__).with_name("erasing.py")


def test_it_erases_through_the_products_own_run_and_writes_no_row_itself():
    names = {
        node.attr if isinstance(node, ast.Attribute) else node.id
        for node in ast.walk(ast.parse(SOURCE.read_text("utf-8")))
        if isinstance(node, (ast.Attribute, ast.Name))
    }
    assert {"run", "sequence", "certificate_of", "verify_certificate"} <= names
    assert not {"objects", "bulk_create", "save"} & names
