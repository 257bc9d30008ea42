"""The worker killed by signal 9 between any two steps: after the next run the record is the same."""

from __future__ import annotations

import time

import pytest

pytestmark = pytest.mark.system


def moments(service, journals: int):
    """Return what can be seen from outside of how far the worker has come, in its order."""
    data = service.data
    return {
        "facts read": lambda: any(data.glob("spool/*.ack")),
        "archive begun": lambda: any(data.glob("blobs/*/.*")) or any(data.glob("blobs/*/*")),
        "archive there": lambda: any(data.glob("blobs/*/[0-9a-f]*")),
        "first journal destroyed": lambda: len(list(data.glob("journals/*"))) < journals,
        "log begun": lambda: any(data.glob("log/*/*")),
        "all taken": service.taken,
    }


def rows(record):
    """Return the record without what is drawn anew at each attempt: the names of blobs."""
    for call in record["calls"].values():
        for recording in call["recordings"]:
            del recording["blob"]
    return record


def test_a_worker_killed_anywhere_does_everything_once(backlog, copy_of):
    undisturbed, service = copy_of(backlog), copy_of(backlog)
    undisturbed.start("worker")
    for seen in moments(service, len(list(service.data.glob("journals/*")))).values():
        service.start("worker")
        deadline = time.monotonic() + 30
        while not seen():
            assert time.monotonic() < deadline, service.log("worker")
            time.sleep(0.001)
        service.kill("worker")

    service.start("worker")
    for one in (service, undisturbed):
        one.wait_until(one.taken, 20, "everything is in the record")
        one.wait_until(lambda one=one: any(one.data.glob("log/*/checkpoint")), 10, "the log is published")
    blobs = [path.name for path in service.data.glob("blobs/*/*")]
    record = service.record()
    kept = [row for call in record["calls"].values() for row in call["recordings"] if row["blob"]]
    assert sorted(blobs) == sorted(row["blob"] for row in kept if row["state"] == "archived")
    assert not list(service.data.glob("journals/*"))
    assert "PROVEN" in service.proven_log()
    expected = rows(undisturbed.record())
    assert rows(record)["calls"] == expected["calls"]
