from __future__ import annotations

import pytest

from rufschutz.domain.moments import Millis
from rufschutz.voice.media.rtp import RtpPacket
from rufschutz.voice.media.source import IN_A_ROW, SILENT_MS, Address, SourceLock

SIGNALLED = ("192.0.2.10", 4000)
BEHIND_NAT = ("198.51.100.7", 61_000)
STRANGER = ("203.0.113.66", 9)


def send(lock: SourceLock, source: Address, *sequences: int, at: int = 0, ssrc: int = 1) -> list[bool]:
    packets = [RtpPacket(8, False, number, 0, ssrc, 12, 172) for number in sequences]
    return [lock.admits(source, packet, Millis(at)) for packet in packets]


def test_a_strict_lock_takes_the_signalled_address_alone() -> None:
    lock = SourceLock(SIGNALLED, symmetric=False)
    assert not any(send(lock, STRANGER, *range(50)))
    assert all(send(lock, SIGNALLED, 1))
    assert not any(send(lock, (SIGNALLED[0], 4002), *range(50), at=SILENT_MS))


def test_a_symmetric_lock_takes_another_source_after_packets_in_a_row_and_keeps_it() -> None:
    lock = SourceLock(SIGNALLED, symmetric=True)
    assert lock.target == SIGNALLED
    assert send(lock, BEHIND_NAT, *range(IN_A_ROW + 1)) == [False] * (IN_A_ROW - 1) + [True, True]
    assert lock.target == BEHIND_NAT
    assert not any(send(lock, STRANGER, *range(50)))


@pytest.mark.parametrize("sequences", [(1, 1, 1, 1, 1, 1), (1, 900, 17, 40_000, 2, 5), (5, 4, 3, 2, 1, 0)])
def test_packets_that_do_not_follow_each_other_are_no_stream(sequences: tuple[int, ...]) -> None:
    lock = SourceLock(SIGNALLED, symmetric=True)
    assert not any(send(lock, STRANGER, *sequences))


def test_two_who_compete_do_not_help_each_other() -> None:
    lock = SourceLock(SIGNALLED, symmetric=True)
    for number in range(20):
        assert not any(send(lock, STRANGER, number) + send(lock, BEHIND_NAT, number))


def test_losses_do_not_keep_a_caller_behind_a_nat_out() -> None:
    lock = SourceLock(SIGNALLED, symmetric=True)
    assert send(lock, BEHIND_NAT, 65_533, 65_535, 3, 4, 7)[-1]


def test_a_stranger_who_was_first_loses_the_lock_to_the_signalled_address_for_good() -> None:
    lock = SourceLock(SIGNALLED, symmetric=True)
    assert send(lock, STRANGER, *range(IN_A_ROW))[-1]
    assert all(send(lock, SIGNALLED, 1))
    assert not any(send(lock, STRANGER, *range(5, 50)))
    assert lock.target == SIGNALLED


MOVED = (BEHIND_NAT[0], 62_000)


def heard_behind_a_nat() -> SourceLock:
    lock = SourceLock(SIGNALLED, symmetric=True)
    assert send(lock, BEHIND_NAT, *range(5), at=1_000)[-1]
    return lock


def test_a_port_that_a_nat_has_moved_is_followed_only_after_silence() -> None:
    lock = heard_behind_a_nat()
    assert not any(send(lock, MOVED, *range(5, 14), at=1_000 + SILENT_MS - 1))
    assert send(lock, MOVED, *range(14, 19), at=1_000 + SILENT_MS)[-1]
    assert lock.target == MOVED


@pytest.mark.rule("R12")
def test_another_host_is_never_followed_however_long_the_caller_is_silent() -> None:
    lock = heard_behind_a_nat()
    assert not any(send(lock, STRANGER, *range(500), at=1_000_000))
    assert lock.target == BEHIND_NAT


@pytest.mark.rule("R12")
def test_where_the_signalled_address_takes_the_lock_from_another_host_it_is_told_before() -> None:
    told: list[int] = []
    lock = SourceLock(SIGNALLED, symmetric=True, on_other=told.append)
    send(lock, BEHIND_NAT, *range(9), at=1_000)
    send(lock, SIGNALLED, 1, 2, at=2_000)
    assert told == [2_000]


def test_what_is_signalled_again_unchanged_keeps_the_lock() -> None:
    lock = heard_behind_a_nat()
    lock.agree(SIGNALLED, symmetric=True)
    assert lock.target == BEHIND_NAT
    assert not any(send(lock, STRANGER, *range(50), at=1_000))


@pytest.mark.rule("R12")
def test_another_port_that_is_signalled_lets_no_other_host_in() -> None:
    lock = heard_behind_a_nat()
    lock.agree((SIGNALLED[0], 4_002), symmetric=True)
    assert not any(send(lock, STRANGER, *range(50), at=60_000))
    assert send(lock, MOVED, *range(5), at=1_100)[-1]
    lock = SourceLock(SIGNALLED, symmetric=True)
    send(lock, SIGNALLED, 1)
    lock.agree((SIGNALLED[0], 4_002), symmetric=True)
    assert lock.target == (SIGNALLED[0], 4_002)


def test_what_is_signalled_anew_starts_anew() -> None:
    lock = heard_behind_a_nat()
    lock.agree(("192.0.2.11", 4_000), symmetric=True)
    assert lock.target == ("192.0.2.11", 4_000)
    assert send(lock, STRANGER, *range(5))[-1]


@pytest.mark.rule("R101")
def test_on_hold_nobody_is_admitted_and_afterwards_nobody_but_who_was_there() -> None:
    lock = heard_behind_a_nat()
    lock.agree(None, symmetric=True)
    assert lock.target is None
    assert not lock.knows(BEHIND_NAT[0])
    assert not any(send(lock, BEHIND_NAT, *range(50), at=2_000) + send(lock, SIGNALLED, *range(9), at=2_000))
    lock.agree(SIGNALLED, symmetric=True)
    assert not any(send(lock, STRANGER, *range(50), at=60_000))
    assert all(send(lock, BEHIND_NAT, 50, at=60_000))


def test_one_who_reports_is_not_silent() -> None:
    lock = SourceLock(SIGNALLED, symmetric=True)
    send(lock, SIGNALLED, 1, at=1_000)
    lock.stays(Millis(5_000))
    assert not any(send(lock, STRANGER, *range(9), at=7_000))


def test_before_the_description_is_known_nobody_is_admitted() -> None:
    lock = SourceLock(None, symmetric=True)
    assert not any(send(lock, STRANGER, *range(50)))
    assert lock.target is None


def test_reports_are_taken_from_the_hosts_of_the_call_alone() -> None:
    lock = SourceLock(SIGNALLED, symmetric=True)
    assert lock.knows(SIGNALLED[0])
    assert not lock.knows(STRANGER[0])
    assert not SourceLock(None, symmetric=True).knows(STRANGER[0])
