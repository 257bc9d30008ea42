"""Reading an ingest journal back: whole, cut short, or damaged and where.

A valid row of records without a final one is cut short: a killed voice process, an
empty battery. That is a state, and the torn bytes after it are left out. A complete
record that does not authenticate is damage and is named. Nothing is repaired here.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from rufschutz.domain import canonical
from rufschutz.domain.canonical import CanonicalError
from rufschutz.handover.codec import RecordError, from_json
from rufschutz.vault.errors import VaultError
from rufschutz.vault.open.suite import CannotOpen, open_sealed
from rufschutz.vault.seal import frames
from rufschutz.vault.seal.frames import GapRecord, HeaderRecord, JournalHead, Kind, WrapFile
from rufschutz.vault.seal.secret import nonce
from rufschutz.vault.seal.suite import SUITE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from rufschutz.domain.ids import EpochId
    from rufschutz.vault.open.suite import PrivateIngestKey


class JournalDamaged(VaultError):
    """Record ``record`` (0 is the header) is not what was written."""

    advice = "Keep both files, report an incident: the records before this one are intact."

    def __init__(self, file: str, record: int, why: str) -> None:
        super().__init__(f"{file}, record {record}: {why}")
        self.file = file
        self.record = record


class JournalNotBegun(VaultError):
    """The journal is missing or its header is torn: its writer died at the start; no sound is in it."""

    advice = "Nothing was recorded. Destroy what is left of it."


class WrapMissing(VaultError):
    """The wrap is gone: the journal was destroyed, and only its ciphertext is left."""

    advice = "Finish its destruction; nothing can open it any more."


class WrapDamaged(VaultError):
    """The wrap file cannot be read or does not open."""

    advice = "Keep both files, report an incident: without its wrap a journal stays closed."


class WrongIngestKey(VaultError):
    """The wrap names another ingest key than the one given."""

    advice = "Use the private key of the epoch that the wrap names, while that epoch lives."


class JournalState(StrEnum):
    """How a journal ends."""

    COMPLETE = "complete"
    CUT_SHORT = "cut_short"


@dataclass(frozen=True, slots=True)
class Sound:
    """A stretch of sound, one byte a sample in the head's codec; at most a second."""

    data: bytes


@dataclass(frozen=True, slots=True)
class Gap:
    """Nothing was captured for ``ms``."""

    ms: int
    reason: str


@dataclass(frozen=True, slots=True)
class OpenedJournal:
    """A journal in the clear. ``length_ms`` counts sound only; gaps carry their own."""

    head: JournalHead
    parts: tuple[Sound | Gap, ...]
    state: JournalState
    length_ms: int

    def sound(self) -> bytes:
        """Return all sound in one row, gaps left out."""
        return b"".join(part.data for part in self.parts if isinstance(part, Sound))


@dataclass(frozen=True, slots=True)
class _Frame:
    number: int
    kind: Kind
    body: bytes


