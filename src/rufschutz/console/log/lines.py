"""Lines of the log as people read them: a sentence, who, when.

Decides words only. A process is named by what it does, a person by name; a person the
record no longer knows stays an id.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rufschutz.console import dates, vaultdoor
from rufschutz.console.calls.words import KINDS
from rufschutz.console.language import language
from rufschutz.core.accounts.queries import person_name
from rufschutz.core.audit import queries
from rufschutz.domain.access.request import Action
from rufschutz.domain.access.table import SECURITY, TABLE
from rufschutz.domain.audit.vocabulary import AuditEvent, EventClass
from rufschutz.domain.ids import PersonId

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rufschutz.console.viewer import Viewer
    from rufschutz.core.audit.queries import TrailLine
    from rufschutz.domain.ids import CallId
    from rufschutz.domain.moments import Millis

PROCESSES = {
    "voice": _("Telefonie"),
    "retention": _("Löschlauf"),
    "ingest": _("Annahme"),
    "worker": _("Dienst"),
    "core": _("Dienst"),
    "init": _("Einrichtung"),
    "setup": _("Einrichtung"),
    "demo": _("Vorführung"),
    "unknown": _("unbekannt"),
}


_PERSONAL = frozenset({EventClass.ACCESS, EventClass.RETENTION, EventClass.POLICY})


@dataclass(frozen=True, slots=True)
class LogLine:
    """A line as it is shown; ``index`` is '' while the line waits for its place in the log.

    ``personal``: it tells what a person did, or what became of stored things; the end of
    a play is told by its beginning.
    """

    index: str
    when: str
    sentence: str
    who: str
    redacted: bool
    personal: bool


def shown(lines: Iterable[TrailLine], zone: str) -> tuple[LogLine, ...]:
    """Return lines of the log as they are shown in ``zone``."""
    names: dict[str, str] = {}
    return tuple(_shown(line, zone, names) for line in lines)


def trail_of(viewer: Viewer, call: CallId, now: Millis) -> tuple[LogLine, ...] | None:
    """Return what was logged about a call, newest first; None for a role that does not see the log."""
    if Action.VIEW_AUDIT not in TABLE[viewer.role]:
        return None
    lines = queries.trail(viewer.actor, SECURITY, call, vaultdoor.keys(), language(), now)
    return shown(reversed(lines), viewer.zone)


def _shown(line: TrailLine, zone: str, names: dict[str, str]) -> LogLine:
    if line.actor not in names:
        names[line.actor] = _name(line.actor)
    index = "" if line.index is None else str(line.index)
    when = dates.day_and_time(line.at, zone)
    personal = (line.event.event_class in _PERSONAL and not _play_ended(line)) or _entered(line)
    return LogLine(index, when, _sentence(line), names[line.actor], line.redacted, personal)


def _sentence(line: TrailLine) -> str:
    """Return the event's sentence; the payload may say what was erased, or that a play ended."""
    if _play_ended(line):
        return gettext("Das Anhören einer Aufnahme endete.")
    kind = KINDS.get(str(_detail(line, "kind")))
    if line.event is AuditEvent.ARTEFACT_ERASED and kind is not None:
        return gettext("Gelöscht: %(what)s. Dass nichts davon übrig ist, wurde nachgelesen.") % {"what": kind}
    return line.sentence


def _play_ended(line: TrailLine) -> bool:
    return line.event is AuditEvent.RECORDING_PLAYED and _detail(line, "step") == "finished"


def _detail(line: TrailLine, name: str) -> object:
    return next((detail.value for detail in line.details if detail.name == name), None)


def _entered(line: TrailLine) -> bool:
    """Whether a person entered it for the caller, where else the caller's key did."""
    return line.event is AuditEvent.CONSENT_WITHDRAWN and line.actor not in PROCESSES


def _name(actor: str) -> str:
    if not actor:
        return ""
    return str(PROCESSES.get(actor, "")) or person_name(PersonId(actor)) or actor
