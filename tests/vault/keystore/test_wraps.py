"""A wrap opens under its parent and in its place only."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rufschutz.domain.ids import ArtefactId, PurposeId, TenantId
from rufschutz.vault.keystore.contexts import data_key_context
from rufschutz.vault.keystore.wraps import OVERHEAD, WrapError, new_key, new_key_id, unwrap, wrap

if TYPE_CHECKING:
    from pathlib import Path

PARENT = bytes(range(32))


@given(key=st.binary(max_size=100), context=st.binary(max_size=50))
def test_what_is_wrapped_is_unwrapped(key: bytes, context: bytes) -> None:
    wrapped = wrap(PARENT, key, context)
    assert len(wrapped) == len(key) + OVERHEAD
    assert unwrap(PARENT, wrapped, context) == key


def test_what_the_first_release_wrapped_still_opens(vectors: Path) -> None:
    frozen = {
        name: bytes.fromhex(value) for name, value in json.loads((vectors / "wrap.json").read_text()).items()
    }
    context = data_key_context(
        TenantId("tenant-1"), "call-1", PurposeId("leave_message"), ArtefactId("artefact-1")
    )
    assert unwrap(frozen["parent"], frozen["wrapped"], context) == frozen["key"]


@pytest.mark.rule("R58")
def test_a_wrap_does_not_open_in_another_place_or_under_another_parent() -> None:
    wrapped = wrap(PARENT, new_key(), b"here")
    with pytest.raises(WrapError):
        unwrap(PARENT, wrapped, b"there")
    with pytest.raises(WrapError):
        unwrap(new_key(), wrapped, b"here")


def test_a_bit_flipped_anywhere_does_not_open() -> None:
    wrapped = wrap(PARENT, new_key(), b"here")
    for place in range(len(wrapped)):
        for bit in range(8):
            spoilt = bytearray(wrapped)
            spoilt[place] ^= 1 << bit
            with pytest.raises(WrapError):
                unwrap(PARENT, bytes(spoilt), b"here")


def test_a_cut_wrap_does_not_open() -> None:
    wrapped = wrap(PARENT, new_key(), b"here")
    for length in range(len(wrapped)):
        with pytest.raises(WrapError):
            unwrap(PARENT, wrapped[:length], b"here")


def test_wrapping_twice_gives_different_bytes() -> None:
    assert wrap(PARENT, PARENT, b"") != wrap(PARENT, PARENT, b"")


def test_keys_and_their_names_are_random() -> None:
    assert len({new_key() for _ in range(100)} | {new_key_id() for _ in range(100)}) == 200
    assert len(new_key()) == 32
    assert len(new_key_id()) == 32
