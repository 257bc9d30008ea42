"""What was entered as it is spoken, as it is written: "info ät praxis Punkt de", "zehn eins eins fünf".

Decides the written form only where it is beyond doubt: words around "ät" and "Punkt" that make
an address together, a postal code of five digits before its place, one house number after its
street, a telephone number of six digits and more. Everything else stays as it was entered.
It never decides what is spoken.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from rufschutz.domain.call.commands import Language
from rufschutz.domain.retention.words import number_word

if TYPE_CHECKING:
    from collections.abc import Sequence

_SIGNS: Final = {
    "ät": "@", "at": "@", "ett": "@", "klammeraffe": "@",
    "punkt": ".", "dot": ".",
    "schrägstrich": "/", "slash": "/",
    "bindestrich": "-", "minus": "-", "hyphen": "-", "dash": "-",
    "unterstrich": "_", "underscore": "_",
}  # fmt: skip
_ANY: Final = "|".join(_SIGNS)
_JOINED: Final = re.compile(rf"[\w.-]+(?:\s+(?:{_ANY})\s+[\w.-]*\w)+", re.IGNORECASE)
_SIGN: Final = re.compile(rf"\s+({_ANY})\s+", re.IGNORECASE)
_NAMED: Final = re.compile(
    r"\b(?:ät|klammeraffe|punkt|schrägstrich|bindestrich|unterstrich|slash|underscore)\b", re.IGNORECASE
)
_ADDRESS: Final = re.compile(r"([\w.-]+@)?([\w-]+\.)+[a-z]{2,}(/[\w-]+)*")

_NUMBERS: Final = {
    number_word(number, language): str(number) for language in Language for number in range(100)
} | {"zwo": "2"}
_WORD: Final = re.compile(r"[\w-]+")
_ONE: Final = "|".join(sorted(_NUMBERS, key=len, reverse=True))
_RUN: Final = re.compile(rf"\b(?:{_ONE})(?:,? (?:{_ONE}))+\b", re.IGNORECASE)
_LETTER: Final = re.compile(r"[a-z]")
_POSTAL: Final = 5
_DIALLED: Final = 6


def contact(spoken: str) -> str:
    """Return how somebody is reached, in writing: mail and web addresses, telephone numbers."""
    return _dialled(_JOINED.sub(_address, spoken))


def sounds_spoken(words: str) -> bool:
    """Whether words hold a sign by its name, which nobody writes: "ät", "Punkt", "Schrägstrich"."""
    return _NAMED.search(words) is not None


def postal(spoken: str) -> str:
    """Return a postal address in writing: ``Beispielplatz 1, 10115 Berlin``."""
    return contact(", ".join(_street(_place(part)) for part in spoken.split(", ")))


def _address(match: re.Match[str]) -> str:
    joined = _SIGN.sub(lambda sign: _SIGNS[sign[1].lower()], match[0]).lower()
    return joined if _ADDRESS.fullmatch(joined) else match[0]


def _place(part: str) -> str:
    """Write the number words before a place as its postal code."""
    words = part.split(" ")
    count = next((at for at, word in enumerate(words) if word.lower() not in _NUMBERS), 0)
    digits = _digits(words[:count])
    return " ".join((digits, *words[count:])) if len(digits) == _POSTAL else part


def _street(part: str) -> str:
    """Write the one number word after a street, and before a letter, as its house number."""
    words = part.split(" ")
    at = -2 if len(words) > 2 and _LETTER.fullmatch(words[-1]) else -1
    if len(words) + at < 1 or words[at].lower() not in _NUMBERS or words[at - 1].lower() in _NUMBERS:
        return part
    words[at] = _NUMBERS[words[at].lower()]
    return " ".join(words)


def _dialled(text: str) -> str:
    """Write each run of number words that is long enough as a telephone number."""
    return _RUN.sub(lambda run: _number(run[0]), text)


def _number(run: str) -> str:
    digits = _digits(_WORD.findall(run))
    return digits if len(digits) >= _DIALLED else run


def _digits(words: Sequence[str]) -> str:
    return "".join(_NUMBERS[word.lower()] for word in words)
