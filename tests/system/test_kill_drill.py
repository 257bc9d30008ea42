"""Every process killed by signal 9 at random moments under real calls: what callers did is what is stored.

``RUFSCHUTZ_DRILL_KILLS`` (1000) and ``RUFSCHUTZ_DRILL_SEED`` may be given; the report lies in
``RUFSCHUTZ_REPORTS``, or with the test's own files. The drill also runs by itself:
``python tests/system/programs/kill_drill --help``.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

DRILL = Path(__file__).parent / "programs" / "kill_drill"

pytestmark = [pytest.mark.system, pytest.mark.long]


@pytest.mark.rule("R17")
def test_killed_at_any_moment_nothing_is_kept_lost_or_doubled(tmp_path):
    kills = int(os.environ.get("RUFSCHUTZ_DRILL_KILLS", "1000"))
    report = Path(os.environ.get("RUFSCHUTZ_REPORTS", tmp_path)) / "kill-drill.json"
    words = [sys.executable, str(DRILL), "--kills", str(kills), "--report", str(report)]
    if seed := os.environ.get("RUFSCHUTZ_DRILL_SEED"):
        words += ["--seed", seed]
    done = subprocess.run(words, capture_output=True, check=False)
    assert done.returncode == 0, done.stdout.decode()[-6000:] + done.stderr.decode()[-2000:]
    told = json.loads(report.read_bytes())
    assert told["kills"] >= kills
    assert told["calls"] > kills // 10
    assert set(told["kills_by_process"]) >= {"voice", "worker", "supervisor"}
    assert all(check["faults"] == [] for check in told["checks"])
