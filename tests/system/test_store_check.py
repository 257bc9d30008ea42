"""The store is checked while a call goes on, and after one byte on the disk was flipped."""

from __future__ import annotations

import json

import pytest

pytestmark = pytest.mark.system


def checked(service, *words: str, status: int = 0) -> dict:
    (told,) = json.loads(service.run("store", "check", "--json", *words, status=status))
    return told


@pytest.mark.rule("R48")
def test_a_running_call_is_no_difference_and_one_flipped_byte_is_exactly_one(service, noise):
    service.start("voice")
    service.start("worker")
    service.call_all([service.order("1 wait:9 hangup")], noise.long)
    service.wait_until(service.taken, 40, "the first message is archived")
    with service.calling([service.order("1 wait:9 hangup")], noise.long):
        service.wait_until(lambda: list(service.data.glob("journals/*.journal")), 30, "the second records")
        during = [checked(service) for _ in range(2)]
    assert any(each["born"] == 2 for each in during)
    assert [(each["differences"], each["open"]) for each in during] == [(0, {}), (0, {})]
    service.wait_until(service.taken, 40, "the second message is archived")
    after = checked(service, "--read")
    assert (after["stored"], after["files"], after["read"], after["open"]) == (2, 2, 2, {}), json.dumps(after)

    blob = next(service.data.glob("blobs/*/[0-9a-f]*"))
    data = bytearray(blob.read_bytes())
    data[len(data) // 2] ^= 1
    blob.write_bytes(data)
    for _ in range(2):
        found = checked(service, "--read", status=1)
        assert (found["altered"], found["open"]) == (1, {"artefact_altered": 1})
    trail = json.loads(service.program("trail"))
    (incident,) = [entry for entry in trail if entry["event"] == "retention:incident:found"]
    (broken,) = [
        each
        for call in service.record()["calls"].values()
        for each in call["recordings"]
        if each["blob"] == blob.name
    ]
    assert (incident["kind"], incident["about"]) == ("artefact_altered", broken["id"])
    assert "PROVEN" in service.proven_log()
