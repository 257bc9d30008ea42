"""Why a file of consents cannot be taken over, line by line, in plain words.

Decides nothing: what is wrong is said by `rufschutz.domain.consent.imports`; what has no word
here is shown as it was said.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from rufschutz.domain.consent.imports import CHANNELS, COLUMNS, EARLIEST, LONGEST, MOST_BYTES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rufschutz.domain.consent.imports import ImportFault

SHOWN: Final = 200
"""Faults on the page at most; whoever has more begins with these."""

_NUMBERS: Final = {
    "columns": ", ".join(COLUMNS),
    "channels": ", ".join(sorted(CHANNELS)),
    "earliest": f"{EARLIEST:%d.%m.%Y}",
    "longest": LONGEST,
    "megabytes": MOST_BYTES // 1_000_000,
}

_WORDS: Final = (
    ("is not UTF-8", lazy("ist nicht in UTF-8 gespeichert; wählen Sie beim Speichern „CSV UTF-8“")),
    ("is larger than", lazy("ist größer als %(megabytes)d MB")),
    ("the columns are", lazy("die Spalten heißen %(columns)s")),
    ("is no CSV", lazy("ist kein CSV: Anführungszeichen oder Trennzeichen stimmen nicht")),
    ("holds no consent", lazy("enthält keine Einwilligung")),
    ("begins like a formula", lazy("beginnt wie eine Formel")),
    ("is longer than", lazy("ist länger als %(longest)d Zeichen oder enthält Steuerzeichen")),
    ("is missing", lazy("fehlt; ohne das lässt sich nichts nachweisen")),
    ("is not in the form", lazy("hat nicht die Form +493023125000")),
    ("is not known here", lazy("ist hier nicht bekannt oder in diesem Profil nicht erlaubt")),
    (
        "cannot be imported",
        lazy("lässt sich nicht übernehmen: Danach wird in jedem Anruf die Person gefragt, die spricht"),
    ),
    ("is one of", lazy("ist eines von %(channels)s")),
    ("names what may be", lazy("nennt in höchstens 64 Zeichen, wofür geworben werden darf")),
    ("and product are for", lazy("und product gibt es nur bei Werbung")),
    ("is no day", lazy("ist kein Tag in der Form 2026-03-01")),
    ("is yet to come", lazy("liegt in der Zukunft")),
    ("is before", lazy("liegt vor dem %(earliest)s: bitte neu fragen")),
    ("stands in the file", lazy("steht für diesen Zweck mehrmals in der Datei")),
    (
        "is so long ago",
        lazy("ist so lange her, dass die Einwilligung von selbst geendet hat: bitte neu fragen"),
    ),
    ("has this consent", lazy("hat diese Einwilligung schon")),
    ("took this consent", lazy("hat diese Einwilligung nach diesem Tag widerrufen")),
    ("objected to", lazy("hat Werbung widersprochen")),
)
_CELLS: Final = re.compile(r"has (\d+) cells, not (\d+)")


@dataclass(frozen=True, slots=True)
class FaultRow:
    """One fault: where, in which column of the file, and why; ``foreign``: it has no German word."""

    place: str
    column: str
    why: str
    foreign: bool


def rows(faults: Sequence[ImportFault]) -> tuple[FaultRow, ...]:
    """Return the first faults as they are shown."""
    return tuple(_row(fault) for fault in faults[:SHOWN])


def _row(fault: ImportFault) -> FaultRow:
    place = _("Datei") if fault.line == 0 else _("Zeile %(line)d") % {"line": fault.line}
    why = _why(fault.why)
    return FaultRow(place, fault.column, why or fault.why, not why)


def _why(said: str) -> str:
    if cells := _CELLS.fullmatch(said):
        return _("hat %(found)s Zellen statt %(wanted)s") % {"found": cells[1], "wanted": cells[2]}
    words = next((words for start, words in _WORDS if said.startswith(start)), None)
    return "" if words is None else str(words) % _NUMBERS
