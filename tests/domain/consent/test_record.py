"""A record has one hash, and a chain shows which record was changed, left out or put in."""

from __future__ import annotations

from rufschutz.domain.consent.record import EMPTY, following, record_sha256


def test_the_order_of_fields_is_nothing_and_each_value_is_something():
    assert record_sha256({"a": 1, "b": "x"}) == record_sha256({"b": "x", "a": 1})
    assert len({record_sha256(each) for each in ({"a": 1}, {"a": "1"}, {"a": True}, {"b": 1})}) == 4


def test_a_chain_tells_order_and_number():
    one, two = record_sha256({"n": 1}), record_sha256({"n": 2})
    chains = [
        following(following(EMPTY, one), two),
        following(following(EMPTY, two), one),
        following(EMPTY, one),
    ]
    assert len(set(chains)) == 3
