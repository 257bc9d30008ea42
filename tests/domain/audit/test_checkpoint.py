from __future__ import annotations

import base64
import hashlib

import pytest

from rufschutz.domain.audit import verify
from rufschutz.domain.audit.checkpoint import (
    Checkpoint,
    CheckpointError,
    VerifierKey,
    add_signature,
    read_checkpoint,
    sign_checkpoint,
)

HEAD = Checkpoint("log.example.org/practice", 20, bytes(range(32)))
ROOT = base64.b64encode(HEAD.root).decode()


def test_the_text_is_origin_size_root():
    assert HEAD.text() == f"log.example.org/practice\n20\n{ROOT}\n"


def test_a_note_is_the_text_a_blank_line_and_a_signature(signer):
    note = sign_checkpoint(HEAD, signer.key, signer.sign)
    text, _, line = note.partition("\n\n")
    mark, name, encoded = line.split(" ")
    raw = base64.b64decode(encoded)
    assert (text + "\n", mark, name, line[-1]) == (HEAD.text(), "—", signer.name, "\n")
    assert raw[:4] == hashlib.sha256(signer.name.encode() + b"\n\x01" + signer.key.public).digest()[:4]
    assert verify.read_head(note, str(signer.key)) == verify.Head(HEAD.origin, HEAD.size, HEAD.root)
    assert read_checkpoint(note) == HEAD


@pytest.mark.rule("R61")
def test_a_witness_adds_its_line_and_both_hold(signer, new_signer):
    witness = new_signer("witness.example.org")
    note = add_signature(sign_checkpoint(HEAD, signer.key, signer.sign), witness.key, witness.sign)
    assert verify.read_head(note, str(signer.key)) == verify.read_head(note, str(witness.key))


def test_a_key_reads_back(signer):
    assert VerifierKey.parse(f"{signer.key}\n") == signer.key
    assert verify.read_key(str(signer.key)) == (signer.name, signer.key.id, signer.key.public)


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\u00a0b"])
def test_a_name_that_would_blur_the_line_is_refused(name):
    with pytest.raises(CheckpointError, match="cannot name a key"):
        VerifierKey(name, bytes(32))


def test_a_key_of_another_length_is_refused():
    with pytest.raises(CheckpointError, match="32 bytes, not 31"):
        VerifierKey("log", bytes(31))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("log+00000000+!", "is not base64"),
        ("log+00000000+Ag==", "only Ed25519"),
        (f"log+00000000+{base64.b64encode(bytes([1]) + bytes(32)).decode()}", "its own hash"),
    ],
)
def test_a_damaged_key_is_refused(text, words):
    with pytest.raises(CheckpointError, match=words):
        VerifierKey.parse(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("log\n5\n", "starts with origin"),
        (f"\n5\n{ROOT}\n\n", "starts with origin"),
        (f"log\nfive\n{ROOT}\n\n", "starts with origin"),
        (f"log\n٥\n{ROOT}\n\n", "starts with origin"),
        ("log\n5\n!\n\n", "not base64"),
        ("log\n5\n§\n\n", "not base64"),
        (f"log\n05\n{ROOT}\n\n", "one form"),
        ("log\n5\nAA==\n\n", "one form"),
    ],
)
def test_another_shape_is_no_checkpoint(text, words):
    with pytest.raises(CheckpointError, match=words):
        read_checkpoint(text)
