"""Where in a call a text is heard: the order in which the screen of texts shows them.

Decides the order and the headings only. A text that no stage names comes at the end of all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.utils.functional import _StrPromise

    from rufschutz.console.texts.sheets import Sheet


@dataclass(frozen=True, slots=True)
class Stage:
    """A part of a call: its name for an address, its heading, and the texts heard in it, in order.

    ``open``: its texts are shown at once, not folded away.
    """

    id: str
    name: str
    sheets: tuple[Sheet, ...]
    open: bool = False


_STAGES: Final[tuple[tuple[str, _StrPromise, tuple[str, ...]], ...]] = (
    ("anfang", _("Am Anfang"), ("opening",)),
    (
        "frage",
        _("Die Frage nach der Aufnahme"),
        ("question.record", "question.repeat", "question.unclear", "answer.too_early"),
    ),
    ("antwort", _("Nach Ja, Nein oder Schweigen"), ("answer.yes", "answer.no", "answer.silence")),
    ("anliegen", _("Worum es geht"), ("reason.ask", "reason.noted")),
    (
        "rueckruf",
        _("Rückruf"),
        ("human", "readback.number.caller_id", "callback.number", "number", "readback", "callback"),
    ),
    ("freiwillig", _("Freiwillige Fragen, wenn alles gesagt ist"), ("offer", "question.unclear.offer")),
    ("beleg", _("Beleg"), ("receipt.offer", "receipt.code", "receipt")),
    (
        "rechte",
        _("Löschen, Rechte und Datenschutz"),
        (
            "withdraw.in_call",
            "privacy",
            "rights",
            "withdraw.later.ask",
            "withdraw.later.day",
            "withdraw.later",
            "preference.never_record.ask",
            "preference",
        ),
    ),
    ("ende", _("Am Ende"), ("goodbye.recorded", "goodbye.noted", "goodbye")),
    ("sonst", _("Wenn etwas anders läuft"), ("limit", "minor", "fault")),
)
_LAST: Final = len(_STAGES)
UNHEARD: Final = _("Sagt diese Leitung zurzeit nicht")


def staged(sheets: Iterable[Sheet]) -> tuple[Stage, ...]:
    """Return the texts in the order in which they are heard, by stage; a stage without texts is left out.

    What every caller hears first is open. What the line does not say now comes last of all.
    """
    given = tuple(sheets)
    stages = _heard([each for each in given if not each.unheard])
    unheard = tuple(
        sorted((each for each in given if each.unheard), key=lambda each: (_place(each.id), each.id))
    )
    return (*stages, *([Stage("ungesagt", str(UNHEARD), unheard)] if unheard else ()))


def _heard(sheets: Iterable[Sheet]) -> tuple[Stage, ...]:
    ordered = sorted(sheets, key=lambda each: (_place(each.id), each.id))
    names = [*((name, str(words)) for name, words, _ids in _STAGES), ("weitere", str(_("Weitere Texte")))]
    stages = (
        Stage(name, words, tuple(each for each in ordered if _place(each.id)[0] == number), open=number == 0)
        for number, (name, words) in enumerate(names)
    )
    return tuple(stage for stage in stages if stage.sheets)


def _place(text: str) -> tuple[int, int]:
    """Return stage and place in it, by the longest beginning of the id that is named."""
    found = [
        (len(begin), number, place)
        for number, (_name, _words, begins) in enumerate(_STAGES)
        for place, begin in enumerate(begins)
        if text == begin or text.startswith(f"{begin}.")
    ]
    _length, number, place = max(found, default=(0, _LAST, 0))
    return number, place
