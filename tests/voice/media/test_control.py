from __future__ import annotations

import itertools

from rufschutz.domain.moments import Millis
from rufschutz.voice.media import rtcp
from rufschutz.voice.media.arrivals import Arrivals
from rufschutz.voice.media.control import PRESENT_MS, Control
from rufschutz.voice.media.outgoing import StreamIdentity
from rufschutz.voice.media.rtcp import Block, Sent

CALLER = ("127.0.0.1", 40_001)
START = Millis(1_700_000_000_000)


def control(ssrc: int = 7) -> Control:
    return Control(StreamIdentity(ssrc, 0, 0, "name"))


def hear(one: Control, packet: bytes, at: int) -> None:
    one.take(memoryview(packet), len(packet), CALLER, Millis(at))


def test_reports_are_about_five_seconds_apart_and_never_in_step() -> None:
    one = control()
    due = [now for now in range(START, START + 600_000, 1_000) if one.due(Millis(now))]
    gaps = [after - before for before, after in itertools.pairwise(due)]
    assert 100 <= len(due) <= 160
    assert min(gaps) >= 2_000
    assert max(gaps) <= 7_500
    assert len(set(gaps)) > 3


def test_calls_that_begin_together_do_not_report_together() -> None:
    calls = [control(ssrc * 0x9E3779B1 % 2**32) for ssrc in range(50)]
    first = [next(now for now in range(0, 9_000, 100) if one.due(Millis(now))) for one in calls]
    assert len(set(first)) > 15


def test_two_ends_tell_each_other_loss_and_round_trip() -> None:
    ours, theirs = control(7), control(9)
    arrivals = Arrivals()
    for sequence in (0, 1, 3):
        arrivals.take(sequence)
    hear(theirs, ours.report(START, 9, Arrivals(), Sent(0, 3, 480)), START + 30)
    hear(ours, theirs.report(Millis(START + 1_030), 7, arrivals, Sent(0, 3, 480)), START + 1_060)
    assert ours.round_trip_ms in range(59, 62)
    assert (ours.far_lost, ours.far_jitter_ms) == (1, 0)


def test_a_report_of_another_stream_says_nothing_of_ours() -> None:
    one = control(7)
    block = Block(8, 255, 99, 0, 800, 1, 0)
    hear(one, rtcp.build(9, "x", START, Sent(0, 0, 0), (block,)), START)
    assert (one.far_lost, one.round_trip_ms) == (None, None)


def test_a_round_trip_that_cannot_be_is_none() -> None:
    one = control(7)
    block = Block(7, 0, 0, 0, 0, rtcp.ntp_middle(Millis(START + 5_000)), 0)
    hear(one, rtcp.build(9, "x", START, Sent(0, 0, 0), (block,)), START)
    assert one.round_trip_ms is None


def test_who_reports_is_present_until_goodbye_or_silence() -> None:
    one = control()
    assert not one.present(START)
    hear(one, rtcp.build(9, "x", START, Sent(0, 0, 0), ()), START)
    assert one.target == CALLER
    assert one.present(Millis(START + PRESENT_MS))
    assert not one.present(Millis(START + PRESENT_MS + 1))
    hear(one, rtcp.goodbye(9), START + 100)
    assert not one.present(Millis(START + 200))


def test_what_is_broken_is_counted_and_is_nobody() -> None:
    one = control()
    hear(one, b"\x80\xc8\x00\x00", START)
    assert one.broken == 1
    assert not one.present(START)


def test_a_clock_that_was_set_back_does_not_break_the_report() -> None:
    ours, theirs = control(7), control(9)
    hear(theirs, ours.report(START, 9, Arrivals(), Sent(0, 3, 480)), START)
    packet = theirs.report(Millis(START - 60_000), 7, Arrivals(), Sent(0, 3, 480))
    assert rtcp.read(packet, len(packet)).reports[0].blocks[0].delay == 0
