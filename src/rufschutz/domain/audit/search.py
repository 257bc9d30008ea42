"""What of the log is looked for: by period, events, who, what about, and line.

Decides which criteria there are, what may be asked, and how a search is named in the log: by the kinds
of its criteria, never by what they say.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rufschutz.domain.audit.errors import AuditError
from rufschutz.domain.audit.vocabulary import AuditEvent, EventClass

if TYPE_CHECKING:
    from rufschutz.domain.ids import LineId
    from rufschutz.domain.moments import Millis

LONGEST = 64
"""Signs that a name or an id has at most."""


class SearchError(AuditError):
    """Something looked for that nothing can be."""

    advice = (
        "Name a period that ends after it begins, an event or class of events as the log has them, an id."
    )


@dataclass(frozen=True, slots=True)
class Criteria:
    """What is looked for; what is None or '' is not asked.

    ``since``, ``until``: ms UTC, the end not included. ``event``: an event such as
    ``console:call:viewed``, or a class such as ``access``. ``who``: a person's id, a process, or
    ``api_key:`` and its id. ``about``: the id of a call or of any other thing.
    """

    since: Millis | None = None
    until: Millis | None = None
    event: str = ""
    who: str = ""
    about: str = ""
    line: LineId | None = None

    def __post_init__(self) -> None:
        if self.since is not None and self.until is not None and self.until <= self.since:
            raise SearchError("the period ends before it begins")
        if max(len(self.who), len(self.about), len(self.line or "")) > LONGEST:
            raise SearchError(f"a name or an id has at most {LONGEST} signs")
        _ = self.events

    @property
    def events(self) -> frozenset[AuditEvent]:
        """The events looked for, none for any; raises `SearchError` for one that there is not."""
        if not self.event:
            return frozenset()
        known = frozenset(event for event in AuditEvent if self.event in (event.value, named(event)))
        if not known:
            raise SearchError("there is no such event")
        return known

    @property
    def kinds(self) -> tuple[str, ...]:
        """By what it looks, without what it looks for."""
        asked = {
            "period": self.since is not None or self.until is not None,
            "event": bool(self.event),
            "who": bool(self.who),
            "about": bool(self.about),
            "line": self.line is not None,
        }
        return tuple(name for name, given in asked.items() if given)


def named(event: AuditEvent) -> str:
    """Return the name of an event's class, as it is asked for."""
    return event.event_class.name.lower()


def classes() -> dict[str, tuple[AuditEvent, ...]]:
    """Return every event under the name of its class, in the order of the classes."""
    return {
        each.name.lower(): tuple(event for event in AuditEvent if event.event_class is each)
        for each in EventClass
    }
