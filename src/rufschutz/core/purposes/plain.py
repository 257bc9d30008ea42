"""Plain words for what a policy says: kinds of data, how long they live, why the law allows it.

Decides the words for people who are not lawyers, in German and English, and nothing else.
Every period comes from the rule that will delete; a kind or an event that has no words here
is shown by its id rather than left out.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

import yaml

from rufschutz.core.purposes.announce import announced
from rufschutz.domain.call.commands import Language
from rufschutz.domain.moments import Period
from rufschutz.domain.retention.rule import StartType

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rufschutz.core.purposes.policy import KindRule
    from rufschutz.domain.purposes.recipients import Recipient, Transfer

_LETTER: Final = re.compile(r"(?<![\d(])6\(1\)(?:\(([a-f])\))")
_NEXT_LETTER: Final = re.compile(r"6\(1\)\([a-f]\), \(([a-f])\)")
_CITED: Final = re.compile(r"(\d+[a-z]?)\((\d+)\)(?:\(([a-z])\))?")
_MORE: Final = re.compile(r", \((\d+)\)")
_MORE_LETTERS: Final = re.compile(r", \(([a-z])\)")

_UNITS: Final = {
    Language.DE: (("Jahr", "Jahre"), ("Monat", "Monate"), ("Tag", "Tage")),
    Language.EN: (("year", "years"), ("month", "months"), ("day", "days")),
}
_YEAR_END: Final = {
    Language.DE: "{kept}, bis zum Ende jenes Jahres",
    Language.EN: "{kept}, to the end of that year",
}
_GDPR: Final = {Language.DE: "DSGVO", Language.EN: "GDPR"}
_NOT_KEPT: Final = {Language.DE: "wird nicht gespeichert", Language.EN: "is not stored"}
_CAP: Final = {
    Language.DE: "{kept}, insgesamt höchstens {cap}",
    Language.EN: "{kept}, {cap} in all at most",
}
_REVIEWED: Final = {
    Language.DE: "{kept}; alle {review} wird geprüft, ob es noch gebraucht wird",
    Language.EN: "{kept}; every {review} someone checks whether it is still needed",
}


def kind_name(kind: str, language: Language) -> str:
    """Return what a kind of data is, in plain words."""
    return _word("kinds", kind, language)


def event_name(event: str, language: Language) -> str:
    """Return from when a period counts: ``nach der Aufnahme``."""
    return _word("events", event, language).removeprefix(", ")


def why_kept(kind: str, language: Language) -> str:
    """Return in one sentence why a kind is kept so long and no longer; '' where none was written."""
    row = _words()["whys"].get(kind)
    return "" if row is None else str(row[language.value])


def shown_period(period: Period, language: Language) -> str:
    """Return a period in figures: ``7 Tage``, ``12 months``; '' for one of no length."""
    counts = (period.years, period.months, period.days)
    parts = [
        f"{count}\u00a0{one if count == 1 else many}"
        for count, (one, many) in zip(counts, _UNITS[language], strict=True)
        if count
    ]
    return ", ".join(parts)


def kept(rule: KindRule, language: Language) -> str:
    """Return how long a rule keeps its kind: ``7 Tage nach der Aufnahme``, with cap and review."""
    if not is_kept(rule):
        return _NOT_KEPT[language]
    collected, period = rule.start == StartType.COLLECTED.value, _standard(rule)
    words = f"{shown_period(period, language)} {_word('events', rule.event, language)}".replace(" ,", ",")
    if period.to_year_end:
        words = _YEAR_END[language].format(kept=words)
    if rule.cap is not None and not collected:
        cap = shown_period(Period.parse(rule.cap), language)
        words = _CAP[language].format(kept=words, cap=cap)
    if rule.review is not None:
        review = shown_period(Period.parse(rule.review), language)
        words = _REVIEWED[language].format(kept=words, review=review)
    return words


def is_kept(rule: KindRule) -> bool:
    """Whether a rule keeps its kind at all."""
    return _standard(rule) != Period()


def _standard(rule: KindRule) -> Period:
    return announced(rule) if rule.start == StartType.COLLECTED.value else Period.parse(rule.period)


def reasons_why(basis: str, language: Language) -> tuple[str, ...]:
    """Return in plain sentences why the law allows it, one for each letter of Art. 6(1) GDPR named."""
    letters = dict.fromkeys((*_LETTER.findall(basis), *_NEXT_LETTER.findall(basis)))
    return tuple(_word("bases", letter, language) for letter in letters if letter in _words()["bases"])


def citation(basis: str, language: Language) -> str:
    """Return a basis as lawyers of the language cite it: ``Art. 6 Abs. 1 lit. b DSGVO``."""
    if language is Language.EN:
        return basis
    cited = _CITED.sub(_german_citation, basis)
    cited = _MORE_LETTERS.sub(r", lit. \1", _MORE.sub(r", Abs. \1", cited))
    for english, german in _words()["statutes"].items():
        cited = re.sub(rf"(?<![\w-]){re.escape(english)}(?![\w-])", str(german), cited)
    return cited


def recipient(row: Recipient, transfers: Iterable[Transfer], language: Language) -> str:
    """Return who gets data: ``Rechenzentrum Beispiel (DE)``, with the article where it leaves the EEA."""
    bases = [each.basis for each in transfers if (each.recipient, each.country) == (row.name, row.country)]
    articles = "".join(f", Art. {basis} {_GDPR[language]}" for basis in bases)
    return f"{row.name} ({row.country}{articles})"


def _german_citation(match: re.Match[str]) -> str:
    article, paragraph, letter = match.groups()
    return f"{article} Abs. {paragraph}" + (f" lit. {letter}" if letter else "")


def _word(table: str, name: str, language: Language) -> str:
    row = _words()[table].get(name)
    return name.replace("_", " ") if row is None else str(row[language.value])


@cache
def _words() -> dict[str, dict[str, dict[str, str]]]:
    path = files("rufschutz.core.purposes") / "content" / "plain.yaml"
    words: dict[str, dict[str, dict[str, str]]] = yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)
    return words
