"""The words of a text for one controller: slots filled from its data and its live rules.

What is announced is what binds, so every period here comes from the rule that will
delete, never from a text. Slots known only in a call stay open.
"""

from __future__ import annotations

import string
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rufschutz.core.purposes.errors import Fault
from rufschutz.domain.call.commands import Language
from rufschutz.domain.moments import Period, PeriodError
from rufschutz.domain.retention.words import WordsError, number_word, spoken_period
from rufschutz.handover.plan import SlotKind

if TYPE_CHECKING:
    from rufschutz.core.purposes.policy import KindRule, Policy, PolicyText
    from rufschutz.core.tenants.queries import Controller

RUNTIME: Final = {
    "number_groups": SlotKind.DIGITS,
    "last_two": SlotKind.DIGITS,
    "rec_gone_date": SlotKind.DATE,
    "reason": SlotKind.REASON,
    "code_groups": SlotKind.DIGITS,
    "today": SlotKind.DATE,
}
"""Slots whose value is known only in the call."""

RECORDING_KIND: Final = "recording_matter"
PERIODS: Final = {"rec_period": RECORDING_KIND, "backup_period": "backup_keys", "matter_period": "matter"}
"""Slots that speak a period, and the data kind whose rule fixes it."""


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of words, or a slot that is filled in the call; exactly one is set.

    ``foreign``: the words are in the other language, and spoken with its voice.
    """

    words: str
    slot: str
    foreign: bool = False


def announced(rule: KindRule) -> Period:
    """Return the longest period that may be announced for a rule: the shorter of period and cap."""
    period = Period.parse(rule.period)
    if rule.cap is None:
        return period
    cap = Period.parse(rule.cap)
    return min(period, cap, key=lambda each: each.most_days)


def slots(policy: Policy, controller: Controller, language: str) -> tuple[dict[str, str], list[Fault]]:
    """Return the value of each slot in one language, and a fault for each that has none."""
    values = {
        "controller_short": controller.short_name,
        "controller_full": controller.full_name,
        "controller_address": controller.address,
        "dpo_contact": controller.dpo_contact,
        "authority": controller.authority,
        "url": controller.url,
        "place_sentence": policy.dialog.place_sentence.get(language, ""),
    }
    faults = [Fault(f"slots.{name}", "is empty") for name, value in values.items() if not value.strip()]
    values |= _menu(policy, Language(language))
    for name, kind in PERIODS.items():
        try:
            rule = policy.rule(kind)
            values[name] = "" if rule is None else spoken_period(announced(rule), Language(language))
        except (PeriodError, WordsError) as error:
            faults.append(Fault(f"retention.{kind}.period", str(error)))
    return values, faults


def _menu(policy: Policy, language: Language) -> dict[str, str]:
    """Return the options of the menu as they are spoken, and the key that leads to a message."""
    named = [
        f"{number_word(place, language).capitalize()}: {reason.names[language.value]}."
        for place, reason in enumerate(policy.dialog.reasons, 1)
    ]
    message = number_word(len(named) + 1, language).capitalize()
    return {"reasons": " ".join(named), "message_key": message}


def fill(text: PolicyText, language: str, values: dict[str, str]) -> tuple[str, list[Fault]]:
    """Return a text's words with every slot filled that can be; a fault for each other slot."""
    path = f"texts.{text.id}.{language}"
    words, faults = [], []
    try:
        pieces = list(string.Formatter().parse(text.words.get(language, "")))
    except ValueError as error:
        return "", [Fault(path, f"has a broken slot: {error}")]
    for literal, name, *_ in pieces:
        words.append(literal)
        if name in RUNTIME:
            words.append(f"{{{name}}}")
        elif name is not None and values.get(name, "").strip():
            words.append(values[name])
        elif name is not None:
            faults.append(Fault(path, f"slot {{{name}}} is empty"))
    if not "".join(words).strip():
        faults.append(Fault(path, "has no words"))
    return "".join(words), faults


def parts(words: str, foreign: str = "") -> tuple[Part, ...]:
    """Split filled words at the slots that a call fills, and around the sentence in the other language.

    Lone punctuation beside a slot is dropped.
    """
    before, sentence, after = words.partition(foreign) if foreign else (words, "", "")
    found = [*_slotted(before), *([Part(sentence, "", foreign=True)] if sentence else []), *_slotted(after)]
    return tuple(found)


def _slotted(words: str) -> list[Part]:
    found = []
    for literal, name, *_ in string.Formatter().parse(words):
        spoken = literal.strip().strip(".,:;").strip() if not any(map(str.isalnum, literal)) else literal
        if spoken.strip():
            found.append(Part(spoken.strip().lstrip(".,:; "), ""))
        if name is not None:
            found.append(Part("", name))
    return found
