"""How many recordings a second are erased: keys, rows, ciphertext, read back, logged, provable.

Runs the product's own sweep in a process and a directory of its own. What is counted
ends when the last erasure stands under a signed checkpoint; certificates are then
derived and checked for a sample, which is not counted.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rufschutz.bench.errors import BenchError
from rufschutz.vault.keystore.root import RootKey

if TYPE_CHECKING:
    from collections.abc import Sequence

ARTEFACTS: Final = 2000
_START: Final = "import django; django.setup(); from rufschutz.bench.erasing import main; main()"


@dataclass(frozen=True, slots=True)
class DeletionResult:
    """One measured run. ``seconds`` are wall time; ``certified`` of the sample were derived and hold.

    ``database``: ``sqlite`` or ``postgresql``.
    """

    database: str
    artefacts: int
    seconds: float
    per_second: float
    certified: int


def measure(artefacts: int = ARTEFACTS, databases: Sequence[str] = ("",)) -> tuple[DeletionResult, ...]:
    """Measure on each database: '' is SQLite in a temporary directory, else a PostgreSQL URL.

    A named database must be a throw-away one. Raises `BenchError`.
    """
    return tuple(_measure(artefacts, database) for database in databases)


def _measure(artefacts: int, database: str) -> DeletionResult:
    with tempfile.TemporaryDirectory(prefix="rufschutz-bench-") as directory:
        base = Path(directory)
        data = base / "data"
        data.mkdir()
        settings = f'installation = "{"0" * 32}"\ndemo = true\n'
        (data / "rufschutz.toml").write_text(settings, "utf-8")
        RootKey.create(base / "root.key")
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "rufschutz.site.settings",
            "RUFSCHUTZ_DATA": str(data),
            "RUFSCHUTZ_DATABASE": database,
            "RUFSCHUTZ_ROOT_KEY_FILE": str(base / "root.key"),
        }
        environment.pop("RUFSCHUTZ_DJANGO_BARE", None)
        words = [sys.executable, "-c", _START, str(artefacts)]
        ended = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - our own words
    if ended.returncode != 0:
        raise BenchError(f"the deletion run failed: {ended.stderr[-2000:]}")
    seen = json.loads(ended.stdout.splitlines()[-1])
    seconds = float(seen["seconds"])
    return DeletionResult(
        database="postgresql" if database else "sqlite",
        artefacts=artefacts,
        seconds=seconds,
        per_second=artefacts / seconds,
        certified=int(seen["certified"]),
    )
