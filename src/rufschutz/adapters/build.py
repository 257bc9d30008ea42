"""Which program this is: its version, and a build id that any copy of the same files has."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed_version
from pathlib import Path


@cache
def version() -> str:
    """Return the version of the installed package, ``0`` where it is not installed."""
    try:
        return installed_version("rufschutz")
    except PackageNotFoundError:
        return "0"


@cache
def build() -> str:
    """Return the build: eight hex digits, the same for the same Python files and no other."""
    root = Path(__file__).parents[1]
    digest = hashlib.sha256()
    for path in sorted(root.rglob("*.py")):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:8]
