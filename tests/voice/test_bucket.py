from __future__ import annotations

import pytest

from rufschutz.voice.bucket import Bucket, Rate

RATE = Rate(per_second=10, burst=3)


@pytest.mark.parametrize(
    ("moments", "taken"),
    [
        ([0, 0, 0], [True, True, True]),
        ([0, 0, 0, 0], [True, True, True, False]),
        ([0, 0, 0, 99, 100, 101], [True, True, True, False, True, False]),
        ([0, 0, 0, 60_000, 60_000, 60_000, 60_000], [True, True, True, True, True, True, False]),
        ([5_000, 5_000, 5_000, 0, 4_000], [True, True, True, False, False]),
    ],
)
def test_so_much_at_once_and_so_much_a_second(moments, taken):
    bucket = Bucket()
    assert [bucket.take(RATE, now) for now in moments] == taken


def test_on_the_long_run_it_is_the_rate():
    bucket = Bucket()
    assert sum(bucket.take(RATE, now) for now in range(10_000)) == 3 + 99
