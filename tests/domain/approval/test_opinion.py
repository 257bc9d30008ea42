"""What an officer can say."""

from __future__ import annotations

from rufschutz.domain.approval.opinion import Verdict


def test_an_officer_agrees_objects_or_names_conditions() -> None:
    assert [verdict.value for verdict in Verdict] == ["agree", "object", "conditions"]
