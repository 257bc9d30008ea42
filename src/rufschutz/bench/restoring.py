"""The measured process of `rufschutz.bench.restore`: a backup is made, copied by `cp`, and restored.

One recording is made by the product's own actions; the others are its rows, with ciphertext of the length
of a long message each. Backup and restore are the product's own commands, each a process of its own, as
in an emergency. Needs a Django that is set up for an empty installation.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import subprocess
import sys
import time
from contextlib import ExitStack
from typing import TYPE_CHECKING, Final

from django.db import connections

from rufschutz.bench import cluster
from rufschutz.bench.erasing import prepare
from rufschutz.bench.office import open_office
from rufschutz.core.audit.actions import sequence
from rufschutz.core.backup.actions.making import Source, make
from rufschutz.core.backup.shelf import Shelf
from rufschutz.core.keys.actions.keyring import PLAN
from rufschutz.core.keys.queries import public_key
from rufschutz.core.runtime import default_data, read
from rufschutz.domain.restore.manifest import Sort
from rufschutz.handover import durable
from rufschutz.vault.keystore.root import RootKey

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from rufschutz.bench.office import Office

SEALED: Final = 1 << 20
"""Bytes of a recording's ciphertext: two minutes."""

AFTER: Final = "rufschutz_bench_after"


def main() -> None:
    """Measure with as many recordings as the first argument says; print the result as one line of JSON."""
    office = open_office()
    prepare(office, int(sys.argv[1]))
    _lengthen(office)
    sequence(office.tenant, office.keys, office.log, office.now)
    installation = read(default_data())
    base = office.data.parent
    durable.replace(installation.plan_key_file, public_key(PLAN).hex().encode())
    started = time.perf_counter()
    source = Source(installation, RootKey.load(installation.root_key_file))
    make(source, Shelf(base / "backups"), list(Sort), office.now)
    made = time.perf_counter() - started
    connections.close_all()
    size = sum(path.stat().st_size for path in (base / "backups").rglob("*") if path.is_file())
    copied = min(_copied(base, str(number)) for number in range(3))
    with ExitStack() as held:
        server = os.environ["RUFSCHUTZ_DATABASE"]
        url = held.enter_context(cluster.database(server, AFTER)) if server else ""
        restored = _restored(base, url)
    told = {"bytes": size, "backup": made, "copied": copied[0], "copied_cpu": copied[1]}
    print(json.dumps(told | {"restored": restored[0], "restored_cpu": restored[1]}))  # noqa: T201 - the answer to the measuring process


def _lengthen(office: Office) -> None:
    """Let each ciphertext be as long as that of a long message."""
    for path in (office.data / "blobs").rglob("*"):
        if path.is_file():
            path.write_bytes(secrets.token_bytes(SEALED))
    os.sync()


def _copied(base: Path, name: str) -> tuple[float, float]:
    """Copy the backups as they lie there, until the copy is on the disk."""
    target = base / f"copy-{name}"
    took = _run(["cp", "-r", str(base / "backups"), str(target)], os.environ, synced=True)
    shutil.rmtree(target)
    return took


def _restored(base: Path, url: str) -> tuple[float, float]:
    environment = os.environ | {"RUFSCHUTZ_DATA": str(base / "after"), "RUFSCHUTZ_DATABASE": url}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    program = [sys.executable, "-m", "rufschutz", "--data", str(base / "after")]
    return _run([*program, "restore", "--from", str(base / "backups")], environment)


def _run(
    words: Sequence[str], environment: Mapping[str, str], *, synced: bool = False
) -> tuple[float, float]:
    """Return the seconds of a process, by the clock and of CPU; with ``synced`` until all is on the disk."""
    before, started = os.times(), time.perf_counter()
    subprocess.run(words, env=environment, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - our own words
    if synced:
        os.sync()
    seconds, after = time.perf_counter() - started, os.times()
    used = after.children_user + after.children_system - before.children_user - before.children_system
    return seconds, used
