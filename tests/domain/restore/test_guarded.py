"""Each guarded thing has a rule, and what a restore has to do again is asked of the file alone."""

from __future__ import annotations

import pytest

from rufschutz.domain.ids import TenantId
from rufschutz.domain.moments import Millis
from rufschutz.domain.restore.guarded import RULES, TOLD_BY, Guarded, Rule, demanded, left, unknown
from rufschutz.domain.restore.tombstones import Place, Stone, What

ONE, TWO = TenantId("1" * 32), TenantId("2" * 32)


def stone(what, tenant=ONE):
    return Stone(tenant, Millis(1), what, ("9" * 32,))


@pytest.mark.rule("R66")
def test_nothing_that_is_guarded_comes_back_without_a_rule():
    assert set(RULES) == set(Guarded)
    assert set(TOLD_BY) == set(What) - {What.CHECKPOINT}


@pytest.mark.rule("R66")
def test_what_is_as_it_was_lost_has_a_tombstone_that_says_so():
    told = set(TOLD_BY.values())
    assert {thing for thing, rule in RULES.items() if rule is Rule.AS_LOST} <= told
    assert not {thing for thing, rule in RULES.items() if rule in {Rule.NOT_SAVED, Rule.STANDS}} & told


@pytest.mark.rule("R66")
def test_what_either_backup_lacks_is_done_again_and_a_password_that_the_data_know_is_not():
    lines = [
        (Place(4), None),
        (Place(5), stone(What.KEYS)),
        (Place(6), stone(What.ACCOUNT)),
        (Place(7), stone(What.ROLE)),
        (Place(8), stone(What.ACCOUNT)),
    ]
    found = [place.line for place, _ in demanded(lines, since=Place(5), data=Place(6))]
    assert found == [7, 8]


def test_who_left_is_told_from_who_was_never_there():
    stones = [stone(What.OFFBOARDED, ONE), stone(What.KEYS, TWO)]
    assert left(stones, {ONE}) == {ONE}
    assert left(stones, frozenset()) == frozenset()
    assert unknown(stones, {ONE}) == {TWO}
