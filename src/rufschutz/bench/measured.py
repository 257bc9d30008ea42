"""A measured process: one entry point of the bench in an interpreter and a directory of its own.

What it measures is the product's own code on an empty installation; nothing of this
process, and nothing of any installation, is touched.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rufschutz.bench.errors import BenchError
from rufschutz.vault.keystore.root import RootKey

if TYPE_CHECKING:
    from collections.abc import Sequence


def run(module: str, arguments: Sequence[int], database: str) -> Any:  # noqa: ANN401 - what the module printed
    """Run ``main`` of a module under `rufschutz.bench`; return the JSON of its last line.

    ``database``: '' for SQLite in the directory, else the URL of an empty PostgreSQL
    database. Raises `BenchError` with what the process said last.
    """
    with tempfile.TemporaryDirectory(prefix="rufschutz-bench-") as directory:
        environment = _installation(Path(directory), database)
        start = f"import django; django.setup(); from rufschutz.bench.{module} import main; main()"
        words = [sys.executable, "-c", start, *map(str, arguments)]
        ended = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - our own words
    if ended.returncode != 0:
        raise BenchError(f"the {module} run failed: {ended.stderr[-2000:]}")
    return json.loads(ended.stdout.splitlines()[-1])


def _installation(base: Path, database: str) -> dict[str, str]:
    """Make settings and a root key in ``base``; return the environment that points there."""
    data = base / "data"
    (data / "record").mkdir(parents=True)
    (data / "rufschutz.toml").write_text(f'installation = "{"0" * 32}"\ndemo = true\n', "utf-8")
    RootKey.create(base / "root.key")
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "rufschutz.site.settings",
        "RUFSCHUTZ_DATA": str(data),
        "RUFSCHUTZ_DATABASE": database,
        "RUFSCHUTZ_ROOT_KEY_FILE": str(base / "root.key"),
    }
    environment.pop("RUFSCHUTZ_DJANGO_BARE", None)
    return environment
