"""The voice process, telling in its trace also what became durable: ``synced PATH SIZE``.

``hasty``: with its care removed, as a control. Facts are then told durable before they
are, and a journal is opened too early. Each is told once all the same: a call counts what it is
told, and one that is told too much never ends.
"""

from __future__ import annotations

import os
import sys
import time
from dataclasses import replace
from pathlib import Path

from rufschutz.cli.main import cli
from rufschutz.voice.spooler import Spooler

trace = int(os.environ["RUFSCHUTZ_OPEN_TRACE"])
really = os.fdatasync


def fdatasync(descriptor: int) -> None:
    size = os.fstat(descriptor).st_size
    really(descriptor)
    path = Path(f"/proc/self/fd/{descriptor}").readlink()
    os.write(trace, f"synced {path} {size}\n".encode())


def hasty_write(spooler: Spooler) -> None:
    told, spooler._waiting = spooler._waiting, [replace(job, durable=nothing) for job in spooler._waiting]
    for job in told:
        job.durable()
    time.sleep(0.3)
    careful_write(spooler)


def nothing() -> None:
    """Tell nobody."""


os.fdatasync = fdatasync
careful_write = Spooler._write
if "hasty" in sys.argv:
    Spooler._write = hasty_write
cli(["serve", "voice"])
