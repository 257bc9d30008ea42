"""What is typed beside a receipt's code, and what comes of it. Decides nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rufschutz.domain.ids import ArtefactId, CallId, LineId, TenantId
    from rufschutz.domain.moments import Millis


@dataclass(frozen=True, slots=True)
class CalledFrom:
    """The number that the call came from (E.164)."""

    number: str


@dataclass(frozen=True, slots=True)
class OnDay:
    """The day of the call (``YYYY-MM-DD``, the controller's zone) and its line.

    ``lines``: the one that was named; in a later call, those of the controller that was called, so
    that a consent given on one of its lines can be taken back on another. Empty fits nothing.
    """

    day: str
    lines: frozenset[LineId]


@dataclass(frozen=True, slots=True)
class Found:
    """A receipt that somebody holds the code and the second factor of."""

    receipt: ArtefactId
    tenant: TenantId
    call: CallId
    line: LineId
    issued_at: Millis


@dataclass(frozen=True, slots=True)
class Unknown:
    """The one answer for a wrong code, an unknown one, and no tries left."""
