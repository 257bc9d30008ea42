"""A use holds only where everything it rests on is there."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rufschutz.domain.call.facts import ConsentState
from rufschutz.domain.consent.holding import Fault, Resting, Yes, fault_of
from rufschutz.domain.ids import CallId, FactId, PurposeId
from rufschutz.domain.moments import DAY, Millis

CALL, RECORD = CallId("1"), PurposeId("record_matter")
USE = Resting(CALL, RECORD, FactId("9"), Millis(2000), Millis(7 * DAY), Millis(7 * DAY), first=True)
YES = Yes(
    CALL,
    RECORD,
    ConsentState.GIVEN,
    Millis(1000),
    grounded=True,
    stands=True,
    known=True,
    promised_until=Millis(7 * DAY),
    sealed=True,
)


def test_a_yes_of_the_call_before_the_sound_holds():
    assert fault_of(USE, YES) is None


@pytest.mark.rule("R19")
@pytest.mark.parametrize(
    ("fault", "change"),
    [
        (Fault.ANOTHER_CALL, {"call": CallId("2")}),
        (Fault.ANOTHER_PURPOSE, {"purpose": PurposeId("quality")}),
        (Fault.NOT_GIVEN, {"state": ConsentState.REFUSED}),
        (Fault.NO_GROUND, {"grounded": False}),
        (Fault.TOO_LATE, {"at": Millis(2001)}),
        (Fault.ENDED, {"stands": False}),
        (Fault.NO_SUCH_PURPOSE, {"known": False}),
        (Fault.PROMISED_LESS, {"promised_until": Millis(6 * DAY)}),
        (Fault.NO_EVIDENCE, {"sealed": False}),
    ],
)
def test_each_thing_that_is_not_there_is_named(fault, change):
    assert fault_of(USE, replace(YES, **change)) is fault


@pytest.mark.rule("R19")
def test_without_the_yes_nothing_holds():
    assert fault_of(USE, None) is Fault.MISSING


def test_a_use_that_was_asked_for_afterwards_may_have_a_later_yes():
    assert fault_of(replace(USE, first=False), replace(YES, at=Millis(5000))) is None


@pytest.mark.rule("R98")
def test_what_is_due_after_its_promise_does_not_hold_and_what_is_due_earlier_does():
    assert fault_of(replace(USE, due_at=Millis(8 * DAY)), YES) is Fault.PROMISED_LESS
    assert fault_of(replace(USE, due_at=Millis(DAY)), YES) is None
