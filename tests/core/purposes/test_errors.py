"""Every fault is told, with its path."""

from __future__ import annotations

from rufschutz.core.purposes.errors import Fault, PlanRefusedError


def test_a_refusal_lists_all_faults_and_says_what_stays() -> None:
    error = PlanRefusedError((Fault("texts.a.de", "is empty"), Fault("retention.b", "has no rule")))
    assert str(error) == "texts.a.de: is empty\nretention.b: has no rule"
    assert "plan before stays in force" in error.diagnostics()
