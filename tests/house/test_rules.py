"""docs/rules.md and the markers in the tests name the same rules, and what they name exists."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROW = re.compile(r"^\| (R\d{2,3}) \|(.+)\|(.+)\|(.+)\|$", re.MULTILINE)
MARKER = re.compile(r"mark\.rule\(([^)]*)\)")


def rows() -> list[tuple[str, str, str, str]]:
    return [(m[1], m[2], m[3], m[4]) for m in ROW.finditer((ROOT / "docs" / "rules.md").read_text("utf-8"))]


def marked() -> set[str]:
    found: set[str] = set()
    for path in (ROOT / "tests").rglob("test_*.py"):
        if path != Path(__file__).resolve():
            for marker in MARKER.finditer(path.read_text("utf-8")):
                found |= set(re.findall(r"R\d{2,3}", marker[1]))
    return found


def test_every_rule_has_a_marked_test_and_every_marker_a_rule() -> None:
    assert {row[0] for row in rows()} == marked()


def test_the_functions_named_exist() -> None:
    for rule, _, functions, _ in rows():
        for name in re.findall(r"`([\w.]+)`", functions):
            module, _, attribute = name.rpartition(".")
            parts = module.split(".")
            candidates = [
                ROOT / "src" / "rufschutz" / "/".join(parts[:end]) for end in range(len(parts), 0, -1)
            ]
            files = [f for c in candidates for f in (c.with_suffix(".py"), c / "__init__.py") if f.exists()]
            assert files, f"{rule}: {name} has no module"
            assert re.search(rf"\b{attribute}\b", files[0].read_text("utf-8")), f"{rule}: {name} is not there"


def test_the_tests_named_exist() -> None:
    for rule, _, _, tests in rows():
        for name in re.findall(r"`([\w./]+)::(\w+)`", tests):
            path = ROOT / "tests" / name[0]
            assert path.exists(), f"{rule}: {name[0]} is missing"
            assert f"def {name[1]}" in path.read_text("utf-8"), f"{rule}: {name[1]} is missing"
            assert rule in " ".join(m[1] for m in MARKER.finditer(path.read_text("utf-8"))), (
                f"{rule}: {name[0]} has no marker"
            )
