"""What is wrong with the service right now, in plain words, the gravest first.

Decides words and order only; what it is told was read elsewhere. It names no call and no
person, so everyone who sees the overview may see it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from rufschutz.console import dates
from rufschutz.core.ingest.queries import damaged_files
from rufschutz.core.jobs.queries import faulty_jobs, last_worked
from rufschutz.domain.moments import SECOND, Millis
from rufschutz.handover import supervision
from rufschutz.handover.health import NoRecording, VoiceHealth, read_health

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rufschutz.core.approvals.queries import Waiting

PATIENCE = 60 * SECOND
"""Facts that wait in memory for less than this (ms) are no cause for alarm."""

AWAY = 300 * SECOND
"""A worker that has finished nothing for so long (ms) stands still."""

LOOP = 3
"""So many quick ends in a row are no accident."""

WHY_NOT = {
    NoRecording.DISK_LOW: lazy(
        "Es wird nichts aufgenommen: Der Speicher ist fast voll. Anrufer können weiter um Rückruf bitten."
    ),
    NoRecording.DISK_REFUSES: lazy(
        "Es wird nichts aufgenommen: Der Speicher nimmt nichts an. Anrufer können weiter um Rückruf bitten."
    ),
    NoRecording.NO_PLAN: lazy("Es wird nichts aufgenommen: Keine Ansage ist mehr gültig."),
}

JOBS = {
    "sweep": lazy("Die letzte Löschung nach Frist ist gescheitert. Sie wird von selbst wiederholt."),
    "finish": lazy("Eine begonnene Löschung konnte nicht beendet werden. Sie wird von selbst wiederholt."),
    "consents": lazy("Die nächtliche Prüfung der Einwilligungen ist gescheitert. Sie wird wiederholt."),
    "log": lazy("Das Protokoll konnte zuletzt nicht geschrieben werden. Es wird von selbst nachgeholt."),
    "plans": lazy("Die Ansagen konnten zuletzt nicht erneuert werden. Es wird von selbst wiederholt."),
}

PROCESSES = {
    "voice": lazy("Die Telefonie stürzt immer wieder ab."),
    "worker": lazy("Der Dienst im Hintergrund stürzt immer wieder ab."),
    "web": lazy("Diese Oberfläche stürzt immer wieder ab."),
}


@dataclass(frozen=True, slots=True)
class Alarm:
    """One alarm: what is wrong, what to do, and where to look on; ``address`` is '' for no page."""

    words: str
    advice: str
    address: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Watched:
    """What alarms are made of. ``installed``: whether there are processes to be watched at all.

    ``worked_at`` (ms UTC): when the worker last finished something, None before its first time.
    ``falling``: processes that end again and again; ``faulty``: recurring work that failed the last time.
    ``unreadable``: files of telephony that stopped at a damaged line.
    """

    installed: bool
    voice: VoiceHealth | None = None
    falling: tuple[str, ...] = ()
    worked_at: Millis | None = None
    faulty: tuple[str, ...] = ()
    unreadable: int = 0


def watch() -> Watched:
    """Read how the processes fare: two small files and three small tables."""
    installation = settings.INSTALLATION
    voice, children = None, None
    if installation is not None:
        voice, children = read_health(installation.run), supervision.read(installation.run)
    return Watched(
        installed=installation is not None,
        voice=voice,
        falling=() if children is None else tuple(c.name for c in children.children if c.falls >= LOOP),
        worked_at=last_worked(),
        faulty=tuple(job.name for job in faulty_jobs()),
        unreadable=len(damaged_files()),
    )


def alarms(seen: Watched, now: Millis, locked_away: int = 0) -> tuple[Alarm, ...]:
    """Return what is wrong at ``now``; nothing where all is well.

    ``locked_away``: how many of the viewer's recordings rest on no valid consent.
    """
    return (*_of_consents(locked_away), *_of_voice(seen, now), *_of_processes(seen, now), *_of_work(seen))


def _of_consents(locked_away: int) -> Iterator[Alarm]:
    if locked_away:
        words = ngettext(
            "Eine Aufnahme hat keine gültige Einwilligung. Sie ist weggeschlossen und wird vernichtet.",
            "%(number)s Aufnahmen haben keine gültige Einwilligung. Sie sind weggeschlossen und werden "
            "vernichtet.",
            locked_away,
        )
        advice = _(
            "Fragen Sie Ihre Datenschutzbeauftragte: Das kann eine Datenpanne sein (Art. 33 DSGVO). "
            "Wann das auffiel, steht im Protokoll."
        )
        yield Alarm(
            words % {"number": dates.whole(locked_away)}, advice, reverse("log"), _("Protokoll ansehen")
        )


def of_policy(overdue: int, waiting: Waiting, zone: str, *, speaks: bool = False) -> Iterator[Alarm]:
    """Yield what is to be done about the policy: texts to be read again, and changes that wait."""
    if overdue:
        words = ngettext(
            "Ein Text der Ansagen sollte längst wieder geprüft sein.",
            "%(number)s Texte der Ansagen sollten längst wieder geprüft sein.",
            overdue,
        )
        advice = _("Welcher das ist und wer dafür zuständig ist, steht oben auf der Seite der Texte.")
        yield Alarm(words % {"number": dates.whole(overdue)}, advice, reverse("texts"), _("Texte ansehen"))
    if waiting.count:
        words = ngettext(
            "Eine Änderung der Richtlinie ist vorgeschlagen.",
            "%(number)s Änderungen der Richtlinie sind vorgeschlagen.",
            waiting.count,
        )
        yield Alarm(
            words % {"number": dates.whole(waiting.count)},
            _then(waiting, zone, speaks=speaks),
            reverse("purposes"),
            ngettext("Vorschlag ansehen", "Vorschläge ansehen", waiting.count),
        )


def _then(waiting: Waiting, zone: str, *, speaks: bool) -> str:
    if waiting.unspoken and speaks:
        return _("Sie lockert einen Schutz. Ohne Ihre Stellungnahme tritt sie nicht in Kraft.")
    if waiting.unspoken:
        return _(
            "Sie lockert einen Schutz: Zuerst nimmt die beauftragte Person für den Datenschutz Stellung."
        )
    if waiting.ripe_at is None:
        return _("Eine zweite Person entscheidet darüber, bis dahin gilt die alte Fassung.")
    words = ngettext(
        "Sie gilt von selbst ab %(day)s, wenn sie bis dahin niemand zurücknimmt.",
        "Die erste gilt von selbst ab %(day)s, wenn sie bis dahin niemand zurücknimmt.",
        waiting.count,
    )
    return words % {"day": dates.day_and_time(waiting.ripe_at, zone)}


def of_requests(waiting: Waiting, zone: str, *, speaks: bool = False) -> Iterator[Alarm]:
    """Yield what else waits for a second person: deletions, holds, redactions."""
    if waiting.count:
        words = ngettext(
            "Eine Bitte wartet auf Freigabe.", "%(number)s Bitten warten auf Freigabe.", waiting.count
        )
        advice = _("Eine zweite Person entscheidet darüber.")
        if waiting.ripe_at is not None:
            advice = _("Ohne Entscheidung gilt die erste von selbst ab %(day)s.") % {
                "day": dates.day_and_time(waiting.ripe_at, zone)
            }
        if waiting.unspoken:
            advice = f"{_first(speaks=speaks)} {advice}"
        link = _("Freigaben ansehen")
        yield Alarm(words % {"number": dates.whole(waiting.count)}, advice, reverse("approvals"), link)


def _first(*, speaks: bool) -> str:
    if speaks:
        return _("Vorher nehmen Sie zum Datenschutz Stellung.")
    return _("Vorher nimmt die beauftragte Person für den Datenschutz Stellung.")


def _of_voice(seen: Watched, now: Millis) -> Iterator[Alarm]:
    voice = seen.voice
    if not seen.installed:
        return
    if voice is None or voice.stale(now):
        words = _("Die Telefonie meldet sich nicht. Vielleicht werden gerade keine Anrufe angenommen.")
        yield Alarm(words, _technician(), reverse("lines"), _("Anruf zur Probe"))
        return
    if voice.why_not is not NoRecording.NOTHING:
        yield Alarm(str(WHY_NOT.get(voice.why_not, voice.why_not)), _technician())
    if voice.facts_waiting and voice.facts_since is not None and now - voice.facts_since > PATIENCE:
        words = _("Angaben aus Anrufen warten seit %(length)s darauf, gespeichert zu werden.")
        yield Alarm(words % {"length": dates.spoken_length(now - voice.facts_since)}, _technician())


def _of_processes(seen: Watched, now: Millis) -> Iterator[Alarm]:
    for name in seen.falling:
        yield Alarm(str(PROCESSES.get(name, name)), _technician())
    if seen.installed and seen.worked_at is not None and now - seen.worked_at > AWAY:
        words = _("Der Dienst im Hintergrund steht seit %(length)s still: Neue Anrufe erscheinen nicht.")
        yield Alarm(words % {"length": dates.spoken_length(now - seen.worked_at)}, _technician())


def _of_work(seen: Watched) -> Iterator[Alarm]:
    for name in seen.faulty:
        known = JOBS.get(name)
        words = _("Eine wiederkehrende Arbeit (%(name)s) ist gescheitert. Sie wird von selbst wiederholt.")
        yield Alarm(words % {"name": name} if known is None else str(known), _technician())
    if seen.unreadable:
        words = ngettext(
            "Eine Datei der Telefonie ist nicht zu lesen. Die Anrufe darin fehlen in der Liste.",
            "%(number)s Dateien der Telefonie sind nicht zu lesen. Die Anrufe darin fehlen in der Liste.",
            seen.unreadable,
        )
        yield Alarm(words % {"number": dates.whole(seen.unreadable)}, _technician())


def _technician() -> str:
    return _("Sagen Sie es Ihrer Technik. Der Befehl „rufschutz check“ nennt die Ursache und was zu tun ist.")
