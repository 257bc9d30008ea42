"""Three hundred calls kept up for half an hour: memory flat, no fact lost, no tick late beyond the budget.

``RUFSCHUTZ_SOAK_MINUTES`` (30) and ``RUFSCHUTZ_SOAK_CALLS`` (300) may be given; the report, soak.json and
soak.md, lies in ``RUFSCHUTZ_REPORTS``, or with the test's own files. It also runs by itself:
``python tests/system/programs/soak --help``.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

SOAK = Path(__file__).parent / "programs" / "soak"

pytestmark = [pytest.mark.system, pytest.mark.long]


def test_a_full_house_for_half_an_hour_loses_nothing_and_stays_in_time(tmp_path):
    minutes = os.environ.get("RUFSCHUTZ_SOAK_MINUTES", "30")
    calls = os.environ.get("RUFSCHUTZ_SOAK_CALLS", "300")
    report = Path(os.environ.get("RUFSCHUTZ_REPORTS", tmp_path)) / "soak.json"
    words = [sys.executable, str(SOAK), "--calls", calls, "--minutes", minutes, "--report", str(report)]
    done = subprocess.run(words, capture_output=True, check=False)
    assert done.returncode == 0, done.stdout.decode()[-6000:] + done.stderr.decode()[-2000:]
    told = json.loads(report.read_bytes())
    assert told["faults"] == []
    assert told["callers"]["answered"] > int(calls)