def read_journal(journal: Path, wrap: Path, private: PrivateIngestKey) -> OpenedJournal:
    """Open a journal.

    Raises `JournalDamaged` with the record's number, `JournalNotBegun`, `WrapMissing`,
    `WrapDamaged` or `WrongIngestKey`; each says what to do.
    """
    wrapped = _read_wrap(wrap)
    reader = _Reader(journal.name, _read_file(journal))
    key = _open_key(wrap.name, wrapped, private)
    header = reader.header()
    if frames.binding(header) != wrapped.header_sha256:
        raise JournalDamaged(journal.name, 0, "the header is altered")
    head = _read_header(journal.name, header)
    parts, state = _read_records(reader, head, AESGCM(key))
    sound = sum(len(part.data) for part in parts if isinstance(part, Sound))
    return OpenedJournal(head, parts, state, sound * 1000 // head.rate)


def read_head(journal: Path) -> JournalHead:
    """Return what a journal's clear header says; only `read_journal` shows that it is true.

    Raises `JournalDamaged`, `JournalNotBegun`, and `FileNotFoundError` where it is gone.
    """
    return _read_header(journal.name, _Reader(journal.name, journal.read_bytes()).header())


def wrap_epoch(wrap: Path) -> EpochId:
    """Return the ingest epoch whose private key opens a wrap; raise `WrapMissing` or `WrapDamaged`."""
    return _read_wrap(wrap).key_epoch


class _Reader:
    """Cuts a journal's bytes into frames and stops where a frame is torn."""

    def __init__(self, name: str, data: bytes) -> None:
        self.name = name
        self.binding = b""
        self._data = data
        self._offset = 0
        self._number = 0

    def header(self) -> bytes:
        first = next(self.frames(), None)
        if first is None:
            raise JournalNotBegun(f"{self.name} has no whole header")
        if first.kind is not Kind.HEADER:
            raise JournalDamaged(self.name, 0, "no header")
        self.binding = frames.binding(first.body)
        return first.body

    def frames(self) -> Iterator[_Frame]:
        while (start := self._offset + frames.PREFIX.size) <= len(self._data):
            number = self._number
            kind, length, check = frames.PREFIX.unpack_from(self._data, self._offset)
            if check != frames.checksum(self.binding, number, kind, length):
                raise JournalDamaged(self.name, number, "the frame's kind or length is altered")
            if start + length > len(self._data):
                return
            self._offset, self._number = start + length, number + 1
            yield _Frame(number, Kind(kind), self._data[start : start + length])


def _read_records(
    reader: _Reader, head: JournalHead, cipher: AESGCM
) -> tuple[tuple[Sound | Gap, ...], JournalState]:
    parts: list[Sound | Gap] = []
    state = JournalState.CUT_SHORT
    for frame in reader.frames():
        if state is JournalState.COMPLETE:
            raise JournalDamaged(reader.name, frame.number, "a record after the final one")
        plaintext = _decrypt(reader, head, cipher, frame)
        match frame.kind:
            case Kind.DATA:
                parts.append(Sound(plaintext))
            case Kind.GAP:
                gap = from_json(GapRecord, canonical.loads(plaintext))
                parts.append(Gap(gap.ms, gap.reason))
            case _:
                state = JournalState.COMPLETE
    return tuple(parts), state


def _decrypt(reader: _Reader, head: JournalHead, cipher: AESGCM, frame: _Frame) -> bytes:
    associated = frames.associated(reader.binding, frame.kind, head.artefact)
    try:
        return cipher.decrypt(nonce(frame.number), frame.body, associated)
    except InvalidTag as error:
        raise JournalDamaged(reader.name, frame.number, "the record does not authenticate") from error


def _read_header(name: str, header: bytes) -> JournalHead:
    try:
        record = from_json(HeaderRecord, canonical.loads(header))
    except (CanonicalError, RecordError) as error:
        raise JournalDamaged(name, 0, f"the header is of another version: {error}") from error
    if record.format != frames.JOURNAL_FORMAT:
        raise JournalDamaged(name, 0, f"format {record.format!r} is not known here")
    return record.head


def _read_file(journal: Path) -> bytes:
    try:
        return journal.read_bytes()
    except FileNotFoundError as error:
        raise JournalNotBegun(f"{journal.name} is not there") from error


def _read_wrap(wrap: Path) -> WrapFile:
    try:
        data = wrap.read_bytes()
    except FileNotFoundError as error:
        raise WrapMissing(f"{wrap.name} is not there") from error
    if not data.endswith(b"\n"):
        raise WrapDamaged(f"{wrap.name} is cut off")
    try:
        record = from_json(WrapFile, canonical.loads(data[:-1]))
    except (CanonicalError, RecordError) as error:
        raise WrapDamaged(f"{wrap.name} cannot be read: {error}") from error
    if record.format != frames.WRAP_FORMAT:
        raise WrapDamaged(f"{wrap.name}: format {record.format!r} is not known here")
    return record


def _open_key(name: str, wrap: WrapFile, private: PrivateIngestKey) -> bytes:
    if wrap.suite != SUITE:
        raise WrapDamaged(f"{name}: suite {wrap.suite!r} is not known here")
    if wrap.key != private.fingerprint:
        raise WrongIngestKey(f"{name} is sealed to another key, of epoch {wrap.key_epoch}")
    try:
        return open_sealed(private, wrap.sealed_key, frames.journal_info(wrap.key_epoch, wrap.header_sha256))
    except CannotOpen as error:
        raise WrapDamaged(f"{name} is altered: it does not open with its own ingest key") from error
