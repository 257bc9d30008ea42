from __future__ import annotations

from rufschutz.voice.media.source import SourceLock

SIGNALLED = ("192.0.2.10", 4000)
BEHIND_NAT = ("198.51.100.7", 61_000)
STRANGER = ("203.0.113.66", 9)


def test_a_strict_lock_takes_the_signalled_address_alone() -> None:
    lock = SourceLock(SIGNALLED, symmetric=False)
    assert not lock.admits(STRANGER)
    assert lock.admits(SIGNALLED)
    assert not lock.admits((SIGNALLED[0], 4002))


def test_a_symmetric_lock_takes_the_first_source_and_keeps_it() -> None:
    lock = SourceLock(SIGNALLED, symmetric=True)
    assert lock.target == SIGNALLED
    assert lock.admits(BEHIND_NAT)
    assert not lock.admits(STRANGER)
    assert lock.target == BEHIND_NAT


def test_a_stranger_who_was_first_loses_the_lock_to_the_signalled_address_for_good() -> None:
    lock = SourceLock(SIGNALLED, symmetric=True)
    assert lock.admits(STRANGER)
    assert lock.admits(SIGNALLED)
    assert not lock.admits(STRANGER)
    assert lock.target == SIGNALLED


def test_before_the_description_is_known_nobody_is_admitted() -> None:
    lock = SourceLock(None, symmetric=True)
    assert not lock.admits(STRANGER)
    assert lock.target is None
