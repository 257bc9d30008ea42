from __future__ import annotations

from types import SimpleNamespace

import pytest

from rufschutz.cli.offspring import LONGEST_PAUSE, Child, child, pause_after


def running(pid=7):
    return SimpleNamespace(pid=pid, poll=lambda: None)


@pytest.fixture
def worker():
    return Child("worker", ["true"])


def fall(worker, at, stood=1.0):
    worker.began(running(), at - stood)
    return worker.fell(3, at)


def test_the_pause_doubles_up_to_a_limit():
    assert [pause_after(falls) for falls in (1, 2, 3)] == [0.5, 1.0, 2.0]
    assert pause_after(50) == pause_after(50_000) == LONGEST_PAUSE


def test_a_fall_is_said_with_the_next_start(worker):
    assert fall(worker, 10.0) == "worker ended with status 3; it starts again in 0.5 s"
    assert (worker.process, worker.next_start) == (None, 10.5)


def test_the_fifth_fall_in_a_row_says_what_that_means(worker):
    said = [fall(worker, 10.0 + 30 * number) for number in range(5)]
    assert "has fallen" not in said[3]
    assert said[4] == (
        "worker has fallen 5 times in 2 minutes, last with status 3; calls go on, facts wait; "
        "its last words stand above; it starts again in 8 s"
    )


@pytest.mark.parametrize("name", ["voice", "worker", "web"])
def test_it_says_what_does_not_work_meanwhile(name):
    fallen = Child(name, ["true"])
    assert "meanwhile" in (words := [fall(fallen, 10.0) for _ in range(5)][4]) or "calls go on" in words
    assert "1 seconds" in words


def test_a_child_that_stood_for_a_minute_falls_for_the_first_time(worker):
    for _ in range(5):
        fall(worker, 10.0)
    assert fall(worker, 200.0, stood=61.0) == "worker ended with status 3; it starts again in 0.5 s"
    assert worker.falls == 1


def test_a_child_that_stands_again_says_so_once(worker):
    fall(worker, 10.0)
    worker.began(running(), 11.0)
    assert [worker.steadied(now) for now in (60.0, 72.0, 73.0)] == [False, True, False]


def test_it_counts_every_new_start_even_when_it_stood_long_before(worker):
    assert worker.state(0.0).restarts == 0
    worker.began(running(), 1.0)
    assert worker.state(0.0).restarts == 0
    for at in (10.0, 500.0, 1_000.0):
        worker.fell(3, at)
        worker.began(running(), at + 1)
    assert (worker.state(0.0).falls, worker.state(0.0).restarts) == (1, 3)


def test_its_state_is_in_wall_time(worker):
    fall(worker, 10.0)
    state = worker.state(1_000.0)
    assert (state.pid, state.falls, state.last_status) == (0, 1, 3)
    assert (state.falling_since, state.next_start) == (1_010_000, 1_010_500)
    worker.began(running(), 11.0)
    assert (worker.state(0.0).pid, worker.state(0.0).next_start) == (7, 0)


def test_a_child_is_this_programme_with_another_word():
    assert child("voice").command[1:] == ["-m", "rufschutz", "serve", "voice"]
