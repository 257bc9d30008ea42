"""Every module in which a subject tells itself: imported here, so that none is missing from the queue.

Decides nothing but words. A subject that nobody tells fails a test; until then its name stands for it.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from rufschutz.console import dates
from rufschutz.console.approvals.telling import REFUSALS, TELLERS, Telling, tells
from rufschutz.console.holds import telling as holds
from rufschutz.console.log import telling as log
from rufschutz.console.offboarding import telling as offboarding
from rufschutz.console.screens import Screen, screens_of
from rufschutz.core.retention.actions.requested import MereWillError
from rufschutz.core.retention.ordered import KeptError
from rufschutz.domain.approval.subject import Subject

if TYPE_CHECKING:
    from rufschutz.console.viewer import Viewer
    from rufschutz.core.approvals.requests import RequestCard

PARTS: Final = (holds, log, offboarding)
"""Modules elsewhere in which subjects tell themselves."""

NAMES: Final = {
    Subject.POLICY: lazy("Änderung der Regeln"),
    Subject.PURPOSE: lazy("Anderer Zweck für eine Aufnahme"),
    Subject.DELETE_CALL: lazy("Löschung eines ganzen Anrufs"),
    Subject.ERASE_ON_REQUEST: lazy("Löschung auf Wunsch der anrufenden Person"),
    Subject.PLACE_HOLD: lazy("Aufbewahrung im Gesprächssafe"),
    Subject.RENEW_HOLD: lazy("Verlängerung im Gesprächssafe"),
    Subject.RELEASE_HOLD: lazy("Freigabe aus dem Gesprächssafe"),
    Subject.LIFT_RESTRICTION: lazy("Ende einer Einschränkung"),
    Subject.REDACT_LOG: lazy("Schwärzung im Protokoll"),
    Subject.OFFBOARD: lazy("Auflösung: alles ausgeben und vernichten"),
    Subject.EXPORT_LEDGER: lazy("Ausgabe des Verzeichnisses aller Einwilligungen"),
    Subject.LISTEN_QUALITY: lazy("Anhören einer Aufnahme zur Qualitätssicherung"),
}


REFUSALS[KeptError] = lazy(
    "Der Anruf wird inzwischen aufbewahrt oder ist eingeschränkt und wird deshalb nicht gelöscht. "
    "Warum und bis wann, steht im Gesprächssafe."
)
REFUSALS[MereWillError] = lazy(
    "Dieser Löschung steht nichts entgegen, deshalb weist sie niemand zurück. Ein Streit oder eine "
    "gesetzliche Pflicht wird zuerst im Gesprächssafe eingetragen."
)


def telling(card: RequestCard, viewer: Viewer) -> Telling:
    """Return a request in plain words, with a link only for who may open what it leads to."""
    teller = TELLERS.get(card.subject)
    said = Telling(str(NAMES[card.subject]), "", "") if teller is None else teller(card, viewer)
    if said.screen is not None and said.screen not in screens_of(viewer.role):
        return replace(said, address="", link="")
    return said


@tells(Subject.POLICY, Subject.PURPOSE)
def _policy(card: RequestCard, viewer: Viewer) -> Telling:
    del viewer
    purpose = card.subject is Subject.PURPOSE
    what = (
        _("Eine gespeicherte Aufnahme soll für einen anderen Zweck genutzt werden.")
        if purpose
        else _("Die Regeln, nach denen gefragt, gespeichert und gelöscht wird, sollen sich ändern.")
    )
    return Telling(
        title=str(NAMES[card.subject]),
        what=what,
        then=_("Es gilt ab der Freigabe; was sich im Einzelnen ändert, steht auf der Seite des Vorschlags."),
        address=reverse("proposal", kwargs={"proposal": card.id}),
        link=_("Ansehen und entscheiden"),
        elsewhere=True,
    )


@tells(Subject.DELETE_CALL)
def _call(card: RequestCard, viewer: Viewer) -> Telling:
    del viewer
    return Telling(
        title=str(NAMES[card.subject]),
        what=_things(card.count),
        then=_(
            "Schlüssel, Ton, Nummer und Anliegen sind dann sofort und für immer vernichtet. Der Nachweis "
            "der Einwilligung bleibt für seine Frist, ohne Nummer."
        ),
        address=reverse("call", kwargs={"call": card.target}),
        link=_("Zum Anruf"),
        screen=Screen.CALLS,
    )


@tells(Subject.ERASE_ON_REQUEST)
def _erasure(card: RequestCard, viewer: Viewer) -> Telling:
    return replace(
        _call(card, viewer),
        title=str(NAMES[card.subject]),
        then=_(
            "Der Anruf ist seit der Bitte gesperrt. Mit der Freigabe sind Schlüssel, Ton, Nummer und "
            "Anliegen für immer vernichtet; nach 72 Stunden geschieht das von selbst. Zurückweisen lässt "
            "es sich nur, wenn ein Streit oder eine gesetzliche Pflicht entgegensteht (Art. 17 DSGVO)."
        ),
    )


@tells(Subject.EXPORT_LEDGER)
def _ledger(card: RequestCard, viewer: Viewer) -> Telling:
    del viewer
    words = ngettext(
        "Das ganze Verzeichnis soll als Datei hinausgehen: %(number)s Eintrag, ohne Rufnummern.",
        "Das ganze Verzeichnis soll als Datei hinausgehen: %(number)s Einträge, ohne Rufnummern.",
        card.count,
    )
    return Telling(
        title=str(NAMES[card.subject]),
        what=words % {"number": dates.whole(card.count)},
        then=_(
            "Wer darum bittet, kann die Datei innerhalb von 24 Stunden nach der Freigabe einmal holen, so "
            "wie das Verzeichnis dann ist. Das Protokoll hält fest, wofür und mit wie vielen Einträgen."
        ),
        address=reverse("exchange"),
        link=_("Zur Ein- und Ausgabe"),
        screen=Screen.EXCHANGE,
    )


@tells(Subject.LISTEN_QUALITY)
def _sample(card: RequestCard, viewer: Viewer) -> Telling:
    del viewer
    words = ngettext(
        "%(number)s Aufnahme soll zur Qualitätssicherung angehört werden.",
        "%(number)s Aufnahmen sollen zur Qualitätssicherung angehört werden.",
        card.count,
    )
    return Telling(
        title=str(NAMES[card.subject]),
        what=words % {"number": dates.whole(card.count)},
        then=_(
            "Wer darum bittet, kann sie innerhalb von 24 Stunden nach der Freigabe hören, solange die "
            "Einwilligung dafür gilt. Wer zuhört und wie lange, steht im Protokoll."
        ),
        address=reverse("call", kwargs={"call": json.loads(card.document).get("call", card.target)}),
        link=_("Zum Anruf"),
        screen=Screen.CALLS,
    )


def _things(count: int) -> str:
    words = ngettext(
        "Von diesem Anruf wird %(number)s Sache gelöscht.",
        "Von diesem Anruf werden %(number)s Sachen gelöscht.",
        count,
    )
    return words % {"number": dates.whole(count)}
