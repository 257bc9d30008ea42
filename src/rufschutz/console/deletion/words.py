"""Plain words for the deletion concept: start types, places, why something refuses to go."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from rufschutz.core.purposes.plain import citation
from rufschutz.domain.retention.concept import Keeping
from rufschutz.domain.retention.retry import Fault
from rufschutz.domain.retention.rule import StartType

if TYPE_CHECKING:
    from rufschutz.domain.call.commands import Language

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

_PARTS: Final = re.compile(r"[;:]|\. (?=[A-Z])")
_STATUTE: Final = re.compile(r"(?:Art\. |§§? ?)?\d")
_REMARK: Final = re.compile(r",? \(?[a-z]{2,}.*$")


def basis(reason: str, language: Language) -> str:
    """Return the articles that a rule's reason names, as the language cites them; '' where it names none.

    ``reason`` is the policy's own note, in English; what it says beside articles is said in plain words.
    """
    named = (_REMARK.sub("", part.strip()) for part in _PARTS.split(reason))
    return "; ".join(citation(_whole(part), language) for part in named if _STATUTE.match(part))


def _whole(part: str) -> str:
    """Return articles with their act: those of a bare number are of the GDPR."""
    part = part.removeprefix("Art. ")
    if not part[0].isdigit():
        return part
    act = "" if "GDPR" in part else " GDPR"
    return f"Art. {part.replace(')/(', '), (')}{act}"
