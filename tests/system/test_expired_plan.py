"""The worker away for a week: the plan has expired, calls are answered without recording, and it is said."""

from __future__ import annotations

import json

import pytest

from rufschutz.handover.health import NoRecording, read_health

pytestmark = [pytest.mark.system, pytest.mark.long]


def why(service):
    health = read_health(service.data / "run")
    return None if health is None else health.why_not


@pytest.mark.rule("R13")
def test_under_an_expired_plan_callers_are_helped_by_note_until_the_worker_is_back(service, noise):
    service.program("old_plan", "8")
    service.start("voice")
    service.wait_until(lambda: why(service) is NoRecording.NO_PLAN, 10, "voice says so")
    (heard,) = service.call_all([service.order("3 1 2 wait:1")], noise.long)
    assert heard.ended_by == "far end"
    assert "calls are answered without recording" in service.log("voice")
    found = {each["name"]: each["what"] for each in json.loads(service.run("check", "--json", status=1))}
    assert "has expired: calls are answered without recording" in found["plan_expired"]
    assert "voice_plan" in found
    assert not list((service.data / "journals").iterdir())

    service.start("worker")
    service.wait_until(service.taken, 40, "the facts are taken over")
    service.wait_until(lambda: why(service) is NoRecording.NOTHING, 40, "the plan is renewed by itself")
    found = {each["name"] for each in json.loads(service.run("check", "--json"))}
    assert not found & {"plan_expired", "voice_plan"}
    (call,) = service.record()["calls"].values()
    said = [text["text"] for _, text in call["texts"]]
    assert said[0] == "opening.keypad.never"
    assert call["consents"] == call["recordings"] == []
    assert "matter" in {kind for kind, _, _ in call["entries"]}
    assert "PROVEN" in service.proven_log()

    (again,) = service.call_all([service.order("1 wait:3 #")], noise.long)
    assert again.status == 200
    service.wait_until(
        lambda: len(service.record()["calls"]) == 2 and service.taken(), 40, "it is taken over"
    )
    _, recorded = service.record()["calls"].values()
    assert [row["state"] for row in recorded["recordings"]] == ["archived"]
