"""How this program is called again: the words that a next step prints, so that they work as they stand."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from pathlib import Path


def program() -> str:
    """Return this program as it was called: a bare name only where the shell finds it."""
    called = sys.argv[0]
    if Path(called).name == "__main__.py":
        return f"{shlex.quote(sys.executable)} -m rufschutz"
    found = shutil.which("rufschutz")
    if "/" not in called or (found and Path(found).absolute() == Path(called).absolute()):
        return "rufschutz"
    return shlex.quote(called)


def program_path() -> str:
    """Return this program so that it can be called from any directory."""
    called = Path(sys.argv[0])
    if called.name == "__main__.py":
        return program()
    return shlex.quote(str(called.absolute() if "/" in sys.argv[0] else shutil.which("rufschutz") or called))


def command(*words: str) -> str:
    """Return the line that runs ``rufschutz WORDS`` on the data directory that was named, if one was."""
    data = os.environ.get("RUFSCHUTZ_DATA")
    where = f" --data {shlex.quote(data)}" if data else ""
    return f"{program()}{where} {shlex.join(words)}"
