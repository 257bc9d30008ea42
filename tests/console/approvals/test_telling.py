"""A subject tells itself by one function, whoever's part it is."""

from __future__ import annotations

from rufschutz.console.approvals import telling
from rufschutz.console.approvals.telling import TELLERS, Telling, tells
from rufschutz.domain.approval.subject import Subject


def test_a_function_is_named_for_each_of_its_subjects(monkeypatch) -> None:
    monkeypatch.setattr(telling, "TELLERS", {})

    @tells(Subject.OFFBOARD, Subject.REDACT_LOG)
    def told(card, viewer) -> Telling:
        return Telling("x", "y", "z")

    assert {Subject.OFFBOARD: told, Subject.REDACT_LOG: told} == telling.TELLERS
    assert TELLERS is not telling.TELLERS
