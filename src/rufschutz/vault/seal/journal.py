"""Writing an ingest journal: consented sound, sealed second by second, until kept or destroyed.

Keeps these rules: the wrap file is durable before the journal exists, the header before
the first record; a nonce is used once; after `destroy` neither key nor wrap nor journal
is there, which is read back. Never holds sound longer than the call that seals it.
The byte layout is in `rufschutz.vault.seal.frames`. All functions block on the disk.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Self

from rufschutz.domain import canonical
from rufschutz.handover import durable
from rufschutz.handover.codec import to_json
from rufschutz.vault.errors import VaultError
from rufschutz.vault.seal import frames
from rufschutz.vault.seal.frames import GapRecord, JournalHead, Kind, WrapFile
from rufschutz.vault.seal.secret import DataKey
from rufschutz.vault.seal.suite import SUITE, SuiteError, fingerprint, require_suite, seal_to

if TYPE_CHECKING:
    from pathlib import Path

    from rufschutz.domain.ids import ArtefactId
    from rufschutz.handover.plan import IngestKey

__all__ = [
    "JournalClosed",
    "JournalHead",
    "JournalRemains",
    "JournalUnwritable",
    "JournalWriter",
    "destroy_journal",
    "journal_path",
    "wrap_path",
]


class JournalUnwritable(VaultError):
    """The disk refused a record or the journal's beginning."""

    advice = "Free space on the disk. What was sealed before is kept, as cut short."


class JournalClosed(VaultError):
    """The journal is final, broken or destroyed: it takes no more."""

    advice = "Begin a new artefact under its own consent."


class JournalRemains(VaultError):
    """A file of a destroyed journal is still there."""

    advice = "Check the permissions of the journal directory, then destroy again."


class JournalWriter:
    """The one writer of a journal; made by `create`."""

    def __init__(self, directory: Path, head: JournalHead) -> None:
        self.journal = journal_path(directory, head.artefact)
        self.wrap = wrap_path(directory, head.artefact)
        self._head = head
        self._header = frames.header_bytes(head)
        self._binding = frames.binding(self._header)
        self._key = DataKey()
        self._number = 0
        self._descriptor = -1
        self._open = False

    @classmethod
    def create(cls, directory: Path, head: JournalHead, key: IngestKey) -> Self:
        """Begin a journal whose key only the holder of the ingest key can open.

        Wrap file and header are durable when this returns. Raises `SuiteError` for a key
        or head of another suite, `FileExistsError` for an artefact begun before and
        `JournalUnwritable` where the disk refuses; then nothing is left.
        """
        require_suite(key)
        if head.suite != SUITE:
            raise SuiteError(f"artefact {head.artefact} asks for suite {head.suite!r}")
        writer = cls(directory, head)
        try:
            durable.write_new(writer.wrap, writer._wrap_bytes(key))
        except FileExistsError:
            raise
        except OSError as error:
            raise JournalUnwritable(f"{writer.wrap.name}: {error.strerror}") from error
        writer._begin()
        return writer

    def append(self, sound: bytes) -> None:
        """Seal sound, a record for each second begun; give it a second at a time.

        Raises `JournalClosed` after the end and `JournalUnwritable` where the disk refuses.
        """
        rate = self._head.rate
        for start in range(0, len(sound), rate):
            self._record(Kind.DATA, sound[start : start + rate])

    def gap(self, ms: int, reason: str) -> None:
        """Mark that capture stopped for ``ms``; the reason is sealed like the sound."""
        self._record(Kind.GAP, canonical.dumps(to_json(GapRecord(ms, reason))))

    def sync(self) -> None:
        """Make every record so far durable (fdatasync); nothing to do once closed.

        Raises `JournalUnwritable`, and closes, where the disk refuses.
        """
        if self._descriptor < 0:
            return
        try:
            os.fdatasync(self._descriptor)
        except OSError as error:
            self.close()
            raise JournalUnwritable(f"{self.journal.name} is not durable: {error.strerror}") from error

    def final(self) -> None:
        """Say that the journal is complete, make it durable, forget the key."""
        self._record(Kind.FINAL, b"")
        self.sync()
        self.close()

    def close(self) -> None:
        """Stop without a final record (the journal reads as cut short) and forget the key."""
        self._open = False
        self._key.destroy()
        descriptor, self._descriptor = self._descriptor, -1
        if descriptor >= 0:
            os.close(descriptor)

    def destroy(self) -> None:
        """Overwrite the key, remove wrap and journal, and read back that both are gone.

        May be called at any time and again. Raises `JournalRemains` where a file stays.
        """
        self.close()
        destroy_journal(self.journal.parent, self._head.artefact)

    def _begin(self) -> None:
        try:
            header = frames.frame(b"", 0, Kind.HEADER, self._header)
            self._descriptor = durable.create(self.journal, header)
        except FileExistsError:
            durable.remove(self.wrap)
            raise
        except OSError as error:
            self.destroy()
            raise JournalUnwritable(f"{self.journal.name}: {error.strerror}") from error
        self._open = True

    def _wrap_bytes(self, key: IngestKey) -> bytes:
        info = frames.journal_info(key.epoch, self._binding)
        sealed = seal_to(key.public_key, self._key.expose(), info)
        name = fingerprint(key.public_key)
        wrap = WrapFile(frames.WRAP_FORMAT, SUITE, key.epoch, name, self._binding, sealed)
        return canonical.dumps(to_json(wrap)) + b"\n"

    def _record(self, kind: Kind, plaintext: bytes) -> None:
        if not self._open:
            raise JournalClosed(f"the journal of {self._head.artefact} takes no more")
        self._number += 1
        associated = frames.associated(self._binding, kind, self._head.artefact)
        body = self._key.seal(self._number, plaintext, associated)
        try:
            durable.write_all(self._descriptor, frames.frame(self._binding, self._number, kind, body))
        except OSError as error:
            self.close()
            raise JournalUnwritable(f"{self.journal.name}: {error.strerror}") from error


def journal_path(directory: Path, artefact: ArtefactId) -> Path:
    """Return where the journal of ``artefact`` lies; raise `UnsafeName` for an id that is no name."""
    return directory / f"{durable.safe_name(artefact)}.journal"


def wrap_path(directory: Path, artefact: ArtefactId) -> Path:
    """Return where the wrap file of ``artefact`` lies."""
    return directory / f"{durable.safe_name(artefact)}.wrap"


def destroy_journal(directory: Path, artefact: ArtefactId) -> None:
    """Remove wrap, then journal, and read back that both are gone; again is no error.

    The wrap goes first: from then on the journal is unreadable. Raises `JournalRemains`.
    """
    for path in (wrap_path(directory, artefact), journal_path(directory, artefact)):
        try:
            durable.remove(path)
        except OSError as error:
            raise JournalRemains(f"{path.name} could not be removed: {error.strerror}") from error
        if durable.exists(path):
            raise JournalRemains(f"{path.name} is still there")
