"""A witness's line says when it saw a head, and holds for no other."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from rufschutz.domain.audit import verify
from rufschutz.domain.audit.checkpoint import CheckpointError
from rufschutz.domain.audit.witness import WitnessKey, countersign

PRIVATE = Ed25519PrivateKey.from_private_bytes(b"w" * 32)
KEY = WitnessKey("witness.example.org", PRIVATE.public_key().public_bytes_raw())


@pytest.mark.rule("R61")
def test_its_line_stands_beside_the_logs_own_and_says_when(shelf):
    book, notes = shelf
    note = countersign(notes[1], KEY, PRIVATE.sign, 1_790_000_000)
    assert verify.read_head(note, str(book.signer.key)).size == 256
    assert verify.read_witness(note, str(KEY)) == 1_790_000_000


@pytest.mark.rule("R61")
def test_under_another_head_the_line_is_named(shelf):
    _, notes = shelf
    line = countersign(notes[1], KEY, PRIVATE.sign, 5).splitlines()[-1]
    with pytest.raises(verify.Fault, match="does not fit the checkpoint"):
        verify.read_witness(f"{notes[2]}{line}\n", str(KEY))
    with pytest.raises(verify.Fault, match="is not countersigned"):
        verify.read_witness(notes[2], str(KEY))


def test_a_key_is_read_as_it_is_written():
    assert WitnessKey.parse(str(KEY)) == KEY
    for other in (str(KEY).replace("witness", "wittness"), "a+b+*", ""):
        with pytest.raises(CheckpointError):
            WitnessKey.parse(other)
    for name, public in (("", KEY.public), ("a b", KEY.public), ("a", b"")):
        with pytest.raises(CheckpointError):
            WitnessKey(name, public)
