"""Days of a worker in virtual time, with a clock that is set while it runs: when a promise is kept."""

from __future__ import annotations

import pytest

from rufschutz.core.ingest.actions.spool import SpoolTaker
from rufschutz.core.jobs import actions, worker
from rufschutz.core.jobs.actions import JOBS, SWEEP_AHEAD, Works
from rufschutz.core.purposes.actions import Shelves, adopt_policy
from rufschutz.core.purposes.shipped import shipped_policy
from rufschutz.core.recordings.models import Recording, State
from rufschutz.domain.ids import PersonId
from rufschutz.domain.moments import DAY, Millis

HOUR = 3_600_000
STEP = HOUR // 2
"""A virtual worker comes round twice an hour, where something may happen; the days between are left out."""
AROUND = 5 * STEP

pytestmark = pytest.mark.usefixtures("scope")


class Days:
    """Virtual time and what ends it: waiting lets it pass, ``jumps`` set the clock at their moments.

    ``erased_after``: ms since the start at which the recording was gone.
    """

    def __init__(self, start, promised, jumps):
        self.start, self.jumps = start, dict(jumps)
        self.moments = {0, promised, *self.jumps, *(promised - off for off in self.jumps.values())}
        self.last = promised + 4 * DAY
        self.even = self.off = 0
        self.erased_after = None

    def now(self):
        return Millis(self.start + self.even + self.off)

    def passed(self):
        return self.even

    def is_set(self):
        return self.even > self.last

    def wait(self, _timeout):
        if self.erased_after is None and Recording.objects.get().state == State.ERASED:
            self.erased_after = self.even
        self.even += STEP
        while not any(abs(self.even - moment) <= AROUND for moment in self.moments) and not self.is_set():
            self.even += STEP
        self.off = self.jumps.pop(self.even, self.off)
        return self.is_set()


@pytest.fixture
def lived(office, tmp_path, monkeypatch):
    """Let the worker live through days with jumps; return time of erasure and promise, ms since the start."""
    adopt_policy(office.tenant, shipped_policy("P"), PersonId("1" * 32), office.now)
    monkeypatch.setattr(actions, "JOBS", tuple(job for job in JOBS if job.held and job.name != "policies"))
    shelves = Shelves(tmp_path / "plans", tmp_path / "clips")
    works = Works(office.desk, office.place, shelves, office.log, SpoolTaker(office.desk))
    office.recorded()
    promised = Recording.objects.get().promised_until - office.now

    def live(*jumps):
        days = Days(office.now, promised, jumps)
        worker.run(days, works, days)
        return days.erased_after, promised

    return live


def test_a_clock_that_is_right_keeps_the_promise(lived):
    erased, promised = lived()
    assert promised - SWEEP_AHEAD <= erased <= promised


@pytest.mark.parametrize("back", [HOUR, 2 * DAY])
@pytest.mark.rule("R98")
def test_a_clock_set_back_for_good_is_told_and_keeps_nothing_longer_than_by_so_much(lived, caplog, back):
    erased, promised = lived((3 * DAY, -back))
    assert erased <= promised + back
    assert caplog.text.count(f"the clock was set back by {back // 60_000} minutes") == 1


@pytest.mark.parametrize("back", [HOUR, 40 * DAY])
def test_a_clock_set_back_that_is_right_again_in_time_breaks_no_promise(lived, caplog, back):
    erased, promised = lived((3 * DAY, -back), (6 * DAY, 0))
    assert promised - SWEEP_AHEAD <= erased <= promised
    assert caplog.text.count("plausible again") == 1


def test_what_fell_due_while_the_clock_was_back_is_erased_as_soon_as_it_is_right(lived):
    right_again = 9 * DAY
    erased, promised = lived((3 * DAY, -40 * DAY), (right_again, 0))
    assert promised < right_again
    assert right_again <= erased <= right_again + STEP


@pytest.mark.parametrize("ahead", [2 * HOUR, 400 * DAY])
@pytest.mark.rule("R98")
def test_a_clock_set_forward_for_days_erases_nothing_early(lived, caplog, ahead):
    erased, promised = lived((3 * DAY, ahead), (5 * DAY, 0))
    assert promised - SWEEP_AHEAD <= erased <= promised
    assert caplog.text.count("the clock was set forward") == 1
