"""Voice killed by signal 9 at awkward moments: nothing in the clear, nothing lost, every end known."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

import pytest
from inotify_simple import INotify, flags

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.system

SECONDS_ON_DISK = 12
"""Our own sentence at the start of the recording has seven of them; the others are the caller's."""


class Victim:
    """A voice process of its own with one caller, and the moment at which it dies."""

    def __init__(self, service, name, script, seconds) -> None:
        before = set(service.data.joinpath("spool").glob("*.spool"))
        service.start("voice", as_name=name)
        self.service, self.name = service, name
        (self.spool,) = set(service.data.joinpath("spool").glob("*.spool")) - before
        self.order = service.order(script, limit_s=seconds)

    def kill(self) -> None:
        self.service.kill(self.name)

    def wrote(self, kind: str) -> bool:
        return f'"type":"{kind}/1"'.encode() in self.spool.read_bytes()


def wait_briefly(wanted) -> None:
    deadline = time.monotonic() + 40
    while not wanted():
        assert time.monotonic() < deadline
        time.sleep(0.001)


def test_a_killed_voice_leaves_a_consistent_record(service, noise):
    journals = service.data / "journals"
    first = Victim(service, "as the journal appears", "1 wait:40", 20)
    inotify = INotify()
    inotify.add_watch(journals, flags.CREATE)
    others = {
        "opening": Victim(service, "opening", "40s:hangup", 20),
        "consent": Victim(service, "consent", "1 wait:40", 20),
        "message": Victim(service, "message", "1 wait:40", 32),
    }

    def in_the_opening() -> None:
        others["opening"].kill()

    def with_the_consent() -> None:
        wait_briefly(lambda: others["consent"].wrote("consent.changed"))
        others["consent"].kill()

    with service.calling([first.order], noise.long):
        time.sleep(3)
        with service.calling([victim.order for victim in others.values()], noise.long):
            time.sleep(3)
            in_the_opening()
            assert inotify.read(timeout=30_000)
            first.kill()
            known = set(journals.iterdir())
            second = threading.Thread(target=with_the_consent)
            second.start()
            wait_briefly(lambda: others["message"].wrote("recording.started"))
            wait_briefly(lambda: _bytes(set(journals.glob("*.journal")) - known) > SECONDS_ON_DISK * 8_000)
            others["message"].kill()
            second.join()
    inotify.close()
    assert noise.found_in([service.data, service.temporary]) == {}

    service.start("voice")
    (again,) = service.call_all([service.order("1s:hangup")])
    assert again.status == 200
    service.start("worker")
    service.wait_until(lambda: service.taken() and _all_ended(service), 40, "every call has an end")
    assert noise.found_in([service.data, service.temporary]) == {}

    calls = list(service.record()["calls"].values())
    assert [call["ended_by"] for call in calls] == ["crash"] * 4 + ["caller"]
    _check_message(max(calls, key=_recorded))
    assert sum(call["consents"] == [] for call in calls) == 2
    for call in calls:
        states = {row["state"] for row in call["recordings"]}
        assert states <= {"archived", "destroyed_before_storage"}
        assert call["ended_at"] >= call["started_at"]
    assert "PROVEN" in service.proven_log()


def _bytes(journals: set[Path]) -> int:
    return max((path.stat().st_size for path in journals), default=0)


def _all_ended(service) -> bool:
    return all(row["duration_ms"] is not None for row in service.calls())


def _recorded(call) -> int:
    """How long its recordings are: who was killed with the consent may have begun one, of nothing."""
    return sum(row["length"] for row in call["recordings"])


def _check_message(call) -> None:
    assert call["outcome"] == "yes_and_recorded"
    (recording,) = call["recordings"]
    assert recording["state"] == "archived"
    assert recording["cut_short"]
    assert SECONDS_ON_DISK * 1_000 - 1_000 <= recording["length"] < SECONDS_ON_DISK * 1_000 + 2_000
    assert call["ended_at"] - recording["started_at"] > recording["length"] - 1_500
