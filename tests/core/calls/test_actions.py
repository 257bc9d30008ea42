"""A call's end sets its dates; a number goes without a trace of itself."""

from __future__ import annotations

import pytest

from rufschutz.core.calls import actions
from rufschutz.core.calls.models import Call, TimelineEntry
from rufschutz.domain.moments import DAY


@pytest.mark.usefixtures("scope")
def test_the_calls_data_is_due_30_days_after_its_end(office):
    office.recorded()
    call = Call.objects.get()
    assert call.rule == "call_metadata/P30D"
    assert 30 * DAY <= call.due_at - call.ended_at < 31 * DAY
    assert call.number_due_at == call.due_at


@pytest.mark.usefixtures("scope")
def test_forgetting_a_number_leaves_nothing_of_it(office):
    caller = office.recorded()
    actions.forget_numbers([caller.id])
    call = Call.objects.get()
    assert (call.number_sealed, call.number_index, call.number_mask, call.number_due_at) == (
        None,
        "",
        "",
        None,
    )


@pytest.mark.usefixtures("scope")
def test_erasing_a_call_takes_its_timeline_and_no_other(office):
    first, second = office.recorded("1"), office.recorded("2")
    actions.erase([first.id])
    assert {row.call for row in TimelineEntry.objects.all()} == {second.id}
    assert Call.objects.get().id == second.id
