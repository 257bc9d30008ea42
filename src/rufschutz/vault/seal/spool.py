"""Sealing the payloads of one spool file with one file key.

The file key is sealed to the ingest key once, in the file's head; a payload costs only
AES-256-GCM. Its nonce is the fact's sequence, its associated data the clear envelope,
which names writer, epoch and sequence.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from rufschutz.handover.spool import SpoolError, WrappedKey
from rufschutz.vault.seal.secret import DataKey
from rufschutz.vault.seal.suite import SUITE, require_suite, seal_to

if TYPE_CHECKING:
    from rufschutz.domain.ids import EpochId
    from rufschutz.handover.plan import IngestKey


class SpoolSealer:
    """Holds a file key for as long as its file is written. Use it for one file only."""

    def __init__(self, key: DataKey, wrapped: WrappedKey) -> None:
        self._key = key
        self._wrapped = wrapped
        self._last = 0

    @classmethod
    def create(cls, key: IngestKey) -> Self:
        """Make a file key and seal it to ``key``; raise `SuiteError` for a key of another suite."""
        require_suite(key)
        file_key = DataKey()
        sealed = seal_to(key.public_key, file_key.expose(), spool_info(key.epoch))
        return cls(file_key, WrappedKey(SUITE, key.epoch, sealed))

    def head(self) -> WrappedKey:
        """Return the sealed file key for the head of the file."""
        return self._wrapped

    def seal(self, sequence: int, envelope: bytes, payload: bytes) -> bytes:
        """Seal a payload under its envelope; raise `SpoolError` for a sequence used before."""
        if sequence <= self._last:
            raise SpoolError(f"fact {sequence} was sealed before; a nonce is used once")
        self._last = sequence
        return self._key.seal(sequence, payload, envelope)

    def destroy(self) -> None:
        """Overwrite the file key; the file stays readable with the ingest key."""
        self._key.destroy()


def spool_info(epoch: EpochId) -> bytes:
    """Return what a sealed file key is bound to."""
    return b"spool/1\0" + epoch.encode()
