"""The deletion concept over the API."""

from __future__ import annotations

import pytest


@pytest.mark.rule("R41")
def test_the_concept_is_told_kind_by_kind(office):
    machine = office.machine(["view_policy"], ["security"])
    told = machine.get("/deletion-concept").json()
    sound = next(row for row in told["kinds"] if row["kind"] == "recording_matter")
    assert (sound["deletion_class"], sound["where"]) == ("E-P7D", "recordings_recording")
    assert all(row["latest"] or row["review"] for row in told["kinds"])
    assert office.last()["event"] == "console:policy:viewed"


def test_a_key_without_it_is_refused(office):
    assert office.machine(["list_calls"], ["security"]).get("/deletion-concept").status_code == 403
    assert office.last()["event"] == "access:denied"
