"""How hard a text is to follow by ear, by a simple stated measure.

Decides when its author is advised: a sentence of more than 20 words, or more than one word
in eight with over 16 letters. It never refuses: some names are long. A slot counts as one word.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_WORDS: Final = 20
"""Words that a sentence may have."""

LONG: Final = 16
"""Letters above which a word is long."""

SHARE: Final = 8
"""One word in so many may be long."""

_SLOT = re.compile(r"\{[^}]*\}")
_SENTENCE = re.compile(r"[.!?:;]+(?:\s|$)")
_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Reading:
    """What was measured: words in all, in the longest sentence, and the long ones."""

    words: int
    longest: int
    long_words: tuple[str, ...]


def read(text: str) -> Reading:
    """Measure a text; slots such as ``{url}`` count as one word each."""
    plain = _SLOT.sub("slot", text)
    sentences = [_WORD.findall(sentence) for sentence in _SENTENCE.split(plain)]
    words = [word for sentence in sentences for word in sentence]
    long_words = tuple(dict.fromkeys(word for word in words if len(word) > LONG))
    return Reading(len(words), max(map(len, sentences), default=0), long_words)


def advice(text: str) -> Iterator[str]:
    """Yield what would make a text easier to follow, in plain words."""
    found = read(text)
    if found.longest > MOST_WORDS:
        yield f"a sentence has {found.longest} words; at most {MOST_WORDS} can be followed by ear: split it"
    if len(found.long_words) * SHARE > found.words:
        yield f"many long words ({', '.join(found.long_words)}): say them in two or choose others"
