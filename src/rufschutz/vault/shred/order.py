"""Carrying out an erasure, over ports: keys, ciphertext, read back, log.

`destroy_keys` belongs into the caller's transaction together with the scrubbing of rows;
`finish` runs after its commit, and again after a crash at any step. Every port may be
called again with the same erasure. Nothing here decides whether to erase: which step
may follow which is `rufschutz.domain.retention.erasure`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from rufschutz.domain.retention.erasure import ErasureState
from rufschutz.vault.errors import VaultError

if TYPE_CHECKING:
    from rufschutz.domain.ids import BlobId, KeyId
    from rufschutz.domain.retention.erasure import Erasure


class WrapsRemain(VaultError):
    """A wrap survived its destruction; the transaction must be rolled back."""

    advice = "Nothing was erased. Look for a writer that wraps keys of an artefact under erasure."


class BlobRemains(VaultError):
    """A blob is still there after it was deleted; the erasure stays open."""

    advice = (
        "The content is unreadable already. Check the blob directory's permissions; the sweep tries again."
    )


class Wraps(Protocol):
    """Where wraps are kept. Both run inside the caller's transaction."""

    def destroy(self, keys: tuple[KeyId, ...]) -> None:
        """Delete the wraps; those not there are deleted already."""

    def remaining(self, keys: tuple[KeyId, ...]) -> tuple[KeyId, ...]:
        """Read back which of the wraps are still there."""


class Blobs(Protocol):
    """Where ciphertext is kept; `rufschutz.vault.blobs.BlobDirectory` is one."""

    def delete(self, blob: BlobId) -> None:
        """Delete durably; a blob not there is deleted already."""

    def absent(self, blob: BlobId) -> bool:
        """Read back whether the blob is gone."""


class Ledger(Protocol):
    """Where erasures are written down."""

    def save(self, erasure: Erasure) -> None:
        """Write the erasure at its state, in the transaction that is open, else in one of its own."""

    def log(self, erasure: Erasure) -> None:
        """Write the erasure at its state and its entry for the log in one transaction, once."""


def destroy_keys(erasure: Erasure, wraps: Wraps, ledger: Ledger) -> Erasure:
    """Destroy all wraps of an executing erasure and write it down; return it as it now stands.

    Call inside a transaction. Raises `ErasureError` unless the erasure is executing and
    `WrapsRemain` where a wrap is still there.
    """
    destroyed = erasure.to(ErasureState.WRAPS_DESTROYED)
    wraps.destroy(erasure.keys)
    if left := wraps.remaining(erasure.keys):
        raise WrapsRemain(f"artefact {erasure.artefact}: {len(left)} of {len(erasure.keys)} wraps are left")
    ledger.save(destroyed)
    return destroyed


def finish(erasure: Erasure, blobs: Blobs, ledger: Ledger) -> Erasure:
    """Take an erasure whose wraps are destroyed through its remaining steps; return it logged.

    Resumes at the erasure's state; a logged one is returned as it is. Raises
    `BlobRemains` where the ciphertext cannot be removed and `ErasureError` for an
    erasure whose wraps are not destroyed.
    """
    if erasure.finished:
        return erasure
    if erasure.state is ErasureState.BLOB_DELETED:
        return _verify(erasure, blobs, ledger)
    if erasure.state is ErasureState.ABSENCE_VERIFIED:
        return _log(erasure, ledger)
    deleted = erasure.to(ErasureState.BLOB_DELETED)
    if erasure.blob is not None:
        blobs.delete(erasure.blob)
    ledger.save(deleted)
    return _verify(deleted, blobs, ledger)


def _verify(erasure: Erasure, blobs: Blobs, ledger: Ledger) -> Erasure:
    verified = erasure.to(ErasureState.ABSENCE_VERIFIED)
    if erasure.blob is not None:
        _require_absent(erasure.blob, blobs)
    ledger.save(verified)
    return _log(verified, ledger)


def _require_absent(blob: BlobId, blobs: Blobs) -> None:
    """Read back; a blob that came back (a restored copy) is deleted once more."""
    if blobs.absent(blob):
        return
    blobs.delete(blob)
    if not blobs.absent(blob):
        raise BlobRemains(f"blob {blob} is still there")


def _log(erasure: Erasure, ledger: Ledger) -> Erasure:
    logged = erasure.to(ErasureState.LOGGED)
    ledger.log(logged)
    return logged
