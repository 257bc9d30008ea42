from __future__ import annotations

import sys

import pytest

from rufschutz.cli.final import FINAL
from rufschutz.cli.supervisor import LONGEST_PAUSE, Child, Supervisor, child, pause_after


class Time:
    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def said():
    return []


def supervisor(code, said, clock):
    return Supervisor([Child("voice", [sys.executable, "-c", code])], said.append, clock)


def test_the_pause_doubles_up_to_a_limit():
    assert [pause_after(falls) for falls in (1, 2, 3)] == [0.5, 1.0, 2.0]
    assert pause_after(50) == LONGEST_PAUSE


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


def test_a_child_that_stood_long_starts_afresh(said):
    clock = Time()
    watch = supervisor("raise SystemExit(0)", said, clock)
    watch.children[0].falls = 5
    watch.step()
    watch.children[0].process.wait()
    clock.now = 61.0
    watch.step()
    assert said == ["voice ended with status 0; it starts again in 0.5 s"]


def test_all_children_end_together(said):
    watch = supervisor("import time; time.sleep(60)", said, Time())
    watch.step()
    process = watch.children[0].process
    watch.end()
    assert process.poll() is not None


def test_a_child_is_this_programme_with_another_word():
    assert child("voice").command[1:] == ["-m", "rufschutz", "serve", "voice"]


def test_a_child_that_ends_for_good_ends_all(said):
    watch = supervisor(f"raise SystemExit({FINAL})", said, Time())
    watch.step()
    watch.children[0].process.wait()
    watch.step()
    assert said == ["voice cannot run as things are set, see above; everything ends"]
    assert (watch.stopping, watch.status, watch.children[0].process) == (True, 1, None)
