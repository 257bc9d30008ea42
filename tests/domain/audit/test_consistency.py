from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rufschutz.domain.audit.checkpoint import Checkpoint
from rufschutz.domain.audit.consistency import RewrittenError, check_consistency
from rufschutz.domain.audit.leaf import leaf_hash
from rufschutz.domain.audit.merkle import EMPTY_ROOT, consistency_proof, memory_nodes, node_hash, root_of

HASHES = [leaf_hash(number.to_bytes(4, "big")) for number in range(200)]


def head(size: int, origin: str = "log.example.org") -> Checkpoint:
    return Checkpoint(origin, size, root_of(HASHES[:size]))


sizes = st.integers(1, 200).flatmap(lambda new: st.tuples(st.integers(0, new), st.just(new)))


@pytest.mark.rule("R61")
@given(sizes)
def test_a_log_that_only_grew_is_shown_to_have_only_grown(pair):
    old, new = pair
    check_consistency(head(old), head(new), consistency_proof(old, new, memory_nodes(HASHES[:new])))


def test_every_small_pair():
    for new in range(1, 34):
        for old in range(new + 1):
            check_consistency(head(old), head(new), consistency_proof(old, new, memory_nodes(HASHES[:new])))


@given(st.data())
def test_any_tampering_with_history_is_found(data):
    new = data.draw(st.integers(2, 200))
    old = data.draw(st.integers(1, new - 1))
    proof = list(consistency_proof(old, new, memory_nodes(HASHES[:new])))
    older, newer = head(old), head(new)
    match data.draw(st.sampled_from(["old", "new", "step", "short", "long", "size"])):
        case "old":
            older = Checkpoint(older.origin, old, node_hash(older.root, older.root))
        case "new":
            newer = Checkpoint(newer.origin, new, node_hash(newer.root, newer.root))
        case "step":
            at = data.draw(st.integers(0, len(proof) - 1))
            proof[at] = node_hash(proof[at], proof[at])
        case "short":
            proof.pop(data.draw(st.integers(0, len(proof) - 1)))
        case "long":
            proof.append(newer.root)
        case "size":
            wrong = data.draw(st.integers(0, 200).filter(lambda size: size != old))
            older = Checkpoint(older.origin, wrong, older.root)
    with pytest.raises(RewrittenError) as refused:
        check_consistency(older, newer, proof)
    assert "rewritten" in refused.value.diagnostics()


def test_a_proof_that_never_reaches_the_root_is_too_short():
    with pytest.raises(RewrittenError, match="too short"):
        check_consistency(head(1), head(100), [HASHES[1]])


def test_two_heads_of_one_size_must_be_equal():
    check_consistency(head(5), head(5), ())
    with pytest.raises(RewrittenError, match="two heads of 5 entries differ"):
        check_consistency(head(5), Checkpoint("log.example.org", 5, EMPTY_ROOT), ())
    with pytest.raises(RewrittenError, match="two heads of 0 entries differ"):
        check_consistency(Checkpoint("log.example.org", 0, head(5).root), head(5), ())


def test_a_log_cannot_shrink_nor_change_its_name():
    with pytest.raises(RewrittenError, match="shrank from 6 to 5"):
        check_consistency(head(6), head(5), ())
    with pytest.raises(RewrittenError, match="two different logs"):
        check_consistency(head(5, "other.example.org"), head(5), ())
