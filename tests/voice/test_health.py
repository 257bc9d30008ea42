"""Voice says how it fares, from a thread that touches no call."""

from __future__ import annotations

import errno
import os
import threading
from types import SimpleNamespace

import pytest

from rufschutz.handover import durable
from rufschutz.handover.health import NoRecording, read_health
from rufschutz.voice import health as module
from rufschutz.voice.health import MESSAGE_BYTES, HealthTeller, Room, Watched, free_bytes
from rufschutz.voice.media.clock import TickClock
from rufschutz.voice.recorder import Recorder
from rufschutz.voice.spooler import Spooler, SpoolState


def refuse(*_):
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.fixture
def parts(kit, tmp_path):
    """What is looked at, with a disk that says what the test says."""
    recorder = Recorder(tmp_path, lambda _: None, lambda: 0)
    spooler = Spooler(tmp_path, "voice-a", kit.plan.spool_key)
    plans = SimpleNamespace(every=lambda: (kit.plan,))
    room = Room((tmp_path,), reserve=1_000)
    ticks = TickClock(SimpleNamespace(time=lambda: 0.0), lambda _: None)
    made = Watched(1, lambda: 5_000, lambda: 8_000, lambda: 2, spooler, recorder, plans, ticks, room)
    yield made
    spooler._spool.close()


def test_room_is_kept_for_facts_and_for_the_messages_that_run(tmp_path):
    room = Room((tmp_path,), reserve=1_000, free=1_000 + 2 * MESSAGE_BYTES)
    assert room.allows(0)
    assert room.allows(1)
    assert not room.allows(2)
    assert room.look() == room.free
    assert 0 < free_bytes(tmp_path) <= os.statvfs(tmp_path).f_blocks * os.statvfs(tmp_path).f_frsize


def test_it_says_how_everything_stands(parts, kit):
    health = parts.look()
    assert (health.pid, health.calls, health.recordings) == (os.getpid(), 2, 0)
    assert (health.at, health.clock_off) == (8_000, 3_000)
    assert (health.plans, health.plans_not_after) == (1, kit.plan.not_after)
    assert health.why_not is NoRecording.NOTHING
    assert (health.facts_waiting, health.facts_since, health.refusal) == (0, None, "")


def test_why_nothing_is_recorded_the_gravest_first(parts, kit, monkeypatch):
    kit.publish(not_after=4_000)
    monkeypatch.setattr(parts.plans, "every", lambda: (kit.plan,))
    assert parts.why_not() is NoRecording.NO_PLAN
    parts.room.free = 1_500
    assert parts.why_not() is NoRecording.DISK_LOW
    monkeypatch.setattr(Spooler, "state", lambda _: SpoolState(3, 40, "No space left on device", 1))
    health = parts.look()
    assert health.why_not is NoRecording.DISK_REFUSES
    assert (health.facts_waiting, health.facts_since, health.refusal) == (3, 40, "No space left on device")


def test_nothing_is_recorded_where_no_consent_could_be_written_down(parts, monkeypatch):
    monkeypatch.setattr(Spooler, "state", lambda _: SpoolState(2, 40, "", 0, fell=True))
    assert not parts.disk_takes()
    assert parts.look().facts_fell


def test_it_tells_from_its_own_thread_and_once_more_at_the_end(parts, tmp_path, monkeypatch):
    told, threads, look = threading.Event(), set(), Watched.look

    def seen(watched):
        threads.add(threading.current_thread().name)
        told.set()
        return look(watched)

    monkeypatch.setattr(Watched, "look", seen)
    teller = HealthTeller(tmp_path, parts)
    teller.start()
    assert told.wait(5)
    teller.stop()
    assert threads == {"health"}
    assert read_health(tmp_path).calls == 2


def test_a_disk_that_takes_nothing_is_said_in_the_log(parts, tmp_path, caplog):
    teller = HealthTeller(tmp_path / "gone", parts)
    assert teller.tell() is None
    assert "nobody can be told" in caplog.text


def test_the_end_of_recording_is_said_once_and_its_return_too(parts, tmp_path, caplog, monkeypatch):
    teller = HealthTeller(tmp_path, parts)
    monkeypatch.setattr(Room, "look", lambda _: 0)
    parts.room.free = 0
    teller.tell()
    teller.tell()
    assert caplog.text.count("answered without recording: disk_low") == 1
    parts.room.free = 1 << 40
    teller.tell()
    assert "recorded again" in caplog.text
    assert module.EVERY_SECONDS < 5


def test_a_disk_that_refused_sound_is_tried_by_a_file_before_anybody_is_asked_again(
    parts, tmp_path, monkeypatch
):
    parts.recorder._writer.refusal = "No space left on device"
    monkeypatch.setattr(durable, "write_new", refuse)
    HealthTeller(tmp_path, parts).tell()
    assert not parts.disk_takes()
    assert read_health(tmp_path).why_not is NoRecording.DISK_REFUSES
    monkeypatch.undo()
    HealthTeller(tmp_path, parts).tell()
    assert parts.disk_takes()
    assert not list(tmp_path.glob(f"{module.PROBE}*"))


def test_two_processes_never_meet_at_one_name_and_what_a_killed_one_left_goes(tmp_path, monkeypatch):
    probed = []
    monkeypatch.setattr(durable, "write_new", lambda path, data: probed.append(path))
    assert module.takes_files(tmp_path)
    assert module.takes_files(tmp_path)
    assert len(set(probed)) == 2
    probed[0].touch()
    assert durable.discard_unfinished(tmp_path, probed[0].stat().st_mtime + 1) == 1
