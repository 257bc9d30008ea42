"""Opening the facts of a spool file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from rufschutz.handover.spool import SpoolDamaged
from rufschutz.vault.open.suite import CannotOpen, open_sealed
from rufschutz.vault.seal.secret import nonce
from rufschutz.vault.seal.spool import spool_info
from rufschutz.vault.seal.suite import SUITE, SuiteError

if TYPE_CHECKING:
    from rufschutz.handover.spool import SpoolHead, SpoolLine
    from rufschutz.vault.open.suite import PrivateIngestKey


class SpoolOpener:
    """Holds the file key of one spool file; made by `create`."""

    def __init__(self, head: SpoolHead, key: bytes) -> None:
        self._head = head
        self._cipher = AESGCM(key)

    @classmethod
    def create(cls, head: SpoolHead, private: PrivateIngestKey) -> Self:
        """Open the file key once.

        Raises `SuiteError` for a suite that is not known here and `CannotOpen` where the
        private key is not that of ``head.key_epoch`` or the head is altered.
        """
        if head.suite != SUITE:
            raise SuiteError(f"{head.writer}-{head.epoch}.spool is sealed with {head.suite!r}")
        try:
            return cls(head, open_sealed(private, head.sealed_key, spool_info(head.key_epoch)))
        except CannotOpen as error:
            raise CannotOpen(
                f"{head.writer}-{head.epoch}.spool, line 0: altered, or not sealed to this key of epoch "
                f"{head.key_epoch}"
            ) from error

    def open(self, line: SpoolLine) -> bytes:
        """Return a fact's payload; raise `SpoolDamaged`, naming file and line, where it was altered."""
        sequence = line.envelope.sequence
        try:
            return self._cipher.decrypt(nonce(sequence), line.sealed, line.envelope_bytes)
        except InvalidTag as error:
            raise SpoolDamaged(line.file, sequence, "envelope or payload is altered") from error
