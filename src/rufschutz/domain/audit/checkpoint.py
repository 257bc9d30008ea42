"""The signed head of the log, as text (C2SP tlog-checkpoint over signed-note).

Decides the bytes that are signed and the lines around them. Signing is a port:
this module sees public keys and signatures, never a private key.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rufschutz.domain.audit.errors import AuditError

if TYPE_CHECKING:
    from collections.abc import Callable

_ED25519 = b"\x01"
_MARK = "— "


class CheckpointError(AuditError):
    """A checkpoint, key or name that does not follow the format."""


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A named Ed25519 public key (32 bytes), written ``name+hash+base64`` (C2SP signed-note)."""

    name: str
    public: bytes

    def __post_init__(self) -> None:
        if not self.name or "+" in self.name or any(character.isspace() for character in self.name):
            raise CheckpointError(f"{self.name!r} cannot name a key: no spaces, no plus, not empty")
        if len(self.public) != 32:
            raise CheckpointError(f"an Ed25519 public key has 32 bytes, not {len(self.public)}")

    @property
    def id(self) -> bytes:
        """The four bytes that name the key in a signature line."""
        return hashlib.sha256(self.name.encode() + b"\n" + _ED25519 + self.public).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{base64.b64encode(_ED25519 + self.public).decode()}"

    @classmethod
    def parse(cls, text: str) -> VerifierKey:
        """Read a key's text; raise `CheckpointError` unless its hash fits its name and bytes."""
        name, _, rest = text.strip().partition("+")
        encoded = rest.partition("+")[2]
        try:
            raw = base64.b64decode(encoded, validate=True)
        except binascii.Error as error:
            raise CheckpointError(f"the key {text!r} is not base64") from error
        if raw[:1] != _ED25519:
            raise CheckpointError("only Ed25519 keys (type 1) are known here")
        key = cls(name, raw[1:])
        if str(key) != text.strip():
            raise CheckpointError(f"the key {text!r} does not carry its own hash")
        return key


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A tree head: the log's name, its number of leaves, its root hash (32 bytes)."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """Return the note's text: origin, size, base64 root, each with a line end."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


def sign_checkpoint(checkpoint: Checkpoint, key: VerifierKey, sign: Callable[[bytes], bytes]) -> str:
    """Return the signed note; ``sign`` gives the Ed25519 signature (64 bytes) over the text."""
    text = checkpoint.text()
    return f"{text}\n{signature_line(text, key, sign)}"


def add_signature(note: str, key: VerifierKey, sign: Callable[[bytes], bytes]) -> str:
    """Return the note with one more signature line, such as a witness's own."""
    return note + signature_line(note.rpartition("\n\n")[0] + "\n", key, sign)


def signature_line(text: str, key: VerifierKey, sign: Callable[[bytes], bytes]) -> str:
    """Return one signature line over the note's text."""
    return f"{_MARK}{key.name} {base64.b64encode(key.id + sign(text.encode())).decode()}\n"


def read_checkpoint(note: str) -> Checkpoint:
    """Read the head out of a note without checking who signed it; raise `CheckpointError` if malformed.

    What comes from elsewhere goes through `rufschutz.domain.audit.verify` instead.
    """
    lines = note.rpartition("\n\n")[0].split("\n")
    if len(lines) < 3 or not lines[0] or not lines[1].isascii() or not lines[1].isdigit():
        raise CheckpointError("a checkpoint starts with origin, size and root hash")
    try:
        root = base64.b64decode(lines[2], validate=True)
    except (binascii.Error, ValueError) as error:
        raise CheckpointError("the checkpoint's root hash is not base64") from error
    checkpoint = Checkpoint(lines[0], int(lines[1]), root)
    if len(root) != 32 or checkpoint.text().split("\n")[:3] != lines[:3]:
        raise CheckpointError("the checkpoint is not in its one form")
    return checkpoint
