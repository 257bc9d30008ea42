"""Every start type, place and fault has its words."""

from __future__ import annotations

from rufschutz.console.deletion import words
from rufschutz.domain.retention.concept import Keeping
from rufschutz.domain.retention.retry import Fault
from rufschutz.domain.retention.rule import StartType


def test_nothing_is_without_words() -> None:
    assert set(words.STARTS) == set(StartType)
    assert set(words.KEEPING) == set(Keeping)
    assert set(words.FAULTS) == set(Fault)
