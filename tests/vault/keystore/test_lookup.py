"""A number is found by a keyed index that says nothing without the key."""

from __future__ import annotations

import hashlib
import itertools

import pytest

from rufschutz.vault.keystore.lookup import LookupUse, NotE164, lookup_index

SECRET = bytes(range(32))
NUMBER = "+493023125000"


@pytest.mark.rule("R39")
def test_the_index_is_the_same_for_the_same_number_and_another_for_any_other_input() -> None:
    inputs = itertools.product([SECRET, bytes(32)], LookupUse, [NUMBER, "+493023125001"])
    indexes = [lookup_index(*each) for each in inputs]
    assert len(set(indexes)) == len(indexes) == 16
    assert lookup_index(SECRET, LookupUse.CALL_SEARCH, NUMBER) == indexes[0]


def test_the_index_is_no_bare_hash() -> None:
    index = lookup_index(SECRET, LookupUse.CALL_SEARCH, NUMBER)
    assert index != hashlib.sha256(NUMBER.encode()).hexdigest()
    assert len(index) == 64


def test_the_index_of_the_first_release_stays() -> None:
    assert lookup_index(SECRET, "call_search", NUMBER) == (
        "6f9ab9ecb3aa5cca300c993b132f26c461ef28ad35af652a21f3710ccbfaad23"
    )


@pytest.mark.parametrize(
    "number",
    [
        "",
        "anonymous",
        "03023125000",
        "004930231",
        "+0301234",
        "+49 30 23125000",
        "+49",
        "+1" * 9,
        "+４９３０１２３",
    ],
)
def test_a_number_in_another_form_is_refused(number: str) -> None:
    with pytest.raises(NotE164) as refused:
        lookup_index(SECRET, LookupUse.CALL_SEARCH, number)
    assert "country code" in refused.value.advice


def test_a_refusal_does_not_repeat_the_number() -> None:
    with pytest.raises(NotE164) as refused:
        lookup_index(SECRET, LookupUse.CALL_SEARCH, "03023125000")
    assert "03023125000" not in refused.value.diagnostics()
