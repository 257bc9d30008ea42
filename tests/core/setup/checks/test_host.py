"""What the machine may not do, and where the lines lie."""

from __future__ import annotations

import pytest

from rufschutz.core.setup.checks.host import OPEN_FILES, RESERVE, findings
from rufschutz.core.setup.checks.machine import Machine, Process


def names(**known) -> list[str]:
    return [each.name for each in findings(Machine(**{"synchronised": True} | known))]


@pytest.mark.parametrize(
    ("known", "wanted"),
    [
        ({}, []),
        ({"free": RESERVE}, []),
        ({"free": RESERVE - 1}, ["disk_space"]),
        ({"open_files": OPEN_FILES}, []),
        ({"open_files": -1}, []),
        ({"open_files": OPEN_FILES - 1}, ["open_files"]),
        ({"synchronised": None}, ["clock_unknown"]),
        ({"open_files": 1, "voice": Process(1, 1, OPEN_FILES, 0)}, []),
        ({"swaps": True}, ["swap"]),
        ({"swaps": True, "voice": Process(1, 1, OPEN_FILES, 0)}, ["swap"]),
        ({"swaps": True, "voice": Process(1, 1, OPEN_FILES, 0, swappable=False)}, []),
        ({"voice": Process(1, 1, 1_024, 0)}, ["open_files"]),
    ],
)
def test_each_line(known, wanted) -> None:
    assert names(**known) == wanted
