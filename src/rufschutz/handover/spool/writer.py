"""Writing a spool file: append, make durable, start the next epoch.

A file is written by one process, once: a restart begins a new epoch with a new key.
After a failed write nothing more is appended to the file, so no sequence (which is the
seal's nonce) is ever used for two payloads.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Self

from rufschutz.handover import durable
from rufschutz.handover.spool.lock import WriterLock
from rufschutz.handover.spool.records import (
    FORMAT,
    Envelope,
    SpoolError,
    SpoolHead,
    envelope_bytes,
    fact_line,
    head_line,
)

if TYPE_CHECKING:
    from pathlib import Path

    from rufschutz.domain.ids import FactId, TenantId
    from rufschutz.domain.moments import Millis
    from rufschutz.handover.spool.records import Sealer


class SpoolBroken(SpoolError):
    """The disk refused a line; the file takes no more."""

    advice = "Free space on the disk, then rotate to a new epoch. Facts written before are safe."


class SpoolWriter:
    """The one writer of ``<directory>/<writer>-<epoch>.spool``. One thread appends; any may sync."""

    def __init__(self, directory: Path, writer: str, lock: WriterLock) -> None:
        self._directory = directory
        self._writer = writer
        self._lock = lock
        self._descriptor = -1
        self._sequence = 0
        self._usable = False

    @classmethod
    def open(cls, directory: Path, writer: str, epoch: int, sealer: Sealer) -> Self:
        """Take the writer's lock and start the file of ``epoch``, durable before this returns.

        Raises `WriterBusy` where another process holds the name and `SpoolError` where
        the epoch was used before (see `next_epoch`).
        """
        spool = cls(directory, durable.safe_name(writer), WriterLock.take(directory, writer))
        try:
            spool._start(epoch, sealer)
        except (OSError, SpoolError):
            spool._lock.release()
            raise
        return spool

    @property
    def path(self) -> Path:
        """The file that is written now."""
        return self._directory / f"{self._writer}-{self.epoch}.spool"

    def append(self, fact_type: str, fact_id: FactId, tenant: TenantId, at: Millis, payload: bytes) -> int:
        """Write a fact and return its sequence. Durable only after `sync`.

        Survives the death of this process, not of the machine. Raises `SpoolBroken`
        where the disk refuses the line.
        """
        if not self._usable:
            raise SpoolBroken(f"{self.path.name} takes no more facts")
        sequence = self._sequence + 1
        envelope = envelope_bytes(
            Envelope(self._writer, self.epoch, sequence, fact_type, fact_id, tenant, at)
        )
        self._write(fact_line(envelope, self._sealer.seal(sequence, envelope, payload)))
        self._sequence = sequence
        return sequence

    def sync(self) -> None:
        """Make every appended fact durable (fdatasync); raise `SpoolBroken` where the disk refuses.

        After a refusal the kernel may have dropped what it could not write, so the file
        takes no more: append again, in a new epoch, what was not durable.
        """
        try:
            os.fdatasync(self._descriptor)
        except OSError as error:
            self._usable = False
            raise SpoolBroken(f"{self.path.name} is not durable: {error.strerror}") from error

    def rotate(self, sealer: Sealer) -> int:
        """Finish this file, start the next epoch under a new key, and return its number."""
        self._finish()
        self._start(self.epoch + 1, sealer)
        return self.epoch

    def close(self) -> None:
        """Make all durable, close the file, give the name back; again is no error."""
        try:
            self._finish()
        finally:
            self._lock.release()

    def _start(self, epoch: int, sealer: Sealer) -> None:
        self.epoch = epoch
        self._sealer = sealer
        wrapped = sealer.head()
        head = SpoolHead(FORMAT, self._writer, epoch, wrapped.suite, wrapped.key_epoch, wrapped.sealed_key)
        try:
            self._descriptor = durable.create(self.path, head_line(head))
        except FileExistsError as error:
            raise SpoolError(
                f"{self.path.name} exists already", advice="An epoch is written once: ask next_epoch."
            ) from error
        self._sequence = 0
        self._usable = True

    def _finish(self) -> None:
        if self._descriptor < 0:
            return
        descriptor, self._descriptor, self._usable = self._descriptor, -1, False
        self._sealer.destroy()
        try:
            os.fdatasync(descriptor)
        finally:
            os.close(descriptor)

    def _write(self, line: bytes) -> None:
        end = os.fstat(self._descriptor).st_size
        try:
            durable.write_all(self._descriptor, line)
        except OSError as error:
            self._usable = False
            os.ftruncate(self._descriptor, end)
            raise SpoolBroken(f"{self.path.name} could not be written: {error.strerror}") from error
