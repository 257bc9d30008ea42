"""The thread that writes log lines, so that whoever logs never waits for a disk or a pipe.

The queue is bounded: what does not fit, what the disk refuses, and what a disk that hangs has not
taken when the end has waited long enough, is counted and lost. It is a named supervisor: it ends
at `LineWriter.close` only.
"""

from __future__ import annotations

import contextlib
import queue
import threading
import time
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

_LONGEST_QUEUE: Final = 10_000
_TIDY_SECONDS: Final = 60.0
_END_SECONDS: Final = 5.0


class Sink(Protocol):
    """Where lines go. ``now``: seconds since 1970."""

    def write(self, line: str, now: float) -> None:
        """Write one line."""
        ...

    def tidy(self, now: float) -> None:
        """Do what is due even when nothing is written."""
        ...

    def close(self) -> None:
        """Write no more."""
        ...


class LineWriter:
    """Hands lines to a sink from a thread of its own; ``lost`` hears of each line that was not written."""

    def __init__(
        self,
        sink: Sink,
        lost: Callable[[], None],
        clock: Callable[[], float] = time.time,
        most: int = _LONGEST_QUEUE,
        patience: float = _END_SECONDS,
    ) -> None:
        self._sink = sink
        self._lost = lost
        self._clock = clock
        self._patience = patience
        self._lines: queue.Queue[str | None] = queue.Queue(most)
        self._thread = threading.Thread(target=self._run, name="log", daemon=True)

    def start(self) -> None:
        """Begin to write."""
        self._thread.start()

    def put(self, line: str) -> None:
        """Queue a line and return at once; a full queue loses it."""
        try:
            self._lines.put_nowait(line)
        except queue.Full:
            self._lost()

    def close(self) -> None:
        """Write what is queued, then end; a sink that hangs is left to itself after ``patience`` s."""
        until = time.monotonic() + self._patience
        if self._thread.is_alive():
            with contextlib.suppress(queue.Full):
                self._lines.put(None, timeout=self._patience)
            self._thread.join(max(0.0, until - time.monotonic()))
        if not self._thread.is_alive():
            self._sink.close()
            return
        for _ in range(self._lines.qsize()):
            self._lost()

    def _run(self) -> None:
        while True:
            try:
                line = self._lines.get(timeout=_TIDY_SECONDS)
            except queue.Empty:
                self._tidy()
                continue
            if line is None:
                return
            self._write(line)

    def _write(self, line: str) -> None:
        try:
            self._sink.write(line, self._clock())
        except Exception:  # noqa: BLE001 - supervisor: a log that cannot be written must not end the process
            self._lost()

    def _tidy(self) -> None:
        try:
            self._sink.tidy(self._clock())
        except Exception:  # noqa: BLE001 - supervisor: tried again in a minute
            self._lost()
