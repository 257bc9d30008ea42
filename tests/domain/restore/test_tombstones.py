"""A file of tombstones is relied upon as a whole or not at all; what is wrong with it has a name."""

from __future__ import annotations

import pytest

from rufschutz.domain.ids import TenantId
from rufschutz.domain.moments import Millis
from rufschutz.domain.restore import tombstones
from rufschutz.domain.restore.tombstones import (
    START,
    ForeignTombstonesError,
    NotTombstonesError,
    Place,
    Stone,
    TombstonesAlteredError,
    TombstonesTooYoungError,
    TombstonesTruncatedError,
    What,
)

KEY = b"k" * 32
HERE = "1" * 32
STONES = [
    Stone(TenantId("a" * 32), Millis(1_000 + number), What.KEYS, (f"{number:032x}",)) for number in range(5)
]


def lines() -> list[bytes]:
    return [tombstones.head(KEY, HERE), *tombstones.laid(KEY, START, STONES)[0].splitlines(keepends=True)]


def read(given, key=KEY, installation=HERE):
    return list(tombstones.read(given, key, installation))


@pytest.mark.rule("R66")
def test_what_was_buried_is_read_back_in_order():
    assert [stone for _, stone in read(lines())] == [None, *STONES]


def test_the_writer_finds_its_place_in_the_last_line():
    first, place = tombstones.laid(KEY, START, STONES[:2])
    assert tombstones.place_of(first.splitlines(keepends=True)[-1]) == place
    assert tombstones.place_of(lines()[0]) == START
    second, _ = tombstones.laid(KEY, place, STONES[2:])
    assert lines()[1:] == (first + second).splitlines(keepends=True)


def test_a_file_may_begin_later_and_says_where():
    _, place = tombstones.laid(KEY, START, STONES[:3])
    rest = tombstones.laid(KEY, place, STONES[3:])[0].splitlines(keepends=True)
    found = read([tombstones.head(KEY, HERE, place), *rest])
    assert found[0][0] == place
    assert [stone for _, stone in found[1:]] == STONES[3:]


@pytest.mark.rule("R66")
@pytest.mark.parametrize(
    "damage",
    [
        lambda found: [*found[:2], found[2].replace(b'"at":1001', b'"at":1009'), *found[3:]],
        lambda found: [*found[:2], *found[3:]],
        lambda found: [*found[:2], found[3], found[2], *found[4:]],
        lambda found: [*found[:3], found[2], *found[3:]],
        lambda found: [*found[:2], b"{}\n", *found[3:]],
        lambda found: [*found[:2], b"\xff\n", *found[3:]],
    ],
    ids=["changed", "taken out", "moved", "doubled", "no line", "no text"],
)
def test_an_altered_line_is_named(damage):
    with pytest.raises(TombstonesAlteredError, match=r"line [23] "):
        read(damage(lines()))


def test_a_line_that_was_being_written_is_left_out():
    given = lines()
    assert len(read([*given[:-1], given[-1][:-5]])) == len(given) - 1


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ([], NotTombstonesError),
        ([b"hello\n"], NotTombstonesError),
        ([lines()[0].replace(b"tombstones/1", b"tombstones/9")], NotTombstonesError),
        ([tombstones.head(KEY, "2" * 32)], ForeignTombstonesError),
        ([tombstones.head(b"x" * 32, HERE)], ForeignTombstonesError),
        ([lines()[0].replace(b'"after":0', b'"after":7')], ForeignTombstonesError),
    ],
    ids=["empty", "no such file", "newer", "of others", "other root key", "beginning altered"],
)
def test_another_file_is_refused(given, error):
    with pytest.raises(error):
        read(given)


@pytest.mark.rule("R66")
def test_a_file_has_to_reach_as_far_as_a_backup_says():
    places = [place for place, _ in read(lines())]
    tombstones.require_covers(places, places[1], places)
    with pytest.raises(TombstonesTruncatedError, match="ends at line 3"):
        tombstones.require_covers(places[:4], places[1], places)
    with pytest.raises(TombstonesTooYoungError, match="behind line 2"):
        tombstones.require_covers(places[2:], places[1], places[2:])
    with pytest.raises(TombstonesAlteredError):
        tombstones.require_covers(places, places[1], [Place(3, "f" * 64)])
