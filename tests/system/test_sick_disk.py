"""A disk that hangs or turns read-only under a running service: every call goes on, nothing is made up."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from inotify_simple import INotify, flags

from rufschutz.handover.health import NoRecording, read_health
from rufschutz.handover.spool import read_lines, spool_files

pytestmark = [pytest.mark.system, pytest.mark.long]

PROGRAM = Path(__file__).parent / "programs" / "sick_disk_voice.py"
STORING_LIMIT = 2_000
SLOW = 4
MISSED_SHARE = 0.05
"""Of the ticks: one fsync in the loop would cost 200 of the 1,500 or so of such a call."""


class Disk:
    """What the disk of a voice process does next."""

    def __init__(self, path):
        self.file = path.open("w+b", buffering=0)
        self.turn("well")

    def turn(self, word):
        self.file.seek(0)
        self.file.write(word.encode().ljust(32))


@pytest.fixture
def disk(service, tmp_path, request):
    """The disk of a running voice; its line speaks briefly where a test asks for that."""
    if getattr(request, "param", "") == "brief":
        service.program("short_sounds")
    disk = Disk(tmp_path / "disk")
    number = disk.file.fileno()
    service.start(
        "voice", [sys.executable, str(PROGRAM)], env={"RUFSCHUTZ_DISK": str(number)}, pass_fds=(number,)
    )
    yield disk
    disk.turn("well")
    service.close()
    disk.file.close()


def facts(service):
    files = spool_files(service.data / "spool")
    return [line.envelope.type for file in files for line in read_lines(file.path)]


def health(service):
    found = read_health(service.data / "run")
    assert found is not None
    return found


def found(service):
    return {each["name"] for each in json.loads(service.run("check", "--json", status=1))}


def recorded(service):
    """Let core take everything over; return the calls in their order, each with its texts by name."""
    service.start("worker")
    service.wait_until(service.taken, 40, "the facts are taken over")
    assert "PROVEN" in service.proven_log()
    calls = list(service.record()["calls"].values())
    for call in calls:
        call["said"] = {text["text"] for _, text in call["texts"]}
    return calls


@pytest.mark.rule("R18")
def test_on_a_slow_disk_no_tick_waits_and_who_cannot_be_stored_is_not_recorded(service, disk, noise):
    journals = service.data / "journals"
    speaker = service.order("1 wait:16 #", limit_s=75)
    with service.calling([speaker], noise.long):
        service.wait_until(lambda: "recording.started/1" in facts(service), 40, "a message is spoken")
        before, known = health(service), set(journals.iterdir())
        created = INotify()
        created.add_watch(journals, flags.CREATE)
        disk.turn(f"slow {SLOW}")
        (heard,) = service.call_all([service.order("1 wait:5 3 1 wait:1")], noise.long)
        assert heard.ended_by == "far end"
        assert created.read(timeout=0) == []
        after = health(service)
    created.close()
    assert set(journals.iterdir()) == known
    ticks, missed = after.ticks - before.ticks, after.ticks_missed - before.ticks_missed
    assert ticks > 500
    assert missed < ticks * MISSED_SHARE

    disk.turn("well")
    (again,) = service.call_all([service.order("1 wait:8 #")], noise.long)
    assert again.status == 200
    first, second, third = recorded(service)
    for call in (first, third):
        assert [row["state"] for row in call["recordings"]] == ["archived"]
        assert not call["recordings"][0]["cut_short"]
    assert first["recordings"][0]["length"] > 15_000
    assert second["recordings"] == []
    assert "fault.no_recording" in second["said"]
    told_at = next(
        at - text["length"] for at, text in second["texts"] if text["text"] == "fault.no_recording"
    )
    yes_at = second["consents"][0]["at"]
    assert STORING_LIMIT <= told_at - yes_at < STORING_LIMIT + 500


@pytest.mark.rule("R18")
def test_a_disk_that_turns_read_only_keeps_no_half_message_and_loses_no_fact(service, disk, noise):
    with service.calling([service.order("1 wait:60", limit_s=75)], noise.long):
        service.wait_until(lambda: "recording.started/1" in facts(service), 40, "a message is spoken")
        disk.turn("read-only")
        service.wait_until(
            lambda: health(service).why_not is NoRecording.DISK_REFUSES, 30, "voice says what the disk said"
        )
        (heard,) = service.call_all([service.order("3 1 wait:1")], noise.long)
        assert heard.ended_by == "far end"
        told = health(service)
        assert told.facts_waiting > 5
        assert told.refusal == "Read-only file system"
        assert {"disk_refuses", "facts_in_memory"} <= found(service)
        assert not {"recording.gone/1", "matter.confirmed/1"} & set(facts(service))
        disk.turn("well")
        service.wait_until(lambda: not health(service).facts_waiting, 20, "facts are written")
        assert not list((service.data / "journals").glob("*.journal"))
    service.wait_until(lambda: health(service).why_not is NoRecording.NOTHING, 20, "it records again")
    service.wait_until(lambda: facts(service).count("call.ended/1") == 2, 30, "both calls have their end")
    half, noted = recorded(service)
    assert [row["state"] for row in half["recordings"]] == ["destroyed_before_storage"]
    assert "fault.no_recording" in half["said"]
    assert noted["recordings"] == noted["consents"] == []
    assert "matter" in {kind for kind, _, _ in noted["entries"]}


@pytest.mark.parametrize("disk", ["brief"], indirect=True)
@pytest.mark.parametrize("sickness", ["read-only", f"slow {SLOW}"])
@pytest.mark.rule("R11")
def test_no_code_is_read_out_that_the_disk_has_not_taken(service, disk, noise, sickness):
    with service.calling([service.order("1 wait:2 # # wait:3 1 wait:9")], noise.long):
        service.wait_until(lambda: facts(service).count("key.heard/1") == 3, 40, "the message has its end")
        disk.turn(sickness)
        service.wait_until(lambda: health(service).facts_waiting, 20, "facts wait")
        assert "receipt.issued/1" not in facts(service)
    disk.turn("well")
    service.wait_until(lambda: "call.ended/1" in facts(service), 30, "the call has its end")
    (call,) = recorded(service)
    assert {"receipt.offer", "receipt.none", "goodbye.recorded"} <= call["said"]
    assert "receipt.code" not in call["said"]
    assert [row["state"] for row in call["recordings"]] == ["archived"]
