"""The thread that takes a doomed journal's key away at once, waiting for no other work.

The writer may be in the middle of an fsync when a caller presses the star; should the
process die in that moment, the message must not be found readable. Decides nothing and
reports nothing: the writer destroys, reads back and tells, as if this thread were not there.
"""

from __future__ import annotations

import contextlib
import queue
import threading
from typing import TYPE_CHECKING

from rufschutz.vault.seal.journal import wrap_path

if TYPE_CHECKING:
    from pathlib import Path

    from rufschutz.domain.ids import ArtefactId


class Shredder:
    """Removes wraps of ``directory``. `doom` never blocks."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._doomed: queue.SimpleQueue[ArtefactId | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="shredder", daemon=True)

    def start(self) -> None:
        """Begin to work."""
        self._thread.start()

    def doom(self, artefact: ArtefactId) -> None:
        """Remove this artefact's wrap as soon as this thread runs."""
        self._doomed.put(artefact)

    def close(self) -> None:
        """Do what is queued, then end."""
        self._doomed.put(None)
        self._thread.join()

    def _run(self) -> None:
        while (artefact := self._doomed.get()) is not None:
            with contextlib.suppress(OSError):  # the writer tries again, and tells
                wrap_path(self._directory, artefact).unlink(missing_ok=True)
