"""How long a stranger takes to check a whole log: every entry, every tile, the signature.

The log is made in a directory of its own by the product's own tiles and signature; what checks it is the
file that is handed to strangers, in an interpreter that has nothing else.
"""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rufschutz.bench.consenting import Figure
from rufschutz.bench.errors import BenchError
from rufschutz.core.audit.tiles import TileStore
from rufschutz.domain.audit import verify
from rufschutz.domain.audit.checkpoint import Checkpoint, VerifierKey, sign_checkpoint
from rufschutz.domain.audit.leaf import SIZE, VERSION, leaf_hash
from rufschutz.domain.audit.merkle import root_of
from rufschutz.domain.audit.vocabulary import EventClass
from rufschutz.vault.keystore.signing import SigningKey

if TYPE_CHECKING:
    from collections.abc import Sequence

ENTRIES: Final = 1_000_000
SECONDS: Final = 2.0
RUNS: Final = 5


@dataclass(frozen=True, slots=True)
class ProofResult:
    """The fastest of some runs over ``entries``: seconds of the clock and of CPU, from the start.

    ``bare`` are the CPU seconds of as many hashes as a tree of that size has, in the same interpreter
    and without reading a file: less than this it cannot be.
    """

    entries: int
    seconds: float
    cpu: float
    bare: float

    def figures(self) -> tuple[Figure, ...]:
        """Return the time of the clock with its limit, the CPU time, and that of the hashes alone."""
        what = f"a log of {self.entries:,} entries checked"
        return (
            Figure(what, self.seconds, "s", SECONDS),
            Figure(f"{what}, CPU", self.cpu, "s"),
            Figure(f"{2 * self.entries - 1:,} hashes alone, CPU", self.bare, "s"),
        )


def measure(entries: int = ENTRIES) -> ProofResult:
    """Make a log of so many entries and let it be checked; raises `BenchError` where it does not hold."""
    with tempfile.TemporaryDirectory(prefix="rufschutz-bench-") as directory:
        key = make_log(Path(directory), entries)
        words = [sys.executable, "-I", str(verify.__file__), "--log", directory, "--key", key]
        runs = [_run(words) for _ in range(RUNS)]
    seconds, cpu = min(runs)
    bare = _run([sys.executable, "-I", "-c", _BARE, str(entries)])[1]
    return ProofResult(entries, seconds, cpu, bare)


def make_log(directory: Path, entries: int) -> str:
    """Write the files of a log of so many entries into a directory; return the key that signed it."""
    signing = SigningKey.generate()
    key = VerifierKey("rufschutz/bench", signing.public_key)
    head = bytes([VERSION, EventClass.RETENTION]) + bytes(4)
    salt = secrets.token_bytes(32)
    leaves = [head + (at.to_bytes(8, "big") + salt)[: SIZE - len(head)] for at in range(entries)]
    root = root_of([leaf_hash(leaf) for leaf in leaves])
    text = sign_checkpoint(Checkpoint(key.name, entries, root), key, signing.sign)
    TileStore(directory).publish(0, leaves, root, text)
    return str(key)


def _run(words: Sequence[str]) -> tuple[float, float]:
    """Return the seconds of a process, by the clock and of CPU."""
    before, started = os.times(), time.perf_counter()
    ended = subprocess.run(words, capture_output=True, text=True, check=False)  # noqa: S603 - our own words
    seconds, after = time.perf_counter() - started, os.times()
    if ended.returncode:
        raise BenchError(f"the log does not hold: {(ended.stdout + ended.stderr)[-500:]}")
    used = after.children_user + after.children_system - before.children_user - before.children_system
    return seconds, used


_BARE: Final = """
import hashlib, sys
sha256, leaf, pair = hashlib.sha256, bytes(39), bytes(65)
for _ in range(int(sys.argv[1])): sha256(leaf).digest()
for _ in range(int(sys.argv[1]) - 1): sha256(pair).digest()
"""
