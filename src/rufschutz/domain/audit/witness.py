"""A witness's word under a checkpoint (C2SP tlog-cosignature, cosignature/v1).

Decides the bytes that a witness signs, its key's text and its line. It must never sign a
head that does not continue the last one it saw: whoever signs checks that first
(`rufschutz.domain.audit.consistency`).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rufschutz.domain.audit.checkpoint import CheckpointError

if TYPE_CHECKING:
    from collections.abc import Callable

_COSIGNATURE: Final = b"\x04"
_LINE: Final = 4 + 8 + 64
"""Bytes of a line: key id, seconds since 1970 (big-endian), Ed25519 signature."""


@dataclass(frozen=True, slots=True)
class WitnessKey:
    """A witness's named Ed25519 public key (32 bytes), written ``name+hash+base64``."""

    name: str
    public: bytes

    def __post_init__(self) -> None:
        if not self.name or "+" in self.name or any(sign.isspace() for sign in self.name):
            raise CheckpointError(f"{self.name!r} cannot name a witness: no spaces, no plus, not empty")
        if len(self.public) != 32:
            raise CheckpointError(f"an Ed25519 public key has 32 bytes, not {len(self.public)}")

    @property
    def id(self) -> bytes:
        """The four bytes that name the key in its line."""
        return hashlib.sha256(self.name.encode() + b"\n" + _COSIGNATURE + self.public).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{base64.b64encode(_COSIGNATURE + self.public).decode()}"

    @classmethod
    def parse(cls, text: str) -> WitnessKey:
        """Read a key's text; raise `CheckpointError` unless its hash fits its name and bytes."""
        name, _, rest = text.strip().partition("+")
        try:
            raw = base64.b64decode(rest.partition("+")[2], validate=True)
        except binascii.Error as error:
            raise CheckpointError(f"the key {text!r} is not base64") from error
        key = cls(name, raw[1:])
        if raw[:1] != _COSIGNATURE or str(key) != text.strip():
            raise CheckpointError(f"the key {text!r} is no key of a witness (type 4) with its own hash")
        return key


def message(note: str, seconds: int) -> bytes:
    """Return what a witness signs: the time and the checkpoint's text, without any signature."""
    return f"cosignature/v1\ntime {seconds}\n{body(note)}".encode()


def body(note: str) -> str:
    """Return the text of a note that signatures are made over, with its line end."""
    return note.rpartition("\n\n")[0] + "\n"


def countersign(note: str, key: WitnessKey, sign: Callable[[bytes], bytes], seconds: int) -> str:
    """Return the note with the witness's line; ``sign`` gives 64 bytes, ``seconds`` count since 1970, UTC."""
    raw = key.id + seconds.to_bytes(8, "big") + sign(message(note, seconds))
    if len(raw) != _LINE:
        raise CheckpointError("a cosignature/v1 has 76 bytes")
    return f"{note}— {key.name} {base64.b64encode(raw).decode()}\n"
