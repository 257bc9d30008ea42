r"""What stands in a spool file.

``<writer>-<epoch>.spool`` is lines of UTF-8 that end with ``\n``::

    line 0   canonical JSON of `SpoolHead`: who writes, and the file key, sealed to an ingest key
    line n   canonical JSON of `Envelope` \t sealed payload in lower-case hex

``n`` is the sequence of the fact: gapless from 1, so a line's number and its sequence
agree. The envelope is clear and is the associated data under which the payload is
sealed. A file holds no key and is never opened here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from rufschutz.domain import canonical
from rufschutz.domain.canonical import CanonicalError
from rufschutz.domain.ids import EpochId, FactId, TenantId  # noqa: TC001 - the codec reads them
from rufschutz.domain.moments import Millis  # noqa: TC001 - the codec reads it
from rufschutz.handover.codec import RecordError, from_json, to_json
from rufschutz.handover.errors import HandoverError

FORMAT = "rufschutz-spool/1"


class SpoolError(HandoverError):
    """The spool cannot be written or read."""


class SpoolNotStarted(SpoolError):
    """A file whose head was never completed: its writer died at the start, and no fact is in it."""

    advice = "Nothing is lost. The file goes when the writer has started again."


class SpoolDamaged(SpoolError):
    """A complete line that is not what was written. ``sequence`` 0 is the head."""

    advice = "Keep the file as it is, and compare it with a copy: facts from this line on are in doubt."

    def __init__(self, file: str, sequence: int, why: str) -> None:
        super().__init__(f"{file}, line {sequence}: {why}")
        self.file = file
        self.sequence = sequence


@dataclass(frozen=True, slots=True)
class WrappedKey:
    """A file key as it may be written down: sealed with ``suite`` to the ingest key ``key_epoch``."""

    suite: str
    key_epoch: EpochId
    sealed_key: bytes


@dataclass(frozen=True, slots=True)
class SpoolHead:
    """The first line of a file."""

    format: str
    writer: str
    epoch: int
    suite: str
    key_epoch: EpochId
    sealed_key: bytes


@dataclass(frozen=True, slots=True)
class Envelope:
    """What is clear about a fact. ``at``: server time, ms UTC; ``type``: `handover.facts.fact_type`."""

    writer: str
    epoch: int
    sequence: int
    type: str
    fact: FactId
    tenant: TenantId
    at: Millis


@dataclass(frozen=True, slots=True)
class SpoolLine:
    """A line as read: ``envelope_bytes`` is the associated data of ``sealed``; ``file`` names its file."""

    file: str
    envelope: Envelope
    envelope_bytes: bytes
    sealed: bytes


class Sealer(Protocol):
    """Seals payloads with one file key; `rufschutz.vault.seal.spool.SpoolSealer` is it."""

    def head(self) -> WrappedKey:
        """Return the file key, sealed."""

    def seal(self, sequence: int, envelope: bytes, payload: bytes) -> bytes:
        """Seal a payload; ``sequence`` must rise and is never used twice."""

    def destroy(self) -> None:
        """Forget the file key; the writer calls it when the file is finished."""


def head_line(head: SpoolHead) -> bytes:
    """Return line 0 with its end of line."""
    return canonical.dumps(to_json(head)) + b"\n"


def envelope_bytes(envelope: Envelope) -> bytes:
    """Return the envelope's canonical JSON."""
    return canonical.dumps(to_json(envelope))


def fact_line(envelope: bytes, sealed: bytes) -> bytes:
    """Return a fact's line with its end of line."""
    return b"%b\t%b\n" % (envelope, sealed.hex().encode())


def parse_head(file: str, line: bytes) -> SpoolHead:
    """Read line 0 (without its end); raise `SpoolDamaged` unless it is the head of ``file``."""
    try:
        head = from_json(SpoolHead, canonical.loads(line))
    except (CanonicalError, RecordError, ValueError) as error:
        raise SpoolDamaged(file, 0, f"not a head: {error}") from error
    if head.format != FORMAT:
        raise SpoolDamaged(file, 0, f"format {head.format!r} is not known here")
    if file != f"{head.writer}-{head.epoch}.spool":
        raise SpoolDamaged(file, 0, "the head belongs to another file")
    return head


def parse_line(file: str, head: SpoolHead, number: int, line: bytes, shift: int = 0) -> SpoolLine:
    """Read line ``number`` (without its end); raise `SpoolDamaged` unless it can stand there.

    Its fact's sequence is the number and ``shift``, which is 0 but behind damage.
    """
    found = _read_line(file, head, number, line)
    if found.envelope.sequence != number + shift:
        told = found.envelope.sequence
        raise SpoolDamaged(file, number, f"expected fact {number + shift}, found fact {told}")
    return found


def reread_line(file: str, head: SpoolHead, line: bytes) -> SpoolLine:
    """Read a line wherever it stands; raise `SpoolDamaged` where it is none of this file.

    For whoever looks behind damage: what it holds is to be believed only once its seal opens.
    """
    return _read_line(file, head, 0, line)


def _read_line(file: str, head: SpoolHead, number: int, line: bytes) -> SpoolLine:
    clear, tab, sealed_hex = line.partition(b"\t")
    try:
        envelope = from_json(Envelope, canonical.loads(clear))
        sealed = bytes.fromhex(sealed_hex.decode("ascii"))
    except (CanonicalError, RecordError, ValueError) as error:
        raise SpoolDamaged(file, number, f"not a fact: {error}") from error
    if not tab:
        raise SpoolDamaged(file, number, "the sealed payload is missing")
    if sealed.hex().encode() != sealed_hex:
        raise SpoolDamaged(file, number, "the sealed payload is not in lower-case hex")
    if (envelope.writer, envelope.epoch) != (head.writer, head.epoch):
        raise SpoolDamaged(file, number, "the fact was written to another file")
    return SpoolLine(file, envelope, clear, sealed)
