"""The three cases of an erasure request: free, held, legal duty."""

from __future__ import annotations

import pytest

from rufschutz.domain.hold.erasure import Answer, Reason, answer
from rufschutz.domain.hold.hold import Kind
from rufschutz.domain.moments import Millis

CLAIM = Reason(Kind.LEGAL_HOLD, "", Millis(3))
REQUEST = Reason(Kind.OPEN_REQUEST, "", Millis(1))
DUTY = Reason(Kind.LEGAL_DUTY, "§ 257 HGB", Millis(9))
LOCK = Reason(Kind.RESTRICTION, "", Millis(2))


@pytest.mark.rule("R51")
@pytest.mark.parametrize(
    ("reasons", "found"),
    [
        ((), Answer.DELETE),
        ((CLAIM,), Answer.REFUSE),
        ((REQUEST,), Answer.REFUSE),
        ((DUTY,), Answer.RESTRICT),
        ((LOCK,), Answer.RESTRICT),
        ((DUTY, CLAIM), Answer.REFUSE),
    ],
)
def test_free_is_deleted_held_is_refused_and_duty_is_restricted(reasons, found):
    assert answer(reasons).answer is found


def test_the_answer_names_each_reason_and_when_the_last_one_ends():
    found = answer((DUTY, CLAIM))
    assert found.reasons == (CLAIM, DUTY)
    assert found.until == 9
    assert answer(()).until is None
