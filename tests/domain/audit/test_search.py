"""What may be looked for in the log, and how a search is named without its content."""

from __future__ import annotations

import pytest

from rufschutz.domain.audit.search import Criteria, SearchError, classes
from rufschutz.domain.audit.vocabulary import AuditEvent
from rufschutz.domain.ids import LineId
from rufschutz.domain.moments import Millis


def test_an_event_or_all_of_a_class() -> None:
    assert Criteria(event="console:call:viewed").events == {AuditEvent.CALL_VIEWED}
    seen = Criteria(event="access").events
    assert {AuditEvent.CALL_VIEWED, AuditEvent.ACCESS_DENIED} <= seen
    assert AuditEvent.SIGN_IN not in seen
    assert Criteria().events == frozenset()


def test_every_event_stands_in_exactly_one_class() -> None:
    told = [event for events in classes().values() for event in events]
    assert sorted(told) == sorted(AuditEvent)


@pytest.mark.parametrize(
    "wrong",
    [
        {"event": "no:such"},
        {"since": Millis(2), "until": Millis(2)},
        {"who": "x" * 65},
        {"about": "x" * 65},
        {"line": LineId("x" * 65)},
    ],
)
def test_what_nothing_can_be_is_refused(wrong) -> None:
    with pytest.raises(SearchError):
        Criteria(**wrong)


def test_a_search_is_named_by_the_kinds_of_its_criteria_alone() -> None:
    asked = Criteria(Millis(1), None, "access", "p" * 32, "c" * 32, LineId("d" * 32))
    assert asked.kinds == ("period", "event", "who", "about", "line")
    assert (Criteria().kinds, Criteria(until=Millis(5)).kinds) == ((), ("period",))
