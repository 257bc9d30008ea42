"""Emergency access in plain words: what it opens, why it stays shut, what a review found.

Decides words only.
"""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from rufschutz.domain.access import breaking
from rufschutz.domain.access.breaking import Finding
from rufschutz.domain.access.table import MATTER, RECORD

PURPOSES: Final = {
    RECORD: _("die Nachricht dieses Anrufs anhören"),
    MATTER: _("diesen Anruf und seine Rückrufnummer ansehen"),
}

MINUTES: Final = (15, 30, 60)
"""For how long it can be opened."""

FINDINGS: Final = {
    Finding.JUSTIFIED: _("begründet"),
    Finding.NOT_JUSTIFIED: _("nicht begründet"),
}

WHY_SHUT: Final = {
    breaking.ReasonTooShortError: _(
        "Bitte begründen Sie es in Worten: mindestens fünf für einen Notzugriff, drei für eine Prüfung."
    ),
    breaking.TimeTooLongError: _(
        "Bitte wählen Sie, wie lange Sie den Zugriff brauchen, höchstens eine Stunde."
    ),
    breaking.StaleSignInError: _("Bitte geben Sie Passwort und Code noch einmal ein."),
    breaking.NothingToOpenError: _(
        "Dafür gibt es hier nichts zu öffnen. Was gesperrt ist, bleibt auch im Notfall gesperrt."
    ),
    breaking.OwnGlassError: _("Ihren eigenen Notzugriff prüft eine andere Person."),
    breaking.StillOpenError: _("Geprüft wird, wenn der Notzugriff vorbei ist."),
    breaking.ReviewedError: _("Dieser Notzugriff wurde schon geprüft."),
}


def why_shut(error: breaking.GlassError) -> str:
    """Return why emergency access, or its review, was refused."""
    return str(WHY_SHUT[type(error)])
