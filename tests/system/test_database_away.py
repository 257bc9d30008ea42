"""Core's database away: calls are answered all the same, and their facts arrive later, in order."""

from __future__ import annotations

import sqlite3

import pytest

pytestmark = pytest.mark.system

IN_ORDER = ["consent", "recording_started", "recording_kept", "ended"]


def test_facts_wait_for_the_database_and_arrive_in_order(backlog, copy_of):
    service = copy_of(backlog)
    waiting = {path.name for path in (service.data / "journals").iterdir()}
    assert len(waiting) == 4
    assert service.calls() == []

    lock = sqlite3.connect(service.data / "record" / "db.sqlite3", isolation_level=None)
    lock.execute("BEGIN EXCLUSIVE")
    try:
        worker = service.start("worker")
        service.wait_until(lambda: "facts wait in the spool" in service.log("worker"), 40, "worker fails")
        assert worker.poll() is None
        assert {path.name for path in (service.data / "journals").iterdir()} == waiting
    finally:
        lock.execute("ROLLBACK")
        lock.close()
    service.wait_until(service.taken, 40, "the worker goes on")
    assert "PROVEN" in service.proven_log()

    calls = service.record()["calls"].values()
    assert sorted(call["outcome"] for call in calls) == [
        "hung_up_in_notice", "refused", "yes_and_recorded", "yes_and_recorded", "yes_then_star",
    ]  # fmt: skip
    for call in calls:
        positions = [position for _, _, position in call["entries"]]
        assert positions == sorted(positions)
        assert call["entries"][-1][0] == "ended"
        if call["outcome"] == "yes_and_recorded":
            kinds = [kind for kind, _, _ in call["entries"]]
            assert [kind for kind in kinds if kind in IN_ORDER] == IN_ORDER
    assert [change["state"] for call in calls for change in call["consents"]].count("given") == 3
