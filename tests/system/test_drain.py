"""SIGTERM while somebody speaks: nobody new, the message is finished and kept, then all processes end."""

from __future__ import annotations

import threading
import time

import pytest

from rufschutz.handover import supervision
from rufschutz.handover.health import read_health

pytestmark = pytest.mark.system

SPOKEN_S = 3


class InBackground:
    """A call that goes on while the test does something else."""

    def __init__(self, service, script, speech):
        self.transcript = None
        self._service = service
        self._order = service.order(script, speech)
        self._thread = threading.Thread(target=self._call)
        self._thread.start()

    def _call(self):
        (self.transcript,) = self._service.call_all([self._order])

    def end(self, seconds):
        self._thread.join(seconds)
        assert not self._thread.is_alive()
        return self.transcript


def running(service):
    health = read_health(service.data / "run")
    return health.calls if health else 0


def test_a_caller_finishes_the_message_and_its_facts_are_taken_before_the_end(service, noise):
    service.program("short_sounds")
    (plan,) = (service.data / "plans").glob("*.plan")
    plan.unlink()
    supervisor = service.start("all")
    service.wait_until((service.data / "run" / "voice.json").exists, 40, "voice answers, with the short plan")
    speaking = InBackground(service, "1 play =##", noise.long[: 8_000 * SPOKEN_S])
    service.wait_until(lambda: list((service.data / "journals").iterdir()), 30, "it is recorded")
    service.wait_until(lambda: running(service) == 1, 10, "voice says that somebody calls")
    supervisor.terminate()
    asked = time.monotonic()
    service.wait_until(
        lambda: "1 call is still running" in service.log("all"), 10, "it says what it waits for"
    )
    service.wait_until(lambda: "no new calls" in service.log("all"), 10, "voice was told as well")
    (late,) = service.call_all([service.order("hangup")])
    assert late.status == 503
    transcript = speaking.end(60)
    assert supervisor.wait(20) == 0
    assert time.monotonic() - asked > SPOKEN_S, "the caller was not hurried"
    assert (transcript.ended_by, transcript.undone) == ("far end", ())
    (call,) = service.record()["calls"].values()
    assert (call["outcome"], call["ended_by"]) == ("yes_and_recorded", "assistant")
    (recording,) = call["recordings"]
    assert recording["length"] > 1_000 * (SPOKEN_S - 2)
    assert service.taken(), "worker took the last facts before it ended"
    state = supervision.read(service.data / "run")
    assert state.ending


def test_asked_twice_the_calls_end_at_once_with_a_last_fact(service):
    voice = service.start("voice")
    service.start("worker")
    listening = InBackground(service, "60s:hangup", None)
    service.wait_until(lambda: running(service) == 1, 10, "voice says that somebody calls")
    voice.terminate()
    time.sleep(1.1)
    assert voice.poll() is None
    voice.terminate()
    assert voice.wait(10) == 0
    assert listening.end(10).ended_by == "far end"
    service.wait_until(service.taken, 20, "all is taken")
    (call,) = service.record()["calls"].values()
    assert call["ended_by"] == "shutdown"


def test_the_limit_ends_who_talks_on(service):
    with (service.data / "rufschutz.toml").open("a", encoding="utf-8") as file:
        file.write("drain_seconds = 1\n")
    voice = service.start("voice")
    listening = InBackground(service, "60s:hangup", None)
    service.wait_until(lambda: running(service) == 1, 10, "voice says that somebody calls")
    voice.terminate()
    assert voice.wait(10) == 0
    assert listening.end(10).ended_by == "far end"
