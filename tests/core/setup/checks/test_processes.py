"""A fall is no loop, three are; a supervisor that ends has no say any more."""

from __future__ import annotations

import pytest

from rufschutz.core.setup.checks.processes import LOOP, findings, jobs
from rufschutz.handover.supervision import ChildState, Supervision, write


@pytest.mark.parametrize(
    ("falls", "ending", "wanted"), [(LOOP - 1, False, 0), (LOOP, False, 1), (LOOP, True, 0)]
)
def test_when_falls_are_a_loop(house, falls, ending, wanted) -> None:
    write(house.installation.run, Supervision(house.now, 1, ending, (ChildState("web", 0, falls=falls),)))
    assert len(list(findings(house.installation, house.machine))) == wanted


def test_a_worker_that_never_worked_is_no_fault_yet(house) -> None:
    assert list(jobs(house.now)) == []
