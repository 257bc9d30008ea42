"""The stop switch of deletion runs: who, why, and for how long at most.

Decides when runs stand still. It never touches a withdrawal, what a data subject asked to be erased,
or what a hold lets go: those were promised to somebody at once. A stop always ends by itself; what was
due meanwhile goes with the next run, and before that no other stop begins (Art. 5(1)(e) GDPR).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from rufschutz.domain.moments import DAY, Millis
from rufschutz.domain.retention.rule import RetentionError

if TYPE_CHECKING:
    from rufschutz.domain.ids import PersonId

LONGEST: Final = 7 * DAY
REASON: Final = 300
"""Letters that a reason has at most."""


class StopError(RetentionError):
    """Deletion runs cannot be stopped like that."""

    advice = "Give a reason, and an end within seven days; what lies there longer needs a hold of its own."


class NotStoppedError(StopError):
    """There is nothing to resume."""

    advice = "Deletion runs are not stopped: see rufschutz retention concept, or the page Löschkonzept."


@dataclass(frozen=True, slots=True)
class Stop:
    """Deletion runs stand still from ``since`` to ``until`` (ms UTC); ``ended``: somebody resumed them."""

    reason: str
    by: PersonId
    since: Millis
    until: Millis
    ended: Millis | None = None

    def in_force(self, now: Millis) -> bool:
        """Whether runs stand still now. One that ends too far off was set by a clock that ran ahead."""
        return self.ended is None and now < self.until <= now + LONGEST


def stop(reason: str, by: PersonId, now: Millis, until: Millis, last: Stop | None) -> Stop:
    """Return a new stop; raise `StopError`.

    ``last``: one after which no run has gone through yet. While it stands, or before that run, none
    begins, so that stops cannot be strung together.
    """
    if not 0 < len(reason.strip()) <= REASON:
        raise StopError(f"a stop has a reason, at most {REASON} letters")
    if not now < until <= now + LONGEST:
        raise StopError("a stop ends within seven days")
    if last is not None and last.in_force(now):
        raise StopError("deletion runs are stopped already")
    if last is not None:
        raise StopError("nothing has been deleted since the last stop ended: the next run comes first")
    return Stop(reason.strip(), by, now, until)


def resume(last: Stop | None, now: Millis) -> Stop:
    """Return the stop as ended now; raise `NotStoppedError` where none is in force."""
    if last is None or not last.in_force(now):
        raise NotStoppedError("deletion runs are not stopped")
    return replace(last, ended=now)
