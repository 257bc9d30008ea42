from __future__ import annotations

import pytest

from rufschutz.voice.standing import ALLOWANCES, CROWD, TRUNK, Standing, most_waiting, standing_of


@pytest.mark.parametrize(
    ("peers", "host", "standing"),
    [
        (["192.0.2.7"], "192.0.2.7", Standing.TRUNK),
        (["192.0.2.0/24"], "192.0.2.200", Standing.TRUNK),
        (["2001:db8::/120"], "2001:db8::9", Standing.TRUNK),
        (["10.0.0.0/8"], "10.1.2.3", Standing.CROWD),
        (["0.0.0.0/0"], "203.0.113.5", Standing.CROWD),
        (["0.0.0.0/0", "203.0.113.5"], "203.0.113.5", Standing.TRUNK),
        (["192.0.2.7"], "192.0.2.8", None),
        ([], "192.0.2.8", None),
        (["192.0.2.7"], "not an address", None),
    ],
)
def test_who_was_named_is_a_trunk_and_who_is_one_of_many_is_not(peers, host, standing):
    assert standing_of(peers, host) is standing


def test_a_trunk_may_set_up_far_more_than_two_hundred_calls_a_second():
    assert TRUNK.requests.per_second >= 2_000
    assert TRUNK.messages.per_second >= 3 * TRUNK.requests.per_second
    assert TRUNK.only_offences


def test_every_standing_has_its_allowance():
    assert {ALLOWANCES[each] for each in Standing} == {TRUNK, CROWD}


@pytest.mark.parametrize(("calls", "most"), [(500, 250), (50, 25), (9, 4), (2, 4)])
def test_one_source_never_holds_more_than_half_of_a_house_without_an_ack(calls, most):
    assert most_waiting(calls) == most
