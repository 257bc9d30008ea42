"""A period in spoken words, numbers spelled out, for announcements.

Decides the words only. German words stand in the accusative, as they follow
"höchstens", "spätestens" and "später": "einen Tag", "sieben Tage".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rufschutz.domain.call.commands import Language
from rufschutz.domain.retention.rule import RetentionError

if TYPE_CHECKING:
    from rufschutz.domain.moments import Period

_DE = [
    "null",
    "eins",
    "zwei",
    "drei",
    "vier",
    "fünf",
    "sechs",
    "sieben",
    "acht",
    "neun",
    "zehn",
    "elf",
    "zwölf",
    "dreizehn",
    "vierzehn",
    "fünfzehn",
    "sechzehn",
    "siebzehn",
    "achtzehn",
    "neunzehn",
]
_DE_TENS = ["zwanzig", "dreißig", "vierzig", "fünfzig", "sechzig", "siebzig", "achtzig", "neunzig"]
_EN = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_EN_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]

_UNITS = {
    Language.DE: (("ein Jahr", "Jahre"), ("einen Monat", "Monate"), ("einen Tag", "Tage")),
    Language.EN: (("one year", "years"), ("one month", "months"), ("one day", "days")),
}
_AND = {Language.DE: " und ", Language.EN: " and "}
_YEAR_END = {Language.DE: " zum Jahresende", Language.EN: " to the end of the year"}


class WordsError(RetentionError):
    """A period or number that cannot be said."""

    advice = "Announce a period of at least one day, in numbers below one thousand."


def spoken_period(period: Period, language: Language) -> str:
    """Return ``period`` in words: "sieben Tage", "twelve months"; raise `WordsError` for none at all."""
    counts = (period.years, period.months, period.days)
    parts = [
        _part(count, words, language) for count, words in zip(counts, _UNITS[language], strict=True) if count
    ]
    if not parts:
        raise WordsError("a period of no length cannot be announced")
    tail = _YEAR_END[language] if period.to_year_end else ""
    return _AND[language].join(parts) + tail


def _part(count: int, words: tuple[str, str], language: Language) -> str:
    one, many = words
    return one if count == 1 else f"{number_word(count, language)} {many}"


def number_word(number: int, language: Language) -> str:
    """Return a number from 0 to 999 in words; raise `WordsError` beyond."""
    if not 0 <= number <= 999:
        raise WordsError(f"{number} is not spelled out")
    return _german(number) if language is Language.DE else _english(number)


def _german(number: int) -> str:
    hundreds, rest = divmod(number, 100)
    if hundreds:
        return f"{'ein' if hundreds == 1 else _DE[hundreds]}hundert{_german(rest) if rest else ''}"
    if number < 20:
        return _DE[number]
    tens, ones = divmod(number, 10)
    joined = f"{'ein' if ones == 1 else _DE[ones]}und" if ones else ""
    return joined + _DE_TENS[tens - 2]


def _english(number: int) -> str:
    hundreds, rest = divmod(number, 100)
    if hundreds:
        return f"{_EN[hundreds]} hundred{f' and {_english(rest)}' if rest else ''}"
    if number < 20:
        return _EN[number]
    tens, ones = divmod(number, 10)
    return _EN_TENS[tens - 2] + (f"-{_EN[ones]}" if ones else "")
