"""What an order reaches is counted before anybody decides, and whatever is kept says by what."""

from __future__ import annotations

import pytest

from rufschutz.core.audit.access import NotFound
from rufschutz.core.retention.due import Shelf
from rufschutz.core.retention.ordered import NotOverError, answer_to, count, reached, require_free
from rufschutz.domain.hold.erasure import Answer
from rufschutz.domain.ids import CallId


@pytest.mark.usefixtures("scope")
def test_sound_message_number_and_the_call_itself_are_reached(office, now):
    call = office.recorded().id
    found = reached(call, now)
    assert len(found[Shelf.RECORDINGS]) == len(found[Shelf.CALLS]) == 1
    assert count(call, now) == sum(map(len, found.values()))
    assert not reached(call, now, receipt=False)[Shelf.RECEIPTS]
    assert answer_to(call).answer is Answer.DELETE
    require_free(call)


@pytest.mark.usefixtures("scope")
def test_a_call_that_is_not_over_or_not_there_is_not_reached(office, now):
    running = office.call().start()
    office.take()
    with pytest.raises(NotOverError):
        reached(running.id, now)
    with pytest.raises(NotFound):
        reached(CallId("0" * 32), now)
