"""When a backup is made without anybody typing a command: asked for on a page, or because it is time.

Decides only whether it is time. A clock that ran ahead and was set back makes one due, never puts one off.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rufschutz.domain.moments import DAY, Millis

if TYPE_CHECKING:
    from collections.abc import Iterable

ASKED_LIVES: Final = DAY
"""How long (ms) it is tried to make a backup that was asked for."""


def is_due(every: int, last: Millis | None, asked: Iterable[Millis], now: Millis) -> bool:
    """Say whether to make one now.

    ``every``: ms between two of them, 0 for never by itself; ``last``: when the last whole one was made;
    ``asked``: when those were asked for that are not made.
    """
    if any(at <= now < at + ASKED_LIVES for at in asked):
        return True
    return bool(every) and (last is None or not last <= now < last + every)
