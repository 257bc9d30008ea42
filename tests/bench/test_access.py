from __future__ import annotations

from rufschutz.bench.access import REQUESTS, measure
from rufschutz.domain.access.decision import RULES, decide


def test_each_sort_of_request_is_measured_with_its_whole_trace():
    found = measure(decisions=20, turns=1)
    assert [each.what for each in found] == list(REQUESTS)
    assert all(each.per_second > 100 and each.trace == len(RULES) for each in found)


def test_two_are_allowed_and_two_refused():
    assert [decide(request).allowed for request in REQUESTS.values()] == [True, True, False, False]
