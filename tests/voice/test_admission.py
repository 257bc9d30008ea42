from __future__ import annotations

import pytest

from rufschutz.voice.admission import (
    PHRASES,
    SANE_CALLS,
    Admission,
    AdmissionCounts,
    Limits,
    Load,
    Reason,
    Strain,
    limit_of_calls,
    reason_against,
    refusal,
    strain_of,
)
from rufschutz.voice.media.pool import PortPool

LIMITS = Limits(100, late_ms=10, calm_ms=5, light_calls=20, facts=40, sounds=20, sound_s=10)


@pytest.mark.parametrize(
    ("late", "before", "after"),
    [(10, False, False), (10.1, False, True), (5.1, True, True), (5, True, False), (5.1, False, False)],
)
def test_lateness_strains_above_its_limit_and_relaxes_only_when_calm(late, before, after):
    assert strain_of(LIMITS, Load(late_ms=late), Strain(late=before)).late is after


@pytest.mark.parametrize(
    ("load", "before", "after"),
    [
        (Load(facts=40), False, False),
        (Load(facts=41), False, True),
        (Load(facts=21), True, True),
        (Load(facts=20), True, False),
        (Load(sounds=20), False, False),
        (Load(sounds=21), False, True),
        (Load(sounds=11), True, True),
        (Load(sound_s=10), False, False),
        (Load(sound_s=10.1), False, True),
        (Load(sound_s=5.1), True, True),
        (Load(facts=20, sounds=10, sound_s=5), True, False),
    ],
)
def test_whatever_waits_for_the_disk_strains_above_its_limit_and_relaxes_at_half_of_it(load, before, after):
    assert strain_of(LIMITS, load, Strain(backlog=before)).backlog is after


@pytest.mark.parametrize(
    ("calls", "strain", "reason"),
    [
        (0, Strain(), None),
        (99, Strain(), None),
        (100, Strain(), Reason.FULL),
        (140, Strain(late=True, backlog=True), Reason.FULL),
        (19, Strain(late=True), None),
        (20, Strain(late=True), Reason.LATE),
        (0, Strain(backlog=True), Reason.BACKLOG),
        (50, Strain(late=True, backlog=True), Reason.BACKLOG),
    ],
)
def test_a_call_is_refused_where_it_would_harm_those_that_run(calls, strain, reason):
    assert reason_against(LIMITS, strain, calls) is reason


@pytest.mark.parametrize("reason", list(Reason))
def test_a_refused_caller_comes_back_after_a_while_that_differs_from_others(reason):
    waits = {refusal(reason, dice).seconds for dice in range(1_000)}
    assert len(waits) > 5
    assert min(waits) > 5
    assert max(waits) <= 60
    assert PHRASES[reason]


@pytest.mark.parametrize(
    ("wished", "ports", "limit"),
    [
        (0, (0, 0), SANE_CALLS),
        (0, (20_000, 21_999), SANE_CALLS),
        (0, (20_000, 20_099), 50),
        (0, (20_001, 20_004), 1),
        (0, (20_000, 20_000), 0),
        (0, (20_000, 20_010), 5),
        (30, (20_000, 20_099), 30),
        (80, (20_000, 20_099), 50),
        (900, (0, 0), 900),
    ],
)
def test_there_are_never_more_calls_than_ports(wished, ports, limit):
    assert limit_of_calls(wished, ports) == limit


@pytest.mark.parametrize("first", [20_000, 20_001])
@pytest.mark.parametrize("last", [20_009, 20_010, 20_011])
def test_the_limit_is_what_the_pool_holds(first, last):
    held = PortPool("127.0.0.1", first, last)._resting
    assert limit_of_calls(0, (first, last)) == len(held)


def test_what_was_decided_is_counted_by_reason():
    door = Admission(LIMITS)
    assert door.ask(0, 0) is None
    door.admitted()
    assert door.ask(100, 3).seconds == 13
    door.observe(Load(late_ms=30))
    assert door.ask(50, 0).reason is Reason.LATE
    door.observe(Load(late_ms=4))
    assert door.ask(50, 0) is None
    assert door.refuse(Reason.PORTS, 0).reason is Reason.PORTS
    assert door.counts == AdmissionCounts(admitted=1, full=1, late=1, ports=1)


def test_who_ends_lets_nobody_in():
    door = Admission(LIMITS)
    door.drain()
    assert door.ask(0, 0).reason is Reason.DRAINING
    assert door.counts == AdmissionCounts(draining=1)
