from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING, Any

import pytest

from rufschutz.domain.ids import ArtefactId
from rufschutz.domain.moments import Millis
from rufschutz.handover import durable
from rufschutz.vault.open.journal import JournalState
from rufschutz.voice.recorder import Destroyed, Failed, Stopped
from rufschutz.voice.recorder.writer import Backlog, JournalThread

if TYPE_CHECKING:
    from pathlib import Path

    from rufschutz.voice.recorder import RecorderEvent

ARTEFACT = ArtefactId("artefact")


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Give a switch: while it holds True the disk takes nothing."""
    full = [False]
    write = durable.write_all

    def write_all(descriptor: int, data: bytes) -> None:
        if full[0]:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        write(descriptor, data)

    monkeypatch.setattr(durable, "write_all", write_all)
    return full


@pytest.mark.rule("R17")
def test_a_full_disk_is_reported_once_and_keeps_what_was_written(
    studio: Any, grant: Any, full_disk: list[bool]
) -> None:
    recording = studio.open(grant)
    studio.speak(recording, 100)
    assert studio.work() == []
    full_disk[0] = True
    studio.speak(recording, 150)
    studio.recorder.close(recording)
    (event,) = studio.work()
    assert isinstance(event, Failed)
    assert "No space left" in event.reason
    opened = studio.read()
    assert (opened.state, opened.length_ms) == (JournalState.CUT_SHORT, 2_000)


def test_one_recording_that_fails_does_not_end_the_others(
    studio: Any, grant: Any, full_disk: list[bool]
) -> None:
    first, second = studio.open(grant, "first"), studio.open(grant, "second")
    studio.speak(first, 50)
    studio.work()
    full_disk[0] = True
    studio.speak(first, 50)
    studio.work()
    full_disk[0] = False
    studio.speak(second, 50)
    studio.recorder.close(second)
    assert [type(event) for event in studio.work()] == [Failed, Stopped]


def test_what_failed_can_be_destroyed(studio: Any, grant: Any, full_disk: list[bool]) -> None:
    recording = studio.open(grant)
    studio.work()
    full_disk[0] = True
    studio.speak(recording, 50)
    studio.work()
    studio.recorder.destroy(recording)
    assert studio.work()[1:] == [Destroyed(ARTEFACT)]
    assert studio.files() == []


def test_an_error_nobody_foresaw_ends_one_recording(
    studio: Any, grant: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    recording = studio.open(grant)
    studio.work()
    monkeypatch.setattr(durable, "write_all", broken)
    studio.speak(recording, 50)
    assert studio.work() == [Failed(ARTEFACT, "ZeroDivisionError")]


def test_what_cannot_be_removed_is_tried_until_it_is_gone(
    studio: Any, grant: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    recording = studio.open(grant)
    studio.work()

    def refuse(_: object) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    with monkeypatch.context() as patch:
        patch.setattr(durable, "remove", refuse)
        studio.recorder.destroy(recording)
        assert studio.work() == []
        assert studio.work() == []
    assert studio.work() == [Destroyed(ARTEFACT)]
    assert studio.files() == []


def test_a_listener_that_is_gone_does_not_stop_the_writing(studio: Any, grant: Any, tmp_path: Any) -> None:
    def closed_loop(_: object) -> None:
        raise RuntimeError("Event loop is closed")

    studio.recorder._writer._notify = closed_loop
    recording = studio.open(grant)
    studio.speak(recording, 10)
    studio.recorder.close(recording)
    studio.work()
    assert studio.read().state is JournalState.COMPLETE


def test_records_are_made_durable_a_few_seconds_at_a_time(
    studio: Any, grant: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    recording = studio.open(grant)
    studio.work()
    synced: list[int] = []
    monkeypatch.setattr(os, "fdatasync", synced.append)
    for _ in range(10):
        studio.speak(recording, 50)
        studio.work()
    assert len(synced) == 2


def test_an_idle_thread_ends_when_told(tmp_path: Any) -> None:
    thread = JournalThread(tmp_path, lambda _: None, lambda _: True)
    thread.start()
    thread.close()
    assert not thread._thread.is_alive()


def test_what_is_queued_at_the_end_is_still_done(studio: Any, grant: Any) -> None:
    recording = studio.open(grant)
    studio.speak(recording, 50)
    studio.recorder.close(recording)
    studio.recorder.start()
    studio.recorder.stop()
    assert studio.events == [Stopped(ARTEFACT, Millis(1_000))]


@pytest.mark.rule("R17")
def test_a_withdrawal_in_the_midst_of_the_work_goes_before_the_rest_of_it(studio: Any, grant: Any) -> None:
    first, second, third = (studio.open(grant, name) for name in ("first", "second", "third"))
    for recording in (first, second, third):
        studio.recorder.close(recording)

    def withdraw(event: RecorderEvent) -> None:
        studio.events.append(event)
        studio.recorder.destroy(third)

    studio.recorder._writer._notify = withdraw
    assert [type(event) for event in studio.work()] == [Stopped, Destroyed, Stopped]


def test_what_was_queued_while_the_thread_was_told_to_end_is_done(studio: Any, grant: Any) -> None:
    studio.recorder.close(studio.open(grant))
    studio.recorder._writer._stop = True
    studio.recorder.start()
    studio.recorder.stop()
    assert studio.events == [Stopped(ARTEFACT, Millis(0))]


def test_what_waits_is_told_with_the_age_of_the_oldest(studio: Any, grant: Any, tmp_path: Path) -> None:
    at, seen = [100.0], []
    writer = JournalThread(tmp_path, studio.events.append, lambda _: True, lambda: at[0])
    studio.recorder._writer = writer
    assert writer.backlog() == Backlog(0, 0.0)
    recording = studio.open(grant)
    at[0] = 103.0
    studio.recorder.close(recording)
    assert studio.recorder.backlog() == Backlog(2, 3.0)
    writer._room = lambda _: not seen.append(writer.backlog())
    at[0] = 111.0
    writer.work()
    assert seen == [Backlog(2, 11.0)], "a job that hangs in the disk waits as well"
    assert writer.backlog() == Backlog(0, 0.0)
