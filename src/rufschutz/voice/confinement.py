"""What the voice process denies itself: core dumps, being traced, and writing where it has no business.

These are walls by code (the systemd unit builds them again from outside). Sound before
consent lives in memory only: no dump and no file can hold it.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from rufschutz.adapters.dumps import forbid_dumps
from rufschutz.voice.errors import VoiceError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_TRUNC


class ConfinementError(VoiceError):
    """Voice tried to write where it may not."""

    advice = "A defect: report it. Nothing was written."


def allow_writes_only(
    directories: Sequence[Path], seen: Callable[[str], None] = lambda _: None
) -> Callable[[str, tuple[object, ...]], None]:
    """Return an audit hook that refuses to open a file for writing outside ``directories``.

    ``seen`` hears each path that is opened for writing. Install it with `sys.addaudithook`;
    it then stays for the life of the process (PEP 578).
    """
    roots = tuple(f"{directory.resolve()}/" for directory in directories)

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if event != "open":
            return
        path, mode, flags = arguments
        if not isinstance(flags, int) or not flags & _WRITING or isinstance(path, int):
            return
        name = os.path.realpath(os.fsdecode(path) if isinstance(path, str | bytes) else str(path))
        if not name.startswith(roots) and name != os.devnull:
            raise ConfinementError(f"voice may not write {name} (mode {mode})")
        seen(name)

    return hook


def trace_from_environment() -> Callable[[str], None]:
    """Return what writes each opened path to the descriptor in ``RUFSCHUTZ_OPEN_TRACE``, if there is one."""
    number = os.environ.get("RUFSCHUTZ_OPEN_TRACE")
    if number is None:
        return lambda _: None
    descriptor = int(number)
    return lambda name: _tell(descriptor, name)


def _tell(descriptor: int, name: str) -> None:
    os.write(descriptor, f"{name}\n".encode())


def confine(directories: Sequence[Path]) -> None:
    """Put all walls up for this process."""
    forbid_dumps()
    sys.addaudithook(allow_writes_only(directories, trace_from_environment()))
