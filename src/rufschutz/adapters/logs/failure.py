"""What a log tells of an exception: its types and where the code was, seldom its words.

The words of a `RufschutzError` are our own and pass the wall; those of others may quote
what a caller sent and are left out, but for what an error number of the system means.
"""

from __future__ import annotations

import os
import traceback
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rufschutz.adapters.logs.wall import scrub
from rufschutz.domain.errors import RufschutzError

if TYPE_CHECKING:
    from types import TracebackType

_PLACES: Final = 12
_CAUSES: Final = 5


@dataclass(frozen=True, slots=True)
class Failure:
    """An exception without foreign words.

    ``types``: its own type and those it came from, the outermost first. ``places``: module,
    line and function, the innermost last. ``words``: '' for a foreign exception.
    """

    types: tuple[str, ...]
    places: tuple[str, ...]
    words: str
    dropped: int


def describe(error: BaseException, trace: TracebackType | None) -> Failure:
    """Return what may be told of an exception."""
    words, dropped = words_of(error)
    return Failure(_types(error), _places(trace), words, dropped)


def words_of(error: BaseException) -> tuple[str, int]:
    """Return what may be told of an exception's words, '' for nothing; and how much was dropped.

    Ours pass the wall; of the system's only what its number means; what cannot be imported names code.
    """
    if isinstance(error, RufschutzError | ImportError):
        return scrub(str(error))
    if isinstance(error, OSError) and error.errno is not None and error.errno > 0:
        return os.strerror(error.errno), 0
    return "", 0


def type_of(error: BaseException) -> str:
    """Return a type's full name."""
    kind = type(error)
    return kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"


def _types(error: BaseException) -> tuple[str, ...]:
    found: list[str] = []
    step: BaseException | None = error
    while step is not None and len(found) < _CAUSES:
        found.append(type_of(step))
        step = step.__cause__ or (None if step.__suppress_context__ else step.__context__)
    return tuple(found)


def _places(trace: TracebackType | None) -> tuple[str, ...]:
    frames = list(traceback.walk_tb(trace))[-_PLACES:]
    return tuple(
        f"{frame.f_globals.get('__name__', '?')}:{line} {frame.f_code.co_name}" for frame, line in frames
    )
