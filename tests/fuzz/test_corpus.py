"""What fuzzing began with and what it found: every input keeps the rules, and each target still runs."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.fuzz.targets import MARK, TARGETS

HERE = Path(__file__).parent
TORTURE = HERE.parent / "fixtures" / "rfc4475"
INPUTS = [(target, path) for target in TARGETS for path in sorted((HERE / "corpus" / target).iterdir())]
INPUTS += [(target, path) for target in ("sip", "stream") for path in sorted(TORTURE.rglob("*.dat"))]
SECONDS = 20


@pytest.mark.parametrize(("target", "path"), INPUTS, ids=lambda each: getattr(each, "stem", each))
def test_an_input_keeps_the_rules(target, path):
    TARGETS[target](path.read_bytes())


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("data", [b"", b"\n", b"\r\n\r\n", bytes(4_096), b"\xff" * 4_096, MARK * 20])
def test_next_to_nothing_keeps_the_rules(target, data):
    TARGETS[target](data)


@pytest.mark.long
@pytest.mark.parametrize("target", TARGETS)
def test_nothing_is_found_within_a_while(target, tmp_path):
    done = subprocess.run(
        ["nice", "-n", "5", sys.executable, str(HERE / "fuzz.py"), target, str(SECONDS), str(tmp_path)],
        env={**os.environ, "PYTHONHASHSEED": "0"}, capture_output=True, timeout=SECONDS + 60, check=False,
    )  # fmt: skip
    words = done.stderr.decode("utf-8", "replace")

    assert done.returncode == 0, words[-3_000:]
    assert not list(tmp_path.glob(f"{target}-*"))
    assert "stat::number_of_executed_units" in words
