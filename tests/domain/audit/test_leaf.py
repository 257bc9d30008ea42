from __future__ import annotations

import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rufschutz.domain.audit.leaf import SIZE, Leaf, LeafError, commitment, leaf_hash, leaf_of
from rufschutz.domain.audit.vocabulary import EventClass
from rufschutz.domain.moments import Millis

SALT = bytes(range(32))


def test_a_leaf_is_version_class_hour_commitment():
    leaf = bytes(leaf_of(EventClass.RETENTION, Millis(3_600_000 * 7 + 3_599_999), SALT, 3, b"{}"))
    expected = hmac.new(SALT, b"\0\0\0\0\0\0\0\3{}", hashlib.sha256).digest()
    assert leaf == b"\x01\x06\0\0\0\x07" + expected
    assert len(leaf) == SIZE == 38


@given(st.sampled_from(EventClass), st.integers(0, 2**32 - 1), st.binary(min_size=32, max_size=32))
def test_a_leaf_reads_back(event_class, hour, committed):
    leaf = Leaf(event_class, hour, committed)
    assert Leaf.read(bytes(leaf)) == leaf


@pytest.mark.rule("R45")
def test_the_commitment_depends_on_salt_index_and_payload():
    seen = {
        commitment(SALT, 1, b"a"),
        commitment(SALT, 2, b"a"),
        commitment(SALT, 1, b"b"),
        commitment(bytes(32), 1, b"a"),
    }
    assert len(seen) == 4


@pytest.mark.parametrize("salt", [b"", bytes(31), bytes(33)])
def test_a_short_salt_could_be_guessed_and_is_refused(salt):
    with pytest.raises(LeafError, match="32 bytes"):
        commitment(salt, 0, b"")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (bytes(37), "no leaf"),
        (bytes(38), "no leaf of version 1"),
        (b"\x01\xff" + bytes(36), "class 255 is not known"),
    ],
)
def test_other_bytes_are_no_leaf(data, words):
    with pytest.raises(LeafError, match=words):
        Leaf.read(data)


def test_a_leaf_is_hashed_apart_from_nodes():
    assert leaf_hash(b"x") == hashlib.sha256(b"\0x").digest()
