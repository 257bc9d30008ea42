"""Tiles before the checkpoint, and no checkpoint that the tiles do not bear out."""

from __future__ import annotations

import pytest

from rufschutz.core.audit.tiles import LogFilesDiffer, TileStore
from rufschutz.domain.audit.leaf import leaf_hash
from rufschutz.domain.audit.merkle import root_of


def leaves(count):
    return [bytes([number % 256, number // 256]) * 19 for number in range(count)]


def root(count):
    return root_of([leaf_hash(leaf) for leaf in leaves(count)])


def test_a_root_the_tiles_do_not_lead_to_is_not_published(tmp_path):
    store = TileStore(tmp_path)
    with pytest.raises(LogFilesDiffer):
        store.publish(0, leaves(3), root(4), "text")
    assert not list(tmp_path.iterdir())


def test_a_missing_tile_is_named(tmp_path):
    store = TileStore(tmp_path)
    store.publish(0, leaves(3), root(3), "text")
    (tmp_path / "tile" / "0" / "000.p" / "3").unlink()
    with pytest.raises(LogFilesDiffer, match="tile/0/000"):
        store.publish(3, leaves(5)[3:], root(5), "text")


def test_partial_tiles_go_once_the_full_one_is_covered(tmp_path):
    store = TileStore(tmp_path)
    store.publish(0, leaves(200), root(200), "a")
    assert (tmp_path / "tile" / "0" / "000.p").exists()
    store.publish(200, leaves(300)[200:], root(300), "b")
    assert not (tmp_path / "tile" / "0" / "000.p").exists()
    assert not (tmp_path / "tile" / "entries" / "000.p").exists()
    assert (tmp_path / "tile" / "0" / "000").exists()
    assert (tmp_path / "checkpoint").read_text() == "b"
