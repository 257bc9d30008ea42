"""The house rules that a linter does not know (docs/adr, CONTRIBUTING)."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "rufschutz"
TESTS = ROOT / "tests"

MODULES = sorted(p for p in SOURCE.rglob("*.py") if "migrations" not in p.parts and p.name != "__init__.py")
# Declarations only (Django hooks, entry points): shown by system tests.
DECLARATIONS = {"__main__.py", "apps.py", "settings.py", "urls.py", "asgi.py", "errors.py"}


def relative(path: Path) -> str:
    return path.relative_to(SOURCE).as_posix()


@pytest.mark.parametrize("module", [m for m in MODULES if m.name not in DECLARATIONS], ids=relative)
def test_every_module_has_its_mirror(module: Path) -> None:
    mirror = TESTS / module.relative_to(SOURCE).parent / f"test_{module.stem}.py"
    assert mirror.exists(), f"tests/{mirror.relative_to(TESTS)} is missing"


ONE_FILE = {"domain/audit/verify.py"}
"""What a stranger copies and runs by itself cannot be two modules."""


@pytest.mark.parametrize("module", [m for m in MODULES if relative(m) not in ONE_FILE], ids=relative)
def test_no_module_is_longer_than_400_lines(module: Path) -> None:
    assert len(module.read_text("utf-8").splitlines()) <= 400


@pytest.mark.parametrize("module", MODULES, ids=relative)
def test_no_function_is_longer_than_60_lines(module: Path) -> None:
    tree = ast.parse(module.read_text("utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert (node.end_lineno or 0) - node.lineno < 60, f"{node.name} is too long"


WRITES = re.compile(
    r"\.(?:save|bulk_create|bulk_update|get_or_create|update_or_create)\(|objects\.create\(|\.update\(\w+=|\)\.delete\(\)"
    r"|insert_all\("
)
GROUND = ("core/base.py", "core/postgres/many.py")
"""What actions write by."""


@pytest.mark.parametrize(
    "module", [m for m in MODULES if "core" in m.parts or "console" in m.parts], ids=relative
)
def test_only_actions_write(module: Path) -> None:
    """A row changes in ``actions`` modules alone, and in what they write by."""
    if module.stem == "actions" or "actions" in module.parts or relative(module) in GROUND:
        return
    code = "\n".join(
        line for line in module.read_text("utf-8").splitlines() if not line.strip().startswith("#")
    )
    found = WRITES.search(code)
    assert found is None, f"{relative(module)} writes: {found.group() if found else ''}"


@pytest.mark.parametrize("module", [m for m in MODULES if "core" not in m.parts], ids=relative)
def test_only_core_knows_its_models(module: Path) -> None:
    assert not re.search(r"rufschutz\.core\.[\w.]*models\b", module.read_text("utf-8"))


def test_the_rules_load_without_django_or_asyncio() -> None:
    code = (
        "import pkgutil, importlib, sys, rufschutz.domain as d\n"
        "for m in pkgutil.walk_packages(d.__path__, 'rufschutz.domain.'):\n"
        "    importlib.import_module(m.name)\n"
        "print(sorted({'django','asyncio','cryptography','numpy','sqlite3'} & set(sys.modules)))"
    )
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
        == "[]\n"
    )


def test_the_voice_process_holds_no_django() -> None:
    code = (
        "import pkgutil, importlib, sys, rufschutz.voice as d\n"
        "for m in pkgutil.walk_packages(d.__path__, 'rufschutz.voice.'):\n"
        "    importlib.import_module(m.name)\n"
        "bad = [n for n in sys.modules if n.split('.')[0] in {'django','sqlite3','psycopg'}\n"
        "       or n.startswith(('rufschutz.core','rufschutz.vault.open','rufschutz.vault.keystore'))]\n"
        "print(bad)"
    )
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
        == "[]\n"
    )


@pytest.mark.parametrize(
    "path", [*MODULES, *sorted(TESTS.rglob("*.py"))], ids=lambda p: p.relative_to(ROOT).as_posix()
)
def test_nothing_is_left_open(path: Path) -> None:
    if path == Path(__file__).resolve():
        return
    words = re.compile(r"\b(?:TODO|FIXME|XXX|NotImplementedError|pytest\.skip\(|mark\.skip\b)")
    assert words.search(path.read_text("utf-8")) is None
