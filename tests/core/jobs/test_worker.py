"""The worker outlives a database that is away, waits longer each time, and says so."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import OperationalError

from rufschutz.core.jobs import worker
from rufschutz.domain.moments import Millis


class Rounds:
    """Stops after so many waits and remembers how long each was."""

    def __init__(self, rounds):
        self.left = rounds
        self.waits = []

    def is_set(self):
        return self.left == 0

    def wait(self, timeout):
        self.waits.append(timeout)
        self.left -= 1
        return self.is_set()


class Noon:
    def now(self):
        return Millis(0)

    def passed(self):
        return 0


def test_it_polls_five_times_a_second(monkeypatch):
    polled = []
    monkeypatch.setattr(worker, "poll", lambda parts, now: polled.append(now))
    monkeypatch.setattr(worker, "run_due", lambda parts, now, doubted: ())
    stop = Rounds(3)
    worker.run(stop, None, Noon())
    assert len(polled) == 3
    assert stop.waits == [0.2, 0.2, 0.2]


def test_after_errors_it_waits_longer_each_time_and_recovers(monkeypatch, caplog):
    outcomes = iter([OperationalError("away"), OperationalError("away"), None])

    def flaky(parts, now):
        if (error := next(outcomes)) is not None:
            raise error

    monkeypatch.setattr(worker, "close_old_connections", lambda: None)
    monkeypatch.setattr(worker, "poll", flaky)
    monkeypatch.setattr(worker, "run_due", lambda parts, now, doubted: ())
    stop = Rounds(3)
    worker.run(stop, None, Noon())
    assert stop.waits == [0.4, 0.8, 0.2]
    assert "facts wait in the spool" in caplog.text
    assert "well again" in caplog.text


def test_a_spool_that_cannot_be_read_stops_no_deletion(monkeypatch):
    swept = []

    def broken(parts, now):
        raise OSError("a spool file of somebody else's")

    monkeypatch.setattr(worker, "close_old_connections", lambda: None)
    monkeypatch.setattr(worker, "poll", broken)
    monkeypatch.setattr(worker, "run_due", lambda parts, now, doubted: swept.append(now))
    worker.run(Rounds(2), None, Noon())
    assert len(swept) == 2


def test_a_job_that_fails_delays_no_caller(monkeypatch, caplog):
    """Whose directory somebody took away fails for days; a recording is not archived later for it."""

    def denied(parts, now, doubted):
        raise PermissionError("tombstones")

    polled = []
    monkeypatch.setattr(worker, "poll", lambda parts, now: polled.append(now))
    monkeypatch.setattr(worker, "run_due", denied)
    stop = Rounds(3)
    worker.run(stop, None, Noon())
    assert (len(polled), stop.waits) == (3, [0.2, 0.2, 0.2])
    assert "tried again by itself" in caplog.text


def test_jobs_that_find_no_database_wait_like_the_spool(monkeypatch):
    def away(parts, now, doubted):
        raise OperationalError("away")

    monkeypatch.setattr(worker, "close_old_connections", lambda: None)
    monkeypatch.setattr(worker, "poll", lambda parts, now: None)
    monkeypatch.setattr(worker, "run_due", away)
    stop = Rounds(2)
    worker.run(stop, None, Noon())
    assert stop.waits == [0.4, 0.8]


@dataclass(frozen=True)
class Parts:
    breathe: object = None


def test_between_two_batches_of_long_work_the_spool_is_taken_over_and_nothing_fails(monkeypatch, caplog):
    polled = []

    def broken(parts, now):
        polled.append(now)
        raise OSError("a spool file of somebody else's")

    monkeypatch.setattr(worker, "poll", broken)
    assert worker.breathing(Parts(), Noon()).breathe() is False
    assert polled == [0]
    assert "facts wait in the spool" in caplog.text


def test_the_wait_is_bounded():
    assert worker.pause(1) == 0.4
    assert worker.pause(50) == worker.LONGEST_WAIT


HOUR = 3_600_000


class Clocks:
    """A wall clock and passing time, a pair for each round after the start."""

    def __init__(self, *rounds):
        self.rounds = iter([(0, 0), *rounds])
        self.wall = None

    def now(self):
        if self.wall is None:
            self.wall, self.even = next(self.rounds)
        return Millis(self.wall)

    def passed(self):
        self.wall = None
        return self.even


def doubts(monkeypatch, *rounds):
    """Return for each round whether its moment was doubted."""
    seen = []
    monkeypatch.setattr(worker, "poll", lambda parts, now: None)
    monkeypatch.setattr(worker, "run_due", lambda parts, now, doubted: seen.append(doubted))
    worker.run(Rounds(len(rounds)), None, Clocks(*rounds))
    return seen


def test_a_clock_set_forward_holds_what_cannot_be_undone_until_it_is_right_again(monkeypatch, caplog):
    year = 365 * 24 * HOUR
    rounds = ((200, 200), (400 + year, 400), (600 + year, 600), (800, 800))
    assert doubts(monkeypatch, *rounds) == [False, True, True, False]
    assert caplog.text.count("the clock was set forward") == 1
    assert caplog.text.count("plausible again") == 1


def test_started_again_it_believes_the_clock_it_finds(monkeypatch):
    year = 365 * 24 * HOUR
    assert doubts(monkeypatch, (year, 0), (year, 0)) == [True, True]
    monkeypatch.setattr(Clocks, "__init__", lambda self, *rounds: _begin(self, (year, 0), *rounds))
    assert doubts(monkeypatch, (year, 0), (year, 0)) == [False, False]


def _begin(clocks, *rounds):
    clocks.rounds, clocks.wall = iter(rounds), None


def test_the_machines_time_passes_whatever_the_clock_says():
    machine = worker.Machine()
    before = machine.passed()
    assert machine.now() > 0
    assert machine.passed() >= before
