"""A copy has its own ids, which are known beforehand, and nothing else of its own."""

from __future__ import annotations

import pytest

from rufschutz.bench import copying
from rufschutz.core.keys.models import RootCheck

FIRST = "f" * 32


@pytest.fixture
def row(db):
    """A row of the smallest table there is."""
    RootCheck.objects.create(id=FIRST, check_value="c", created_at=5)
    [found] = copying.rows("vault_rootcheck", "id", FIRST)
    return found


@pytest.mark.parametrize(("sort", "number"), [("artefact", 1), ("call", 1_000_000)])
def test_a_name_is_an_id_and_the_same_each_time(sort, number):
    assert len(copying.name_of(sort, number)) == 32
    assert copying.name_of(sort, number) == copying.name_of(sort, number)
    assert copying.name_of(sort, number) != copying.name_of(sort, number + 1)


def test_copies_of_a_row_differ_by_their_names_alone(row):
    copying.copy("vault_rootcheck", row, {FIRST: "root"}, 1, 3)
    found = {each.id: (each.check_value, each.created_at) for each in RootCheck.objects.all()}
    assert set(found) == {FIRST, *(copying.name_of("root", number) for number in (1, 2, 3))}
    assert set(found.values()) == {("c", 5)}


def test_a_copy_can_have_another_value(row):
    copying.copy("vault_rootcheck", row, {FIRST: "root"}, 7, 7, check_value="d")
    assert RootCheck.objects.get(id=copying.name_of("root", 7)).check_value == "d"
