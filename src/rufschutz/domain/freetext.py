"""Which signs free text may hold, wherever it comes in: pages, programs, files, the command line.

Decides that once, and every door refuses by it before anything is asked of the record. It must
never mend a text in silence: what was approved, agreed to or signed is what was typed.
"""

from __future__ import annotations

import unicodedata
from typing import Final

from rufschutz.domain.errors import DomainError

Place = tuple[str | int, ...]

_SPACES: Final = frozenset("\n\r\t")
_TURNING: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Signs that make a line read in another order than it is stored (UTS 55)."""


class UnreadableSignError(DomainError):
    """A text holds a sign that nobody can read: a control character, half a sign, one that turns text round.

    A database may refuse it as well: PostgreSQL stores no U+0000.
    """

    advice = "Type the text anew, or paste it without formatting."


def unreadable_sign(text: str) -> str:
    """Return the first sign that no text may hold, as ``U+0000``; '' where there is none.

    Line breaks and tabs are text.
    """
    return next((f"U+{ord(sign):04X}" for sign in text if _unreadable(sign)), "")


def require_readable(text: str) -> str:
    """Return ``text`` as it came; raise `UnreadableSignError` for a sign that nobody can read."""
    if found := unreadable_sign(text):
        raise UnreadableSignError(f"a text holds the sign {found}, which cannot be read")
    return text


def unreadable_places(value: object, *place: str | int) -> tuple[Place, ...]:
    """Return where a document (as JSON reads it) holds such a sign, as names and positions below ``place``.

    A name that holds one itself ends its place.
    """
    match value:
        case str():
            return (place,) if unreadable_sign(value) else ()
        case dict():
            return tuple(found for name, inner in value.items() for found in _in_name(name, inner, place))
        case list():
            rows = enumerate(value)
            return tuple(found for row, inner in rows for found in unreadable_places(inner, *place, row))
        case _:
            return ()


def _in_name(name: str, inner: object, place: Place) -> tuple[Place, ...]:
    here = (*place, name)
    return (here,) if unreadable_sign(name) else unreadable_places(inner, *here)


def _unreadable(sign: str) -> bool:
    if sign in _SPACES:
        return False
    return sign in _TURNING or unicodedata.category(sign) in {"Cc", "Cs"}
