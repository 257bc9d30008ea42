"""Plain words for the deletion concept: start types, places, why something refuses to go."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from rufschutz.domain.retention.concept import Keeping
from rufschutz.domain.retention.retry import Fault
from rufschutz.domain.retention.rule import StartType

STARTS = {
    StartType.COLLECTED: _("ab Erhebung"),
    StartType.PROCESS_ENDED: _("ab Ende des Vorgangs"),
    StartType.RELATIONSHIP_ENDED: _("ab Ende der Beziehung"),
}

KEEPING = {
    Keeping.SHELF: _("in der Datenbank, gelöscht vom stündlichen Lauf"),
    Keeping.ELSEWHERE: _("an eigener Stelle, mit eigener Löschung"),
    Keeping.NOT_STORED: _("wird in dieser Fassung nicht gespeichert"),
}

FAULTS = {
    Fault.NOTHING: _("noch nicht versucht"),
    Fault.BLOB_STAYS: _("Die Datei lässt sich nicht löschen."),
    Fault.JOURNAL_STAYS: _("Das Journal lässt sich nicht löschen."),
    Fault.CAME_BACK: _("Die Datei ist wieder da."),
    Fault.NOT_PERMITTED: _("Wartet auf den Dienst im Hintergrund."),
}
