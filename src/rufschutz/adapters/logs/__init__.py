"""Logs of all processes: one shape, no personal data, never in the way of sound.

JSON lines unless a terminal reads them; to standard error, or into a directory with
rotation and an end. `set_up` takes the root logger over, and with it what Django, uvicorn
and asyncio have to say; an exception that nobody caught goes the same way.
"""

from __future__ import annotations

import atexit
import contextlib
import logging
import sys
import threading
from dataclasses import dataclass
from enum import StrEnum
from typing import IO, TYPE_CHECKING, Final

from rufschutz.adapters.logs.files import LogFile
from rufschutz.adapters.logs.lines import line_of
from rufschutz.adapters.logs.writer import LineWriter, Sink

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import TracebackType

__all__ = ["COUNTS", "Format", "LogChoice", "LogCounts", "set_up"]

_QUIET: Final = ("asyncio", "django", "uvicorn", "allauth", "py.warnings")
_log = logging.getLogger(__name__)


class Format(StrEnum):
    """How a line looks; ``AUTO``: text for a terminal, else JSON."""

    AUTO = "auto"
    JSON = "json"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class LogChoice:
    """What the settings say of logs. ``directory`` None: standard error. ``most``: bytes of one file."""

    format: Format = Format.AUTO
    directory: Path | None = None
    days: int = 14
    most: int = 16 * 1024 * 1024


@dataclass(slots=True)
class LogCounts:
    """What this process logged: lines, warnings and worse, what the wall held back, lines not written."""

    lines: int = 0
    warnings: int = 0
    errors: int = 0
    dropped: int = 0
    lost: int = 0

    def lose(self) -> None:
        """Count a line that was not written."""
        self.lost += 1


COUNTS: Final = LogCounts()
"""The counts of this process, whatever was set up."""


class _Stream:
    """Standard error as a sink."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream

    def write(self, line: str, now: float) -> None:  # noqa: ARG002 - a sink's signature
        self._stream.write(f"{line}\n")
        self._stream.flush()

    def tidy(self, now: float) -> None:
        """Do nothing: whoever reads a stream keeps it."""

    def close(self) -> None:
        """Leave the stream open: others write to it too."""


class WallHandler(logging.Handler):
    """Renders a record behind the wall and hands the line on; never raises, never prints a record raw."""

    def __init__(self, process: str, *, as_json: bool, put: Callable[[str], None]) -> None:
        super().__init__()
        self._process = process
        self._as_json = as_json
        self._put = put

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record."""
        try:
            line = line_of(record, self._process)
            self._put(line.as_json() if self._as_json else line.as_text())
        except Exception:  # noqa: BLE001 - supervisor: what cannot be told must not stop who tells it
            COUNTS.lose()
            return
        COUNTS.lines += 1
        COUNTS.warnings += record.levelno == logging.WARNING
        COUNTS.errors += record.levelno >= logging.ERROR
        COUNTS.dropped += line.dropped


def set_up(process: str, choice: LogChoice, *, threaded: bool = False, stream: IO[str] | None = None) -> None:
    """Let every logger of this process write as ``choice`` says; raise `OSError` where it cannot.

    ``threaded``: lines are written by a thread, so that no caller waits; a log directory always has one.
    """
    sink, as_json = _sink(process, choice, stream or sys.stderr)
    put = _direct(sink)
    if threaded or choice.directory is not None:
        writer = LineWriter(sink, COUNTS.lose)
        writer.start()
        atexit.register(writer.close)
        put = writer.put
    _take_over(WallHandler(process, as_json=as_json, put=put))
    _catch_the_rest()


def _sink(process: str, choice: LogChoice, stream: IO[str]) -> tuple[Sink, bool]:
    if choice.directory is not None:
        choice.directory.mkdir(mode=0o750, exist_ok=True)
        return LogFile(choice.directory, process, choice.days, choice.most), choice.format is not Format.TEXT
    as_json = choice.format is Format.JSON or (choice.format is Format.AUTO and not stream.isatty())
    return _Stream(stream), as_json


def _direct(sink: Sink) -> Callable[[str], None]:
    def put(line: str) -> None:
        with contextlib.suppress(BrokenPipeError):
            sink.write(line, 0.0)

    return put


def _take_over(handler: WallHandler) -> None:
    root = logging.getLogger()
    for other in root.handlers[:]:
        root.removeHandler(other)
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    for name in _QUIET:
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True
        logger.setLevel(logging.WARNING)
    logging.captureWarnings(capture=True)
    logging.raiseExceptions = False


def _catch_the_rest() -> None:
    """Let an exception that nobody caught be told behind the wall, too."""
    sys.excepthook = _uncaught
    threading.excepthook = _uncaught_in_thread
    sys.unraisablehook = _unraisable


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if not issubclass(kind, KeyboardInterrupt):
        _log.critical("the process ends by an error that nobody caught", exc_info=(kind, error, trace))


def _uncaught_in_thread(arguments: threading.ExceptHookArgs) -> None:
    if arguments.exc_value is not None:
        found = (arguments.exc_type, arguments.exc_value, arguments.exc_traceback)
        _log.critical("a thread ended by an error that nobody caught", exc_info=found)


def _unraisable(found: sys.UnraisableHookArgs) -> None:
    if found.exc_value is not None:
        told = (found.exc_type, found.exc_value, found.exc_traceback)
        _log.error("an error where none can be raised", exc_info=told)
