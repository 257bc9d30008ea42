"""One difference of each kind, and none where a thing is whole, gone, or just being made."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rufschutz.core.recordings.models import State
from rufschutz.domain.completeness.artefact import GRACE, Gone, Life, Row, Thing, differences
from rufschutz.domain.completeness.incident import IncidentKind as Kind
from rufschutz.domain.moments import DAY, Millis

NOW = Millis(1_790_000_000_000)
EARLIER = Millis(NOW - 2 * GRACE)
FOR = frozenset({"record_matter"})
BOTH = FOR | {"quality"}
CLAIMED = FOR | {"legal_claims"}
ROW = Row("c" * 32, Life.ARCHIVED, "b" * 32, False, EARLIER, EARLIER, Millis(NOW + DAY))
WHOLE = Thing("a" * 32, True, ROW, 1, 1, blob_there=True, expects_birth=True, opened=FOR, permitted=FOR)
DONE = Gone("b" * 32, True, EARLIER)
ERASED = replace(WHOLE, row=replace(ROW, life=Life.ERASED, blob=""), wraps=0, erasures=(DONE,), entries=1)


def with_row(**changes):
    return replace(WHOLE, row=replace(ROW, **changes))


def test_the_states_are_those_of_the_rows():
    assert {life.value for life in Life} == set(State.values)


RIGHT = {
    "whole": WHOLE,
    "erased": ERASED,
    "erased with its call": replace(ERASED, row=None, uses=0),
    "being recorded": replace(with_row(life=Life.OPEN, ended_at=None), wraps=0, journal_there=False),
    "being archived": replace(with_row(life=Life.KEPT, ended_at=NOW), wraps=0, journal_there=False),
    "in quarantine": replace(with_row(life=Life.QUARANTINED, quarantined=True), wraps=0, uses=0),
    "held quarantine": replace(with_row(quarantined=True, due_at=EARLIER, held=True)),
    "being erased": replace(ERASED, erasures=(replace(DONE, logged=False, destroyed_at=NOW),), entries=0),
    "begun before births were written": replace(WHOLE, born=False, expects_birth=False),
    "open for two purposes": replace(WHOLE, wraps=2, uses=2, opened=BOTH, permitted=BOTH),
    "held": replace(with_row(held=True), wraps=2, opened=CLAIMED),
    "restricted": replace(with_row(held=True), opened=CLAIMED - FOR),
    "nobody looked for its files": replace(WHOLE, blob_there=None),
}


@pytest.mark.rule("R48")
@pytest.mark.parametrize("thing", RIGHT.values(), ids=RIGHT)
def test_what_is_as_it_has_to_be_is_no_difference(thing):
    assert differences(thing, NOW) == ()


WRONG = {
    Kind.ROW_WITHOUT_BLOB: replace(WHOLE, blob_there=False),
    Kind.ROW_WITHOUT_WRAP: replace(WHOLE, wraps=0),
    Kind.ROW_WITHOUT_BIRTH: replace(WHOLE, born=False),
    Kind.ROW_AFTER_ERASURE: replace(WHOLE, erasures=(DONE,), entries=1),
    Kind.ROW_WITHOUT_JOURNAL: replace(with_row(life=Life.KEPT), wraps=0, journal_there=False),
    Kind.JOURNAL_DAMAGED: replace(with_row(life=Life.DAMAGED), wraps=0),
    Kind.QUARANTINE_TOO_LONG: with_row(quarantined=True, due_at=EARLIER),
    Kind.GONE_WITHOUT_ERASURE: replace(ERASED, erasures=(), entries=0),
    Kind.WRAP_AFTER_ERASURE: replace(ERASED, wraps=1),
    Kind.WRAP_WITHOUT_ROW: replace(WHOLE, born=False, row=None, uses=0),
    Kind.WRAP_WITHOUT_USE: replace(WHOLE, wraps=2, opened=BOTH),
    Kind.USE_WITHOUT_WRAP: replace(WHOLE, uses=2, permitted=BOTH),
    Kind.USE_WITHOUT_ROW: replace(ERASED, row=None, uses=1),
    Kind.BIRTH_WITHOUT_ROW: replace(WHOLE, row=None, wraps=0, uses=0),
    Kind.ERASURE_WITHOUT_ENTRY: replace(ERASED, entries=0),
    Kind.ERASURE_UNFINISHED: replace(
        ERASED, erasures=(replace(DONE, logged=False, destroyed_at=Millis(NOW - DAY - 1)),)
    ),
}


@pytest.mark.rule("R48")
@pytest.mark.parametrize("kind", WRONG)
def test_each_difference_is_named(kind):
    assert differences(WRONG[kind], NOW) == (kind,)


@pytest.mark.rule("R48")
def test_a_key_for_legal_claims_without_a_hold_is_named():
    assert differences(replace(WHOLE, wraps=2, opened=CLAIMED), NOW) == (Kind.WRAP_WITHOUT_USE,)
