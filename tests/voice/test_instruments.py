from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from rufschutz.adapters.metrics import names
from rufschutz.adapters.metrics.counting import Timing
from rufschutz.handover.health import NoRecording, VoiceHealth
from rufschutz.voice.admission import AdmissionCounts
from rufschutz.voice.instruments import WORDS, Instruments, counted
from rufschutz.voice.media.clock import TickClock

NOW = 1_900_000_000_000
WELL = VoiceHealth(
    at=NOW, pid=1, started_at=NOW - 1_000, calls=3, recordings=2, plans=1, plans_not_after=NOW + 7_000,
    disk_free=900, disk_reserve=200, ticks_missed=4, clock_off=-1_500,
)  # fmt: skip


class Loop:
    def __init__(self):
        self.at, self.timers = 0.0, []

    def time(self):
        return self.at

    def call_at(self, when, callback):
        self.timers.append((when, callback))
        return self

    def cancel(self):
        pass

    def run_at(self, at):
        _when, callback = self.timers.pop()
        self.at = at
        callback()


class Watched:
    def __init__(self, health):
        self.health = health

    def look(self):
        return self.health


@pytest.fixture
def loop():
    return Loop()


@pytest.fixture
def instruments(loop):
    ticks = TickClock(loop, lambda _missed: None)
    ticks.start()
    return Instruments(Watched(WELL), ticks, lambda: ())


def read(instruments):
    return {(m.metric, *m.labels): m.value for m in instruments.measures()}


def test_the_state_is_told_in_seconds_and_bytes(instruments):
    found = read(instruments)
    assert (found[names.CALLS,], found[names.RECORDINGS,], found[names.READY,]) == (3, 2, 1)
    assert (found[names.PLAN_EXPIRES,], found[names.CLOCK_OFF,]) == (7.0, -1.5)
    assert found[names.DISK_FREE,] == 900
    assert found[names.FACTS_OLDEST,] == 0


def test_the_lateness_of_ticks_is_a_histogram(instruments, loop):
    loop.run_at(0.0204)
    loop.run_at(0.046)
    found = read(instruments)[names.TICK,]
    assert found.count == 2
    assert found.below[0] == 1
    assert found.below[-1] == 2
    assert found.total == pytest.approx(0.0064)


def test_a_loop_that_hangs_is_not_alive(instruments, loop):
    assert instruments.live() == ()
    loop.at = 60.0
    assert instruments.live() == ("the loop hangs since 60 s",)
    assert read(instruments)[names.READY,] == 0


@pytest.mark.parametrize("why", [why for why in NoRecording if why])
def test_what_keeps_it_from_recording_is_told_in_words(instruments, why):
    instruments.watched.health = replace(WELL, why_not=why, refusal="No space left on device")
    assert WORDS[why] in instruments.ready()
    assert "the disk says: No space left on device" in instruments.ready()
    assert read(instruments)[names.RECORDING_POSSIBLE,] == 0


def test_without_a_plan_no_line_is_answered(instruments):
    instruments.watched.health = replace(WELL, plans=0, plans_not_after=None)
    assert any("no plan" in line for line in instruments.ready())
    assert (names.PLAN_EXPIRES,) not in read(instruments)


def test_what_others_count_is_told_field_by_field():
    @dataclass
    class Counts:
        received: int = 3
        closed: bool = True
        name: str = "x"

    assert [(m.labels, m.value) for m in counted(names.SIP, Counts())] == [(("received",), 3)]


def test_what_is_counted_by_labels_or_in_buckets_is_told_as_it_is():
    by_label = counted(names.MESSAGES, {("in", "INVITE"): 2})
    assert [(m.labels, m.value) for m in by_label] == [(("in", "INVITE"), 2)]
    timing = Timing(names.SYNC_SECONDS, (1.0,))
    timing.add(0.5)
    (measure,) = counted(names.SYNC_SECONDS, timing)
    assert measure.value.count == 1


def test_calls_let_in_and_refused_are_two_metrics(instruments):
    held = replace(instruments, counts=lambda: [(names.REFUSED, AdmissionCounts(admitted=5, full=2))])
    found = {(m.metric, *m.labels): m.value for m in held.totals()}
    assert found[names.ADMITTED,] == 5
    assert found[names.REFUSED, "full"] == 2
    assert (names.REFUSED, "admitted") not in found


def test_the_page_is_readable(instruments):
    told = instruments.told()
    assert b"rufschutz_voice_calls 3.0" in told.page()
    assert told.live() == told.ready() == ()


def test_a_writer_of_facts_that_fell_is_nothing_that_waiting_mends(instruments):
    assert instruments.live() == ()
    instruments.watched.health = replace(WELL, facts_fell=True)
    assert instruments.live() == ("what makes facts durable has ended",)
    assert "what makes facts durable has ended" in instruments.ready()
