"""Lines of the log as people read them: a sentence, who, when.

Decides words only. A process is named by what it does, a program by the name of its key, a
person by name; nobody is shown by an id.
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
from rufschutz.core.apikeys.queries import key_name
from rufschutz.core.audit import queries
from rufschutz.domain.access.request import Action
from rufschutz.domain.access.table import SECURITY, TABLE
from rufschutz.domain.audit.certificate import Cause
from rufschutz.domain.audit.vocabulary import AuditEvent, EventClass
from rufschutz.domain.ids import KeyId, PersonId

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rufschutz.console.viewer import Viewer
    from rufschutz.core.audit.queries import TrailLine
    from rufschutz.domain.ids import CallId, TenantId
    from rufschutz.domain.moments import Millis

PROCESSES = {
    "caller": _("Anrufer"),
    "receipt": _("Anrufer, auf der Seite des Belegs"),
    "voice": _("Telefonie"),
    "check": _("Prüfung der Einwilligungen"),
    "retention": _("Löschlauf"),
    "ingest": _("Annahme"),
    "worker": _("Dienst"),
    "core": _("Dienst"),
    "init": _("Einrichtung"),
    "setup": _("Einrichtung"),
    "demo": _("Vorführung"),
    "shell": _("Technik, an der Befehlszeile"),
    "unknown": _("unbekannt"),
}
CAUSES = {
    Cause.WITHDRAWAL: _("auf Widerruf, sofort"),
    Cause.REQUEST: _("auf Wunsch der Person"),
    Cause.ORDER: _("auf Bitte, mit Freigabe"),
    Cause.VOICE_BEFORE_STORAGE: _("Telefonie, noch im Anruf"),
}
"""Why something was erased that no period ended: then no run did it."""
KEY = "api_key:"
"""With this begins the actor of a program, before its key's id."""


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


def shown(lines: Iterable[TrailLine], tenant: TenantId, zone: str) -> tuple[LogLine, ...]:
    """Return lines of a tenant's log as they are shown in ``zone``."""
    names: dict[str, str] = {}
    return tuple(_shown(line, zone, _called(line.actor, tenant, names)) for line in lines)


def trail_of(viewer: Viewer, call: CallId, now: Millis) -> tuple[LogLine, ...] | None:
    """Return what was logged about a call, newest first; None for a role that does not see the log."""
    if Action.VIEW_AUDIT not in TABLE[viewer.role]:
        return None
    lines = queries.trail(viewer.actor, SECURITY, call, vaultdoor.keys(), language(), now)
    return shown(reversed(lines), viewer.actor.tenant, viewer.zone)


def _shown(line: TrailLine, zone: str, who: str) -> LogLine:
    index = "" if line.index is None else str(line.index)
    when = dates.day_and_time(line.at, zone)
    personal = (line.event.event_class in _PERSONAL and not _play_ended(line)) or _entered(line)
    return LogLine(index, when, _sentence(line), _why(line) or who, line.redacted, personal)


def _why(line: TrailLine) -> str:
    """Return what set an erasure off that was no run's; '' for every other line."""
    if line.event is not AuditEvent.ARTEFACT_ERASED or line.actor != "retention":
        return ""
    return next((str(words) for cause, words in CAUSES.items() if cause == _detail(line, "cause")), "")


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


def _called(actor: str, tenant: TenantId, names: dict[str, str]) -> str:
    """Return who did it, looked up once for all lines."""
    if actor not in names:
        names[actor] = _name(actor, tenant)
    return names[actor]


def _name(actor: str, tenant: TenantId) -> str:
    if not actor:
        return ""
    if actor.startswith(KEY):
        name = key_name(tenant, KeyId(actor.removeprefix(KEY)))
        return gettext("Programm „%(name)s“") % {"name": name} if name else gettext("ein Programm")
    known = str(PROCESSES.get(actor, "")) or person_name(PersonId(actor))
    return known or gettext("jemand, der nicht mehr eingetragen ist")
