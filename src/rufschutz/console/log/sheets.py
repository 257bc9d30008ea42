"""How the log stands, in plain words: its files, its entries, its witness, and how long backups remember.

Decides words only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from rufschutz.console import dates
from rufschutz.console.backups.sheets import horizon
from rufschutz.core.audit.standing import Files
from rufschutz.core.backup.queries import known
from rufschutz.core.completeness.queries import checked_at, unsettled
from rufschutz.domain.completeness.incident import OF_THE_LOG
from rufschutz.domain.moments import DAY

if TYPE_CHECKING:
    from rufschutz.console.viewer import Viewer
    from rufschutz.core.audit.standing import Standing, Word
    from rufschutz.domain.moments import Millis

WITNESS_OLD: Final = 35 * DAY
"""A word that is older says little about what happened since: it is asked for every month."""

_WRONG: Final = {
    Files.OTHER_CHECKPOINT: lazy("Der veröffentlichte Prüfpunkt ist nicht der unterschriebene."),
    Files.OTHER_TILES: lazy("Die veröffentlichten Dateien führen nicht zum unterschriebenen Stand."),
    Files.MISSING: lazy("Eine Datei des Protokolls fehlt."),
}


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of the sheet. ``good``: ✔ or ✘ before it, None for neither."""

    name: str
    value: str
    more: str = ""
    good: bool | None = None


def state(found: Standing, viewer: Viewer, now: Millis) -> tuple[Fact, ...]:
    """Return how the log stands."""
    until = horizon(known(now), viewer.zone)
    return (
        _files(found.files),
        _entries(viewer),
        _witness(found.word, viewer.zone, now),
        Fact(until.name, until.value, until.more),
    )


def _files(files: Files) -> Fact:
    name = _("Veröffentlichte Dateien")
    if files is Files.NONE:
        return Fact(name, _("noch keine"))
    if files is Files.WHOLE:
        return Fact(name, _("wie unterschrieben, gerade nachgesehen"), "", good=True)
    todo = _("Ändern Sie nichts. Wer die Technik betreut, hebt eine Kopie auf und ruft auf: rufschutz check")
    return Fact(name, str(_WRONG[files]), todo, good=False)


def _entries(viewer: Viewer) -> Fact:
    name, seen = _("Jeder einzelne Eintrag"), checked_at(viewer.actor.tenant)
    count = sum(number for kind, number in unsettled(viewer.actor.tenant).items() if kind in OF_THE_LOG)
    when = "" if seen is None else dates.day_and_time(seen, viewer.zone)
    if count:
        words = ngettext(
            "%(count)s Abweichung ist nicht geklärt", "%(count)s Abweichungen sind nicht geklärt", count
        )
        more = _("Welche, steht auf der Seite Bestand.")
        return Fact(name, words % {"count": dates.whole(count)}, more, good=False)
    if not when:
        return Fact(name, _("noch nicht geprüft"), _("Das geschieht jede Nacht."))
    return Fact(name, _("unverändert, geprüft am %(when)s") % {"when": when}, "", good=True)


def _witness(word: Word | None, zone: str, now: Millis) -> Fact:
    name = _("Zeuge")
    how = _(
        "Ein Zeuge, etwa der Verantwortliche bei seinem Auftragsverarbeiter, unterschreibt den Prüfpunkt "
        "mit: rufschutz log witness"
    )
    if word is None:
        return Fact(name, _("noch keiner"), how)
    days = (now - word.signed_at) // DAY
    age = ngettext("vor %(days)s Tag", "vor %(days)s Tagen", days) % {"days": dates.whole(days)}
    said = _("%(name)s hat am %(when)s (%(age)s) %(size)s Einträge bestätigt") % {
        "name": word.name,
        "when": dates.day_and_time(word.signed_at, zone),
        "age": age if days else _("heute"),
        "size": dates.whole(word.size),
    }
    since = _("Seither sind %(count)s dazugekommen.") % {"count": dates.whole(word.since)}
    old = now - word.signed_at > WITNESS_OLD
    return Fact(name, said, f"{since} {how}" if old else since, good=not old)
