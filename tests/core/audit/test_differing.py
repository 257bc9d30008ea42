"""What lies below the log's directory against what its rows say: altered, missing, or of nobody."""

from __future__ import annotations

import pytest

from rufschutz.core.audit.differing import derived, differing
from rufschutz.core.audit.ledger import Base
from rufschutz.core.audit.tiles import LogFilesDiffer, TileStore


def leaves(count):
    return [number.to_bytes(2, "big") * 19 for number in range(count)]


@pytest.fixture
def store(tmp_path):
    """A log of 300 entries, published when it had 100, 200 and 300."""
    found, before = TileStore(tmp_path), 0
    for size in (100, 200, 300):
        found.publish(before, leaves(size)[before:], derived(Base(0), leaves(size)).root, "a")
        before = size
    return found


def names(store, size=300, published=300):
    return [each.name for each in differing(store, derived(Base(0), leaves(size)), published)]


def test_what_was_published_does_not_differ_also_when_the_log_has_grown_since(store):
    assert names(store) == []
    assert names(store, size=700) == []


def test_what_a_killed_process_wrote_ahead_is_no_finding(store):
    assert names(store, published=100) == []


def test_an_entry_too_few_too_many_or_another_is_one(store):
    path = store.directory / "tile/entries/001.p/44"
    true = path.read_bytes()
    for forged in (true[:-40], true + true[:40], true[40:] + true[:40]):
        path.write_bytes(forged)
        assert names(store) == ["tile/entries/001.p/44 is not what was published"]


@pytest.mark.parametrize(
    "path", ["tile/0/1", "tile/0/000.p/0", "tile/00/000", "tile/0/000.p/256", "tile/9/000"]
)
def test_a_name_that_no_tile_of_this_log_has_is_one(store, path):
    (store.directory / path).parent.mkdir(parents=True, exist_ok=True)
    (store.directory / path).write_bytes((store.directory / "tile/0/000").read_bytes())
    assert names(store) == [f"{path} is not what was published"]


def test_the_rows_say_no_more_than_they_have(store):
    with pytest.raises(LogFilesDiffer):
        derived(Base(0), leaves(3)).read("tile/0/001")
