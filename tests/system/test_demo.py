"""`rufschutz demo --once`: the story is told to its end, and every line of it holds."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

STEPS = (
    "answered", "disclosed", "asked", "key pressed", "consent", "hung up", "served", "stored", "listed",
    "played back", "due", "deleted", "unreadable", "proven", "no is fine", "about", "kept", "receipt",
)  # fmt: skip


def processes_of(directory: Path) -> list[str]:
    """Return each process whose installation lies in ``directory``."""
    found = []
    for path in Path("/proc").glob("[0-9]*/environ"):
        with contextlib.suppress(OSError):
            if f"RUFSCHUTZ_DATA={directory}".encode() in path.read_bytes():
                found.append(path.parent.name)
    return found


@pytest.mark.system
def test_the_demo_tells_every_step_and_leaves_no_process(tmp_path):
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DJANGO_")}
    words = [sys.executable, "-m", "rufschutz", "demo", "--once", "--directory", str(tmp_path / "demo")]
    done = subprocess.run(words, env=environment, capture_output=True, text=True, timeout=180, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    held = [line[4:20].strip() for line in done.stdout.splitlines() if line.startswith("  ✔ ")]
    assert [step for step in STEPS if step not in held] == []
    assert [step for step in dict.fromkeys(held) if step in STEPS] == list(STEPS)
    assert "✘" not in done.stdout
    assert processes_of(tmp_path) == []
    assert done.stdout.rstrip().endswith("Every step held.")
