from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rufschutz.domain.audit.leaf import leaf_hash
from rufschutz.domain.audit.merkle import Frontier, inclusion_proof, memory_nodes, root_of
from rufschutz.domain.audit.tiles import (
    Tile,
    TileError,
    entry_bundle,
    grow,
    read_bundle,
    tile_at,
    tile_nodes,
    tile_of,
    tiles_of,
)


def numbered(start: int, end: int) -> list[bytes]:
    return [number.to_bytes(38, "big") for number in range(start, end)]


def grown(*sizes: int) -> tuple[dict[str, bytes], Frontier]:
    files: dict[str, bytes] = {}
    size, frontier = 0, Frontier()
    for end in sizes:
        growth = grow(files.__getitem__, size, numbered(size, end))
        files |= {file.path: file.data for file in growth.files}
        size, frontier = end, growth.frontier
        assert growth.root == frontier.root()
    return files, frontier


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        (Tile(0, 0, 256), "tile/0/000"),
        (Tile(0, 1067, 9), "tile/0/x001/067.p/9"),
        (Tile(2, 1_234_067, 256), "tile/2/x001/x234/067"),
        (Tile(None, 5, 17), "tile/entries/005.p/17"),
    ],
)
def test_a_tile_lies_where_the_specification_says(tile, path):
    assert tile.path == path


def test_the_specifications_own_example_of_70000_entries():
    paths = [tile.path for tile in tiles_of(70_000)]
    assert paths[:273] == [f"tile/0/{number:03}" for number in range(273)]
    assert paths[273:] == ["tile/0/273.p/112", "tile/1/000", "tile/1/001.p/17", "tile/2/000.p/1"]
    assert [tile.path for tile in tiles_of(256)] == ["tile/0/000", "tile/1/000.p/1"]
    assert tiles_of(0) == ()


@pytest.mark.parametrize("index", [2, 3])
def test_an_empty_tile_does_not_exist(index):
    with pytest.raises(TileError, match=f"no tile {index} at level 0"):
        tile_of(0, index, 512)


@settings(max_examples=30)
@given(st.lists(st.integers(0, 700), min_size=1, max_size=5).map(sorted))
def test_however_it_grew_the_log_is_the_same(sizes):
    files, frontier = grown(*sizes)
    hashes = [leaf_hash(entry) for entry in numbered(0, sizes[-1])]
    assert frontier == Frontier().extend(hashes)
    for tile in tiles_of(sizes[-1]):
        level = tile.level or 0
        row = hashes if level == 0 else [root_of(hashes[at : at + 256]) for at in range(0, len(hashes), 256)]
        assert files[tile.path] == b"".join(row[256 * tile.index : 256 * tile.index + tile.width])


def test_a_third_level_appears_at_65536_entries():
    files, frontier = grown(65_535, 65_537)
    assert files["tile/2/000.p/1"] == root_of([leaf_hash(entry) for entry in numbered(0, 65_536)])
    assert frontier.size == 65_537


@settings(max_examples=30)
@given(st.integers(1, 800).flatmap(lambda size: st.tuples(st.integers(0, size - 1), st.just(size))))
def test_proofs_come_out_of_tiles_as_out_of_memory(place):
    index, size = place
    files, _ = grown(size)
    hashes = [leaf_hash(entry) for entry in numbered(0, size)]
    from_tiles = inclusion_proof(index, size, tile_nodes(files.__getitem__, size))
    assert from_tiles == inclusion_proof(index, size, memory_nodes(hashes))


def test_growing_by_nothing_writes_nothing():
    files, frontier = grown(300)
    growth = grow(files.__getitem__, 300, [])
    assert growth.files == ()
    assert growth.frontier == frontier


def test_growing_reads_only_the_edge():
    files, _ = grown(600)
    read: list[str] = []

    def reader(path: str) -> bytes:
        read.append(path)
        return files[path]

    grow(reader, 600, numbered(600, 601))
    assert set(read) == {"tile/entries/002.p/88", "tile/0/002.p/88", "tile/1/000.p/2"}


def test_a_cut_tile_is_named():
    files, _ = grown(5)
    files["tile/0/000.p/5"] = files["tile/0/000.p/5"][:-1]
    with pytest.raises(TileError, match=r"tile/0/000.p/5 has 159 bytes instead of 160"):
        tile_nodes(files.__getitem__, 5)(0, 0)


@given(st.lists(st.binary(max_size=300), max_size=20))
def test_a_bundle_reads_back(entries):
    assert read_bundle(entry_bundle(entries)) == tuple(entries)


@pytest.mark.parametrize("data", [b"\0", b"\0\2a", b"\0\1a\0"])
def test_a_cut_bundle_is_an_error(data):
    with pytest.raises(TileError, match="cut after"):
        read_bundle(data)


def test_an_altered_entry_is_not_taken_over_into_the_next_bundle():
    files, _ = grown(5)
    files["tile/entries/000.p/5"] = files["tile/entries/000.p/5"][:-1] + b"?"
    with pytest.raises(TileError, match=r"tile/entries/000.p/5 is not what the hashes"):
        grow(files.__getitem__, 5, numbered(5, 6))


@given(st.sampled_from([None, 0, 1, 3]), st.integers(0, 5_000_000), st.integers(1, 256))
def test_a_path_names_one_tile(level, index, width):
    tile = Tile(level, index, width)
    assert tile_at(tile.path) == tile


@pytest.mark.parametrize(
    "path",
    ["tile/0/1", "tile/0/000.p/0", "tile/0/000.p/256", "tile/0/000.p/07", "tile/01/000", "tile/0/x000/001",
     "tile/0/../000", "tile/0/٠٠٠", "shards.json", "tile/0/000.p/1\n"],
)  # fmt: skip
def test_no_other_path_names_one(path):
    assert tile_at(path) is None
