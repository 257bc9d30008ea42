from __future__ import annotations

from types import SimpleNamespace

from rufschutz.console.guard import purpose_of
from rufschutz.console.screens import Screen
from rufschutz.domain.access.table import MATTER, SECURITY


def test_calls_are_looked_at_for_work_and_all_else_to_watch_over_the_rules() -> None:
    worker = SimpleNamespace(purpose=MATTER)
    assert purpose_of(worker, Screen.CALLS) == MATTER
    assert {purpose_of(worker, screen) for screen in Screen if screen is not Screen.CALLS} == {SECURITY}
