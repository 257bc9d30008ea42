"""So many an hour, for each source before for all, in one table for all processes."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rufschutz.core.consent.actions import windows
from rufschutz.core.consent.actions.windows import Allowance, Place
from rufschutz.core.consent.models import GuessWindow
from rufschutz.domain.moments import Millis

ALLOWED = Allowance(address=2, network=3, region=4)
ALL = (Place("all", 6),)


def taken(keys, now, origin, common=ALL):
    return windows.take(windows.sources(keys, "x ", origin, ALLOWED, now), common, now)


@pytest.mark.parametrize(
    ("same", "network", "region", "elsewhere"),
    [
        ("192.0.2.7", "192.0.2.8", "192.0.9.1", "198.51.100.1"),
        ("2001:db8:1:2::/64", "2001:db8:1:3::/64", "2001:db8:0:300::/64", "2001:db9::/64"),
    ],
)
def test_each_address_each_network_and_each_region_has_its_share(keys, now, same, network, region, elsewhere):
    origins = [same, same, same, network, network, region, region, elsewhere]
    assert [taken(keys, now, origin) for origin in origins] == [
        True, True, False, False, False, False, False, True,
    ]  # fmt: skip


def test_what_a_source_may_not_is_not_counted_for_all(keys, now):
    for _ in range(20):
        taken(keys, now, "192.0.2.7")
    assert GuessWindow.objects.get(place="all").count == 2
    assert taken(keys, now, "198.51.100.1")


def test_for_all_it_ends_too_whoever_comes(keys, now):
    assert [taken(keys, now, f"192.{each}.2.1") for each in range(8)] == [True] * 6 + [False] * 2


def test_refused_by_its_source_or_by_all_it_costs_the_same(keys, now):
    for each in range(8):
        taken(keys, now, f"192.{each}.2.1")
    costs = []
    for origin in ("192.1.2.1", "192.1.2.1", "192.1.2.1", "198.51.100.1"):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            taken(keys, now, origin)
        costs.append(len(asked))
    assert costs[1] == costs[2]
    taken(keys, now, "198.51.100.1")
    with CaptureQueriesContext(connection) as asked:
        taken(keys, now, "198.51.100.1")
    assert len(asked) == costs[2]


def test_what_is_no_address_is_one_source(keys, now):
    assert [taken(keys, now, "unknown") for _ in range(3)] == [True, True, False]


def test_given_back_it_is_free_again_and_never_less_than_none(keys, now):
    own = windows.sources(keys, "x ", "192.0.2.7", ALLOWED, now)
    for _ in range(9):
        assert windows.take(own, ALL, now)
        windows.give_back((*own, *ALL), now)
    windows.give_back((*own, *ALL), now)
    assert set(GuessWindow.objects.values_list("count", flat=True)) == {0}


def test_at_the_full_hour_it_begins_anew_and_nothing_of_an_address_is_left(keys, now):
    hour = Millis(now - now % windows.HOUR)
    last = Millis(hour + windows.HOUR - 1)
    assert [taken(keys, last, "192.0.2.7") for _ in range(3)] == [True, True, False]
    before = set(GuessWindow.objects.values_list("place", flat=True))
    assert not any("192.0" in place for place in before)
    assert taken(keys, Millis(last + 1), "192.0.2.7")
    assert before & set(GuessWindow.objects.values_list("place", flat=True)) == {"all"}
