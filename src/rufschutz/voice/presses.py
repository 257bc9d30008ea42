"""One press, told in several ways: as an event, by INFO and as a tone. It counts once.

The same key pressed twice stays two, whatever the order in which the ways tell of it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from rufschutz.domain.call.events import KeyMethod, KeyPressed

SAME_MS: Final = 1_000
"""What two ways tell of the same key within this time is one press."""

LONG_MS: Final = 3_000
"""The same, where one way does not tell when the key went down: it may tell at the end of a long press."""


@dataclass(slots=True)
class _Press:
    first: KeyPressed
    told_by: set[KeyMethod] = field(default_factory=set)

    def is_of(self, told: KeyPressed) -> bool:
        """Say whether ``told`` may be this press: INFO may be sent at its start or at its end."""
        since, began, before = told.at - self.first.at, told.started_at, self.first.started_at
        if began is None or before is None:
            return told.key is self.first.key and since < LONG_MS
        return told.key is self.first.key and min(since, abs(began - before)) < SAME_MS


class Presses:
    """The presses of one call within the last seconds."""

    def __init__(self) -> None:
        self._open: list[_Press] = []

    def is_new(self, told: KeyPressed) -> bool:
        """Say whether this is a press of which no other way has told yet.

        Each way tells of each press once: what it tells belongs to the oldest press of
        that key of which it has not told, and without one it is another press.
        """
        self._open = [press for press in self._open if press.is_of(told) or self._is_recent(press, told)]
        for press in self._open:
            if press.is_of(told) and told.method not in press.told_by:
                press.told_by.add(told.method)
                return False
        self._open.append(_Press(told, {told.method}))
        return True

    @staticmethod
    def _is_recent(press: _Press, told: KeyPressed) -> bool:
        return told.at - press.first.at < LONG_MS
