from __future__ import annotations

import pytest

from rufschutz.domain.call.quality import Grade, Quality, grade


def quality(received=1_000, lost=0, late=0, jitter=5, doubled=0):
    return Quality(received, lost, late, doubled, 0, 0, 0, jitter)


def test_what_never_came_and_what_came_too_late_is_missing():
    assert quality(received=990, lost=10, late=20).missing_permille == 30


def test_copies_make_no_call_better():
    assert quality(received=1_900, lost=100, doubled=1_000).missing_permille == 100


@pytest.mark.parametrize(
    ("missing", "jitter", "found"),
    [(0, 0, Grade.GOOD), (10, 30, Grade.GOOD), (11, 30, Grade.FAIR), (0, 31, Grade.FAIR),
     (50, 60, Grade.FAIR), (51, 0, Grade.BAD), (0, 61, Grade.BAD)],
)  # fmt: skip
def test_the_worse_of_loss_and_jitter_makes_the_grade(missing, jitter, found):
    assert grade(1_000, missing, jitter) is found


def test_a_call_that_was_never_heard_has_no_grade():
    assert quality(received=0).grade is Grade.UNKNOWN
    assert quality().grade is Grade.GOOD
