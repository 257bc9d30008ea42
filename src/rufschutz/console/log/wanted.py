"""What somebody looks for in the log: read from the address of the page, and the choices of its form.

Decides words only. What is chosen stands in the address, so that pages and links keep it; it names
nothing but ids, days and events.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from rufschutz.console.language import language
from rufschutz.console.log.lines import PROCESSES
from rufschutz.core.accounts.queries import holders
from rufschutz.core.tenants.queries import lines
from rufschutz.domain.access.table import SECURITY
from rufschutz.domain.audit.search import Criteria, SearchError, classes
from rufschutz.domain.audit.sentences import SENTENCES
from rufschutz.domain.ids import LineId
from rufschutz.domain.moments import Millis

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rufschutz.console.viewer import Viewer

FIELDS: Final = ("von", "bis", "was", "wer", "kennung", "leitung")

CLASSES: Final = {
    "call": _("Anrufe"),
    "consent": _("Einwilligungen"),
    "access": _("Ansehen, Anhören, Verweigern"),
    "account": _("Anmeldungen"),
    "policy": _("Regeln und Zuständigkeiten"),
    "retention": _("Löschen und Aufbewahren"),
    "ingest": _("Annahme"),
    "keys": _("Schlüssel"),
    "log": _("Protokoll"),
    "backup": _("Sicherung"),
}

_DOERS: Final = ("caller", "receipt", "voice", "ingest", "core", "retention", "check", "shell")


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to choose; ``within``: those that belong to it."""

    value: str
    name: str
    chosen: bool
    within: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Form:
    """The form as it is shown; ``query``: what was chosen, as pages carry it on."""

    since: str
    until: str
    about: str
    events: tuple[Choice, ...]
    who: tuple[Choice, ...]
    lines: tuple[Choice, ...]
    query: str


def given(asked: Mapping[str, str]) -> dict[str, str]:
    """Return what was chosen, by field."""
    return {name: asked[name].strip() for name in FIELDS if asked.get(name, "").strip()}


def criteria(chosen: Mapping[str, str], zone: str) -> Criteria:
    """Return what is looked for; raise `SearchError` for what nothing can be. The last day counts whole."""
    until = chosen.get("bis", "")
    return Criteria(
        since=_start(chosen.get("von", ""), zone, 0),
        until=_start(until, zone, 1),
        event=chosen.get("was", ""),
        who=chosen.get("wer", ""),
        about=chosen.get("kennung", ""),
        line=LineId(chosen["leitung"]) if "leitung" in chosen else None,
    )


def form(chosen: Mapping[str, str], viewer: Viewer, now: Millis) -> Form:
    """Return the form with what was chosen in it."""
    return Form(
        since=chosen.get("von", ""),
        until=chosen.get("bis", ""),
        about=chosen.get("kennung", ""),
        events=_events(chosen.get("was", "")),
        who=_people(chosen.get("wer", ""), viewer, now),
        lines=tuple(
            Choice(card.id, card.name or card.user_part, card.id == chosen.get("leitung"))
            for card in lines(viewer.actor.tenant)
        ),
        query=urlencode(chosen),
    )


def _start(day: str, zone: str, days: int) -> Millis | None:
    """Return the first moment of the day so many days after a typed one, None for none typed."""
    if not day:
        return None
    try:
        begun = dt.datetime.combine(dt.date.fromisoformat(day) + dt.timedelta(days=days), dt.time())
        return Millis(int(begun.replace(tzinfo=ZoneInfo(zone)).timestamp() * 1000))
    except (ValueError, OverflowError) as error:
        raise SearchError("that is no day") from error


def _events(chosen: str) -> tuple[Choice, ...]:
    words = language()
    return tuple(
        Choice(
            name,
            str(CLASSES[name]),
            name == chosen,
            tuple(Choice(event.value, SENTENCES[event][words], event.value == chosen) for event in events),
        )
        for name, events in classes().items()
    )


def _people(chosen: str, viewer: Viewer, now: Millis) -> tuple[Choice, ...]:
    known = {str(one.person): one.name for one in holders(viewer.actor, SECURITY, now)}
    known |= {name: str(PROCESSES[name]) for name in _DOERS}
    if chosen:
        known.setdefault(chosen, chosen)
    return tuple(Choice(value, name, value == chosen) for value, name in known.items())
