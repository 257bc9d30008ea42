"""A text in pieces: its words, and what only a call fills in, named and with an example.

Decides words only. A placeholder that has no name here is shown by its own.
"""

from __future__ import annotations

import string
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from rufschutz.console.purposes.values import SLOTS
from rufschutz.core.purposes.announce import RUNTIME
from rufschutz.handover.plan import SlotKind


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a text, or a placeholder: its name, and an example ('' for none)."""

    words: str
    slot: str = ""
    example: str = ""


_EXAMPLES: Final = {
    "number_groups": "030 23125 000",
    "last_two": "00",
    "code_groups": "123 456 789",
    "reason": lazy("Rezept"),
}


def pieces(words: str) -> tuple[Piece, ...]:
    """Return a text in pieces, in order; a text whose braces are broken is one piece."""
    try:
        parsed = list(string.Formatter().parse(words))
    except ValueError:
        return (Piece(words),)
    found = []
    for literal, name, *_rest in parsed:
        found += [Piece(literal)] if literal else []
        found += [Piece("", str(SLOTS.get(name, name)), _example(name))] if name else []
    return tuple(found)


def _example(name: str) -> str:
    if RUNTIME.get(name) is SlotKind.DATE:
        return _("31. Januar")
    return str(_EXAMPLES.get(name, ""))
