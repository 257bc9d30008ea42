"""A number at rest: sealed to its call, found by a keyed index, shown as two digits."""

from __future__ import annotations

import pytest

from rufschutz.core import numbers
from rufschutz.core.keys.actions import destroy_subjects
from rufschutz.core.keys.errors import KeyGoneError
from rufschutz.domain.ids import CallId
from rufschutz.vault.keystore.lookup import LookupUse

CALL = CallId("1" * 32)
NUMBER = "+493023125042"


def test_it_comes_back_while_its_call_has_a_key(keys, tenant, now):
    kept = numbers.keep(keys, tenant, CALL, NUMBER, now)
    assert NUMBER.encode() not in kept.sealed
    assert kept.mask == "••• 42"
    assert numbers.reveal(keys, tenant, CALL, kept.sealed) == NUMBER
    destroy_subjects(tenant, [CALL])
    with pytest.raises(KeyGoneError):
        numbers.reveal(keys, tenant, CALL, kept.sealed)


def test_a_number_typed_without_its_country_has_no_index(keys, tenant, now):
    assert numbers.keep(keys, tenant, CALL, "03023125042", now).index == ""
    assert len(numbers.index(keys, tenant, LookupUse.CALL_SEARCH, NUMBER)) == 64
