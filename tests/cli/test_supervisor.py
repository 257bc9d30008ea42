from __future__ import annotations

import os
import signal
import sys

import pytest

from rufschutz.cli.final import FINAL
from rufschutz.cli.offspring import Child
from rufschutz.cli.supervisor import LAST_FACTS, Ending, Supervisor
from rufschutz.handover import supervision

SLEEP = "import time; time.sleep(60)"


class Time:
    """A clock that passes only while somebody waits; ``running`` calls are there meanwhile."""

    running = 3

    def __init__(self):
        self.now = 0.0
        self.at = {}

    def __call__(self):
        return self.now

    def pause(self, seconds):
        self.now = round(self.now + seconds, 3)
        for moment in [each for each in self.at if each <= self.now]:
            self.at.pop(moment)()


class Process:
    """A process that ends when it was asked so often."""

    def __init__(self, asked=1):
        self.pid = 7
        self.signals = []
        self.left = asked
        self.returncode = None

    def poll(self):
        return self.returncode

    def terminate(self):
        self.signals.append("term")
        self.left -= 1
        if self.left == 0:
            self.returncode = 0

    def wait(self, _seconds=None):
        return self.returncode


@pytest.fixture
def said():
    return []


def supervisor(code, said, clock, **options):
    return Supervisor([Child("voice", [sys.executable, "-c", code])], said.append, clock, **options)


@pytest.fixture
def draining(said, tmp_path):
    """Voice with three calls, and a worker; voice ends by itself, or when asked once more."""
    clock = Time()
    watch = supervisor(SLEEP, said, clock, run_directory=tmp_path)
    voice, worker = watch.children[0], Child("worker", [sys.executable, "-c", SLEEP])
    voice.process, worker.process = Process(asked=2), Process()
    watch.children = [voice, worker]
    watch.ending = Ending(300.0, lambda: clock.running)
    watch.stopping = True
    return watch


def test_when_everything_stands_it_is_said_once(said):
    clock, answers, asked = Time(), iter([False, True]), []
    watch = supervisor(SLEEP, said, clock, ready=lambda: asked.append(clock.now) or next(answers))
    watch.children[0].process = Process()
    for _ in range(30):
        watch.step()
        clock.pause(0.1)
    assert said == ["ready    calls are answered, pages are shown"]
    assert asked == [0.0, 1.0]


def test_nothing_is_ready_while_a_child_is_down(said):
    watch = supervisor(SLEEP, said, Time(), ready=lambda: True)
    watch._greet()
    assert said == []


def test_a_fallen_child_starts_again_after_the_pause(said):
    clock = Time()
    watch = supervisor("raise SystemExit(3)", said, clock)
    watch.step()
    watch.children[0].process.wait()
    watch.step()
    assert said == ["voice ended with status 3; it starts again in 0.5 s"]
    assert watch.children[0].process is None
    clock.now = 0.5
    watch.step()
    assert watch.children[0].process is not None
    watch.end()


def test_a_child_has_a_group_of_its_own_so_that_ctrl_c_is_the_supervisors(said):
    watch = supervisor(SLEEP, said, Time())
    watch.step()
    process = watch.children[0].process
    assert os.getpgid(process.pid) == process.pid != os.getpgrp()
    watch.end()


def test_all_children_end_together(said):
    watch = supervisor(SLEEP, said, Time())
    watch.step()
    process = watch.children[0].process
    watch.end()
    assert process.poll() is not None


def test_a_child_that_ends_for_good_ends_all(said):
    watch = supervisor(f"raise SystemExit({FINAL})", said, Time())
    watch.step()
    watch.children[0].process.wait()
    watch.step()
    assert said == ["voice cannot run as things are set, see above; everything ends"]
    assert (watch.stopping, watch.status, watch.children[0].process) == (True, 1, None)


def test_the_others_end_only_after_the_last_call_and_its_facts(draining, said):
    voice, worker = (child.process for child in draining.children)
    draining.clock.at = {
        20.0: lambda: setattr(draining.clock, "running", 1),
        40.0: lambda: setattr(voice, "returncode", 0),
    }
    draining.drain(draining.clock.pause)
    assert said == [
        "3 calls are still running, waited for; Ctrl-C (or SIGTERM) again ends them",
        "1 call is still running, waited for; Ctrl-C (or SIGTERM) again ends them",
    ]
    assert draining.clock.now == pytest.approx(40.0 + LAST_FACTS, abs=0.3)
    assert (voice.signals, worker.signals) == (["term"], [])


def test_a_second_signal_ends_the_calls_when_voice_takes_it_for_one(draining, said):
    voice = draining.children[0].process
    draining.clock.at = {0.2: lambda: draining._on_signal(signal.SIGINT, None)}
    draining.drain(draining.clock.pause)
    assert voice.signals == ["term", "term"]
    assert 1.0 < draining.clock.now < 4.0


def test_nobody_is_waited_for_for_ever(draining):
    draining.drain(draining.clock.pause)
    assert draining.clock.now == pytest.approx(300 + 15 + LAST_FACTS, abs=0.3)


def test_a_worker_that_falls_while_calls_end_starts_again(draining, said):
    worker = draining.children[1]
    draining.clock.at = {
        5.0: lambda: setattr(worker.process, "returncode", 1),
        9.0: lambda: setattr(draining.children[0].process, "returncode", 0),
    }
    draining.drain(draining.clock.pause)
    assert "worker ended with status 1; it starts again in 0.5 s" in said
    assert worker.process is not None
    worker.process.kill()
    worker.process.wait()


def test_the_state_is_told_when_it_changes(said, tmp_path):
    clock = Time()
    watch = supervisor("raise SystemExit(3)", said, clock, run_directory=tmp_path)
    watch.step()
    first = supervision.read(tmp_path)
    assert first.children[0].pid == watch.children[0].process.pid
    assert not first.ending
    watch.children[0].process.wait()
    watch.step()
    (fallen,) = supervision.read(tmp_path).children
    assert (fallen.pid, fallen.falls, fallen.last_status) == (0, 1, 3)
    assert fallen.next_start > fallen.falling_since


def test_a_state_that_cannot_be_written_ends_nothing(said, tmp_path):
    watch = supervisor(SLEEP, said, Time(), run_directory=tmp_path / "gone")
    watch.step()
    assert said == ["nobody can be told how the processes fare: No such file or directory"]
    watch.end()
