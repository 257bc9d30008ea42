"""What the screen of backups says, in plain words: facts with their day, and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rufschutz.console.dates import day_and_time

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rufschutz.core.backup.horizon import Saved
    from rufschutz.core.backup.queries import BackupView, Restored

MEGA = 1_000_000


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of the sheet: what, and how it stands; ``more`` explains."""

    name: str
    value: str
    more: str = ""


@dataclass(frozen=True, slots=True)
class Alarm:
    """What is not as it should be, and the next step."""

    what: str
    todo: str


def facts(found: BackupView, zone: str) -> tuple[Fact, ...]:
    """Return the lines of the sheet."""
    return (
        Fact(
            _("Letzte Datensicherung"),
            _saved(found.horizon.data, zone),
            _("Ohne Schlüssel; höchstens 30 Tage."),
        ),
        Fact(
            _("Letzte Schlüsselsicherung"), _saved(found.horizon.keys, zone), _("Getrennt; höchstens 7 Tage.")
        ),
        horizon(found, zone),
        Fact(_("Letzte Übung zur Wiederherstellung"), _drill(found, zone), ""),
        *_restored(found, zone),
    )


def alarms(found: BackupView) -> tuple[Alarm, ...]:
    """Return what is not as it should be, the worst first."""
    todo_backup = _("Wer die Technik betreut, ruft auf: rufschutz backup --to ORDNER")
    todo_drill = _("Wer die Technik betreut, ruft auf: rufschutz drill")
    failed = found.drill is not None and not found.drill.passed
    rows = (
        (
            found.horizon.late > 0,
            _("Eine Sicherung müsste gelöscht sein und ist es nicht."),
            _("Ist der Ordner oder Datenträger erreichbar? Der Worker löscht sie dann."),
        ),
        (found.data_old, _("Es gibt keine Datensicherung der letzten zwei Tage."), todo_backup),
        (
            found.keys_old and not found.data_old,
            _("Es gibt keine Schlüsselsicherung der letzten zwei Tage."),
            todo_backup,
        ),
        (failed, _("Die letzte Übung ist nicht bestanden."), todo_drill),
        (
            found.drill_old and not failed,
            _("Seit 90 Tagen ist keine Übung zur Wiederherstellung bestanden."),
            todo_drill,
        ),
    )
    return tuple(Alarm(what, todo) for wrong, what, todo in rows if wrong)


def _saved(saved: Saved | None, zone: str) -> str:
    if saved is None:
        return _("noch keine")
    size = max(1, saved.size // MEGA)
    return _("%(when)s (%(size)s MB)") % {"when": day_and_time(saved.at, zone), "size": size}


def horizon(found: BackupView, zone: str) -> Fact:
    """Return from when what is deleted today can be read nowhere any more, backups included."""
    return Fact(_("Was heute gelöscht wird, ist überall unlesbar"), _until(found, zone), _machine(found))


def _until(found: BackupView, zone: str) -> str:
    if found.horizon.until is None:
        return _("sofort: Es gibt keine Schlüsselsicherung.")
    when = day_and_time(found.horizon.until, zone)
    return _("ab %(when)s, wenn die letzte heutige Schlüsselsicherung gelöscht ist") % {"when": when}


def _machine(found: BackupView) -> str:
    if found.horizon.archived:
        return _(
            "Die Datenbank kopiert ihr Protokoll fort: Gelöschte Schlüssel stehen dort, "
            "solange es aufbewahrt wird."
        )
    return _("Abbilder des ganzen Rechners kennt Rufschutz nicht: Wie alt ist das älteste?")


def _drill(found: BackupView, zone: str) -> str:
    if found.drill is None:
        return _("noch keine")
    when = day_and_time(found.drill.at, zone)
    words = _("%(when)s: bestanden") if found.drill.passed else _("%(when)s: nicht bestanden")
    return words % {"when": when}


def _restored(found: BackupView, zone: str) -> tuple[Fact, ...]:
    if found.restored is None:
        return ()
    value = _("%(when)s, mit dem Stand von %(backup)s") % {
        "when": day_and_time(found.restored.at, zone),
        "backup": day_and_time(found.restored.backup_at, zone),
    }
    return (Fact(_("Zuletzt zurückgespielt"), value, " ".join(_since(found.restored))),)


def _since(restored: Restored) -> Iterator[str]:
    """Yield what a restore did again and what is not there since."""
    counted = (
        (
            restored.reapplied,
            ngettext(
                "%(count)s Grabstein ist danach erneut vollzogen.",
                "%(count)s Grabsteine sind danach erneut vollzogen.",
                restored.reapplied,
            ),
        ),
        (
            restored.lost_entries,
            ngettext(
                "%(count)s Eintrag des Protokolls fehlt seither.",
                "%(count)s Einträge des Protokolls fehlen seither.",
                restored.lost_entries,
            ),
        ),
        (
            restored.stranded,
            ngettext(
                "%(count)s Datei von dazwischen liegt verschlossen und wird nach 14 Tagen vernichtet.",
                "%(count)s Dateien von dazwischen liegen verschlossen und werden nach 14 Tagen vernichtet.",
                restored.stranded,
            ),
        ),
        (
            restored.missing,
            ngettext(
                "%(count)s Verantwortlicher ist nicht wieder da: gegangen, oder nach der Sicherung gekommen.",
                "%(count)s Verantwortliche sind nicht wieder da: gegangen, oder nach der Sicherung gekommen.",
                restored.missing,
            ),
        ),
    )
    return (words % {"count": count} for count, words in counted if count)
