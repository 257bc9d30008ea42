"""What somebody typed to set a hold: read from the form, never judged here.

A day that was typed counts to its end on the practice's clock.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from rufschutz.domain.hold import errors
from rufschutz.domain.hold.hold import Ground, Kind
from rufschutz.domain.moments import Millis

if TYPE_CHECKING:
    from collections.abc import Mapping


def ground_of(form: Mapping[str, str], zone: str) -> Ground:
    """Return what a form asks for; raise a `HoldError` where it names no kind or no day."""
    kind = next((each for each in Kind if each.value == form.get("kind", "")), None)
    if kind is None:
        raise errors.NoGroundError("no kind was chosen")
    return Ground(
        kind=kind,
        reason=form.get("reason", ""),
        ends_at=end_of(form.get("until", ""), zone),
        opponent=form.get("opponent", ""),
        claim=form.get("claim", ""),
        counsel=form.get("counsel", ""),
        article=form.get("article", ""),
        told=form.get("told", "") == "yes",
        untold=form.get("untold", ""),
    )


def end_of(day: str, zone: str) -> Millis:
    """Return the end of a typed day (ISO 8601) in ms UTC; raise `EndDateError` for anything else."""
    try:
        begun = dt.datetime.combine(dt.date.fromisoformat(day) + dt.timedelta(days=1), dt.time())
        return Millis(int(begun.replace(tzinfo=ZoneInfo(zone)).timestamp() * 1000))
    except (ValueError, OverflowError) as error:
        raise errors.EndDateError("that is no day") from error


def span_of(day: str, zone: str) -> tuple[Millis, Millis] | None:
    """Return a typed day's first moment and the one after its last (ms UTC), None for what is no day."""
    try:
        begun = dt.datetime.combine(dt.date.fromisoformat(day), dt.time(), ZoneInfo(zone))
        return Millis(int(begun.timestamp() * 1000)), end_of(day, zone)
    except (ValueError, OverflowError, errors.EndDateError):
        return None
