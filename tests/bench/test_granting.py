"""Calls record for real, and each journal is destroyed for real."""

from __future__ import annotations

import pytest

from rufschutz.bench import granting


@pytest.mark.long
def test_the_first_second_is_sealed_and_nothing_is_left_after_a_withdrawal() -> None:
    result = granting.measure(calls=4)
    assert result.calls == 4
    assert 900 < result.first_ms < 5_000
    assert 0 < result.gone_ms < 2_000
