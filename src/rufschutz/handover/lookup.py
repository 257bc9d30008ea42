"""What voice asks of core about a number while the phone rings, and what it is told.

Decides the form alone: one line of canonical JSON each way, over a Unix socket in the run
directory. The answer holds what may follow from the number and nothing of what is stored.
Whoever gets no answer in time, or one that does not read, knows nothing of the number.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeVar

from rufschutz.domain import canonical
from rufschutz.domain.canonical import CanonicalError
from rufschutz.domain.ids import LineId, PurposeId, TenantId  # noqa: TC001 - the codec reads them
from rufschutz.handover.codec import RecordError, from_json, to_json

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Record = TypeVar("Record")

FORMAT: Final = "rufschutz-lookup/1"

SOCKET: Final = "lookup.sock"
"""Its name in the directory ``run``."""

MODE: Final = 0o660
"""Its group asks, nobody else: voice, under its own user (docs/operate, "Who may touch what")."""

LONGEST: Final = 4_096
"""Bytes of a line, its end included; a longer one is no question and no answer."""


@dataclass(frozen=True, slots=True)
class LookupRequest:
    """A question: what may follow from this number (E.164), for a call to this line.

    ``asked``: the SHA-256 (hex) of the words of each full question that the call may ask.
    """

    format: str
    tenant: TenantId
    line: LineId
    number: str
    asked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LookupAnswer:
    """What may follow: ``never_record`` is an objection; ``consented`` shortens words, no more."""

    format: str
    never_record: bool = False
    consented: tuple[PurposeId, ...] = ()


def line_of(record: LookupRequest | LookupAnswer) -> bytes:
    """Return a record as its line, with the end of the line."""
    return canonical.dumps(to_json(record)) + b"\n"


def read_request(line: bytes) -> LookupRequest:
    """Read a question; raise `RecordError` for anything else, never with the words of it."""
    return _read(LookupRequest, line)


def read_answer(line: bytes) -> LookupAnswer:
    """Read an answer; raise `RecordError` for anything else."""
    return _read(LookupAnswer, line)


def _read(kind: type[Record], line: bytes) -> Record:
    if not line.endswith(b"\n") or len(line) > LONGEST:
        raise RecordError("a line of the look-up is cut off or too long")
    try:
        record = from_json(kind, canonical.loads(line[:-1]))
    except CanonicalError:
        raise RecordError("a line of the look-up is no canonical JSON") from None
    if getattr(record, "format", "") != FORMAT:
        raise RecordError("the look-up speaks another version")
    return record


@contextmanager
def address(run: Path, name: str = SOCKET) -> Iterator[str]:
    """Yield an address of a socket in ``run`` that is short enough, however deep the directory lies.

    A socket's address holds 108 bytes (unix(7)). Raises `OSError` where the directory cannot be entered.
    """
    descriptor = os.open(run, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        yield f"/proc/self/fd/{descriptor}/{name}"
    finally:
        os.close(descriptor)
