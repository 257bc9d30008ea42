"""Words for values known only in a call: digits, days of a month, months.

German days stand in the dative, as they follow "am": "dreißigsten November"; English
ones follow the month: "November thirtieth".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rufschutz.core.purposes.clips import Sentence
from rufschutz.domain.call.commands import Language
from rufschutz.domain.retention.words import number_word
from rufschutz.handover.plan import Clip, Vocabulary

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from rufschutz.core.purposes.policy import PolicyReason

_MONTHS: Final = {
    Language.DE: (
        "Januar", "Februar", "März", "April", "Mai", "Juni",
        "Juli", "August", "September", "Oktober", "November", "Dezember",
    ),
    Language.EN: (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
}  # fmt: skip
_DE_DAYS: Final = {1: "ersten", 3: "dritten", 7: "siebten", 8: "achten"}
_EN_DAYS: Final = {
    1: "first", 2: "second", 3: "third", 5: "fifth", 8: "eighth", 9: "ninth", 12: "twelfth",
    20: "twentieth", 30: "thirtieth",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language, in the order in which a plan holds their clips."""

    digits: tuple[str, ...]
    plus: str
    days: tuple[str, ...]
    months: tuple[str, ...]

    def all(self) -> tuple[str, ...]:
        """Return every word once."""
        return (*self.digits, self.plus, *self.days, *self.months)


def words(language: Language) -> Words:
    """Return the vocabulary of a language."""
    day = _german_day if language is Language.DE else _english_day
    return Words(
        digits=tuple(number_word(digit, language) for digit in range(10)),
        plus="plus",
        days=tuple(day(number) for number in range(1, 32)),
        months=_MONTHS[language],
    )


def sentences(reasons: Iterable[PolicyReason] = ()) -> tuple[Sentence, ...]:
    """Return what has to be rendered for the vocabularies of all languages."""
    named = tuple(Sentence(name, language) for reason in reasons for language, name in reason.names.items())
    counted = tuple(Sentence(word, language.value) for language in Language for word in words(language).all())
    return counted + named


def vocabulary(
    clips: Mapping[Sentence, Clip], reasons: Collection[PolicyReason] = ()
) -> dict[str, Vocabulary]:
    """Return the rendered vocabularies by language."""

    def row(language: Language, names: tuple[str, ...]) -> tuple[Clip, ...]:
        return tuple(clips[Sentence(name, language.value)] for name in names)

    return {
        language.value: Vocabulary(
            digits=row(language, spoken.digits),
            plus=row(language, (spoken.plus,))[0],
            days=row(language, spoken.days),
            months=row(language, spoken.months),
            day_first=language is Language.DE,
            reasons={
                reason.id: clips[Sentence(reason.names[language], language.value)] for reason in reasons
            },
        )
        for language in Language
        for spoken in (words(language),)
    }


def _german_day(number: int) -> str:
    ending = "ten" if number < 20 else "sten"
    return _DE_DAYS.get(number, number_word(number, Language.DE) + ending)


def _english_day(number: int) -> str:
    tens, ones = divmod(number, 10)
    if number < 20 or ones == 0:
        return _EN_DAYS.get(number, number_word(number, Language.EN) + "th")
    return f"{number_word(10 * tens, Language.EN)}-{_english_day(ones)}"
