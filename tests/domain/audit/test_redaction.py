"""Why an entry's words may go early, and how entries are named."""

from __future__ import annotations

import pytest

from rufschutz.domain.audit.redaction import EntriesError, ReasonClass, entries_of


def test_reasons_are_a_closed_set() -> None:
    assert {each.value for each in ReasonClass} == {"unlawful", "court", "mistake"}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("7", (7,)),
        (" 9, 7 ; 7", (7, 9)),
        ("12 15-17", (12, 15, 16, 17)),
        ("5 – 6", (5, 6)),
        ("0-99", tuple(range(100))),
    ],
)
def test_numbers_and_rows_of_numbers(typed: str, meant: tuple[int, ...]) -> None:
    assert entries_of(typed) == meant


@pytest.mark.parametrize("typed", ["", "x", "-1", "3-", "9-7", "0-100", "0-60, 70-120", "1,,2", "²"])
def test_what_names_none_or_too_many_is_refused(typed: str) -> None:
    with pytest.raises(EntriesError):
        entries_of(typed)
