"""Figures over the API: counts of at least ten calls."""

from __future__ import annotations

import pytest
from console_stage import Told

from rufschutz.adapters.clock import Clock
from rufschutz.domain.call.facts import ConsentState, RefusedBy
from rufschutz.domain.moments import Millis


def calls(office, count: int) -> None:
    at = Millis(Clock().now() - 3_600_000)
    for _ in range(count):
        told = Told(at, "refused", consent=ConsentState.REFUSED, refused_by=RefusedBy.KEY)
        office.stage.take(told)


@pytest.mark.parametrize(("count", "shown"), [(9, False), (10, True)])
def test_nothing_is_shown_of_fewer_than_ten(office, machine, count, shown):
    calls(office, count)
    told = machine.get("/figures").json()
    assert told["calls"] == count
    (question,) = told["questions"]
    assert question["purpose"] == "record_matter"
    assert (question["shares"] is not None) is shown
    if shown:
        assert (question["shares"]["asked"], question["shares"]["no"]) == (10, 1000)


def test_looking_is_recorded_and_refused_to_others(office, machine):
    machine.get("/figures")
    assert office.last()["event"] == "console:figures:viewed"
    assert office.machine(["list_calls"], ["security"]).get("/figures").status_code == 403
    assert office.last()["details"]["action"] == "view_figures"
