"""How fast sound is sealed, beside the bare cipher on the same buffers.

Ours and the cipher take turns, and the best turn of each counts: a busy machine
slows single turns, not the ratio.
"""

from __future__ import annotations

import os
import tempfile
import time
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from rufschutz.bench import rig
from rufschutz.domain.ids import ArtefactId, CallId, FactId, PlanVersion, PurposeId, TenantId
from rufschutz.vault.open.archive import CHUNK, ArchiveReader, write_archive
from rufschutz.vault.seal.journal import JournalHead, JournalWriter
from rufschutz.vault.seal.suite import SUITE

if TYPE_CHECKING:
    from collections.abc import Callable

SECOND: Final = 8_000
"""A journal record's sound: one second of G.711."""

MEGABYTES: Final = 16
TURNS: Final = 7

_HEAD: Final = JournalHead(
    SUITE, TenantId("bench"), CallId("bench"), ArtefactId("bench"), PlanVersion("bench"),
    PurposeId("record_matter"), FactId("bench"), "PCMA", SECOND,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SealingResult:
    """One way of sealing; ``ours`` and ``cipher`` in MB of plaintext a second, ``piece`` in bytes."""

    what: str
    piece: int
    ours: float
    cipher: float

    @property
    def ratio(self) -> float:
        """Return ours as a part of the bare cipher's speed."""
        return self.ours / self.cipher


def measure(megabytes: int = MEGABYTES, turns: int = TURNS) -> tuple[SealingResult, ...]:
    """Measure the journal's writing and the archive's writing and reading on the same sound."""
    sound = os.urandom(megabytes * 1_000_000)
    key, context = os.urandom(32), b"bench"
    archive = BytesIO()
    write_archive(archive, [sound], key, context)

    def read() -> None:
        for _ in ArchiveReader(archive, key, context).chunks():
            pass

    def write() -> None:
        write_archive(BytesIO(), [sound], key, context)

    return (
        _compare("journal, a record a second", SECOND, sound, lambda: _journal(sound), turns),
        _compare("archive, written", CHUNK, sound, write, turns),
        _compare("archive, read", CHUNK, sound, read, turns),
    )


def _compare(what: str, piece: int, sound: bytes, ours: Callable[[], None], turns: int) -> SealingResult:
    best, bare = float("inf"), float("inf")
    for _ in range(turns):
        best = min(best, _seconds(ours))
        bare = min(bare, _seconds(lambda: _cipher(sound, piece)))
    size = len(sound) / 1e6
    return SealingResult(what, piece, size / best, size / bare)


def _seconds(work: Callable[[], None]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _cipher(sound: bytes, piece: int) -> None:
    cipher = AESGCM(bytes(32))
    for number, start in enumerate(range(0, len(sound), piece)):
        cipher.encrypt(number.to_bytes(12, "big"), sound[start : start + piece], b"bench")


def _journal(sound: bytes) -> None:
    """Write a whole journal: wrap, header, records, final record, durable at its end."""
    with tempfile.TemporaryDirectory(prefix="rufschutz-bench-") as directory:
        journal = JournalWriter.create(Path(directory), _HEAD, _KEY)
        journal.append(sound)
        journal.final()


_KEY: Final = rig.ingest_key()
