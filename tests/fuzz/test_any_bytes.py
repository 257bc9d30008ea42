"""Any bytes, and any damage to a conversation that once went well, keep the rules."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.fuzz.targets import TARGETS

CORPUS = Path(__file__).parent / "corpus"


@pytest.mark.parametrize("target", TARGETS)
@settings(max_examples=60, deadline=None)
@given(data=st.binary(max_size=600))
def test_any_bytes(target, data):
    TARGETS[target](data)


@pytest.mark.parametrize("target", TARGETS)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_any_damage(target, data):
    seed = data.draw(st.sampled_from(sorted((CORPUS / target).iterdir()))).read_bytes()
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(seed)))
        new = data.draw(st.one_of(st.binary(max_size=8), st.sampled_from([b"\r\n", b'"', b"<", b";", b"0"])))
        seed = seed[:place] + new + seed[place + data.draw(st.integers(0, 12)) :]
    TARGETS[target](seed)
