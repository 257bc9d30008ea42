from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rufschutz.domain.audit import verify
from rufschutz.domain.audit.leaf import leaf_hash
from rufschutz.domain.audit.merkle import (
    EMPTY_ROOT,
    Frontier,
    TreeError,
    consistency_proof,
    frontier_of,
    inclusion_proof,
    memory_nodes,
    node_hash,
    root_of,
)

VECTORS = json.loads(Path(__file__).with_name("vectors").joinpath("rfc6962.json").read_text())


def naive_root(leaves: list[bytes]) -> bytes:
    """RFC 6962, section 2.1, word for word."""
    if len(leaves) < 2:
        return hashlib.sha256(b"\0" + leaves[0]).digest() if leaves else hashlib.sha256(b"").digest()
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return hashlib.sha256(b"\1" + naive_root(leaves[:k]) + naive_root(leaves[k:])).digest()


def numbered(size: int) -> list[bytes]:
    return [number.to_bytes(4, "big") for number in range(size)]


def hashes_of(size: int) -> list[bytes]:
    return [leaf_hash(leaf) for leaf in numbered(size)]


def test_the_published_roots():
    leaves = [bytes.fromhex(leaf) for leaf in VECTORS["leaves"]]
    for size, root in enumerate(VECTORS["roots"], start=1):
        assert root_of([leaf_hash(leaf) for leaf in leaves[:size]]).hex() == root
        assert naive_root(leaves[:size]).hex() == root


@given(st.integers(0, 600))
def test_three_ways_to_the_same_root(size):
    hashes = hashes_of(size)
    expected = naive_root(numbered(size))
    assert root_of(hashes) == expected
    assert Frontier().extend(hashes).root() == expected
    assert frontier_of(size, memory_nodes(hashes)) == Frontier().extend(hashes)


def test_an_empty_tree_has_the_hash_of_nothing():
    assert root_of([]) == Frontier().root() == EMPTY_ROOT == hashlib.sha256(b"").digest()


def test_appending_one_by_one_keeps_the_edge_small():
    frontier = Frontier()
    for leaf in hashes_of(300):
        frontier = frontier.append(leaf)
        assert len(frontier.hashes) == frontier.size.bit_count()


@given(st.integers(1, 300).flatmap(lambda size: st.tuples(st.integers(0, size - 1), st.just(size))))
def test_every_leaf_is_proven_in(place):
    index, size = place
    hashes = hashes_of(size)
    proof = inclusion_proof(index, size, memory_nodes(hashes))
    verify.check_inclusion(hashes[index], index, size, proof, root_of(hashes))


@given(st.data())
def test_any_tampering_with_a_place_is_found(data):
    size = data.draw(st.integers(2, 200))
    index = data.draw(st.integers(0, size - 1))
    hashes = hashes_of(size)
    proof = list(inclusion_proof(index, size, memory_nodes(hashes)))
    leaf, root = hashes[index], root_of(hashes)
    match data.draw(st.sampled_from(["leaf", "index", "step", "short", "long", "root"])):
        case "leaf":
            leaf = node_hash(leaf, leaf)
        case "index":
            index = data.draw(st.integers(-1, size + 1).filter(lambda other: other != index))
        case "step":
            at = data.draw(st.integers(0, len(proof) - 1))
            proof[at] = node_hash(proof[at], root)
        case "short":
            proof.pop(data.draw(st.integers(0, len(proof) - 1)))
        case "long":
            proof.append(root)
        case "root":
            root = node_hash(root, root)
    with pytest.raises(verify.Fault):
        verify.check_inclusion(leaf, index, size, proof, root)


@pytest.mark.parametrize(("index", "size"), [(0, 0), (5, 5), (-1, 5)])
def test_there_is_no_proof_of_what_is_not_there(index, size):
    with pytest.raises(TreeError, match=f"no leaf {index} in a tree of {size}"):
        inclusion_proof(index, size, memory_nodes(hashes_of(size)))


@pytest.mark.parametrize(("old", "new"), [(6, 5), (-1, 5)])
def test_a_tree_cannot_extend_a_larger_one(old, new):
    with pytest.raises(TreeError, match="cannot extend"):
        consistency_proof(old, new, memory_nodes(hashes_of(5)))


def test_nothing_needs_proof_between_equal_or_from_empty_trees():
    nodes = memory_nodes(hashes_of(5))
    assert consistency_proof(0, 5, nodes) == consistency_proof(5, 5, nodes) == ()


def test_a_node_beyond_the_tree_is_an_error():
    with pytest.raises(TreeError, match="no perfect subtree of level 3 at 0 in 5"):
        memory_nodes(hashes_of(5))(3, 0)
