"""A policy as far as it protects: what two policies are compared by.

Decides nothing; `rufschutz.domain.purposes.loosening` says what a loosening is.
"""

from __future__ import annotations

import string
from typing import TYPE_CHECKING

from rufschutz.core.purposes.policy import purposes_of, retention_policy
from rufschutz.domain.purposes.loosening import Safeguards, Wording, loosenings
from rufschutz.domain.purposes.purpose import Profile

if TYPE_CHECKING:
    from rufschutz.core.purposes.policy import Dialog, Policy, PolicyText
    from rufschutz.domain.purposes.loosening import Loosening


def loosened(before: Policy, after: Policy) -> tuple[Loosening, ...]:
    """Return every point in which a policy that may be adopted protects less than another one."""
    return loosenings(safeguards(before), safeguards(after))


def safeguards(policy: Policy) -> Safeguards:
    """Return what a policy protects by; raise `PolicyError` for rules that have no end."""
    dialog = policy.dialog
    return Safeguards(
        profile=Profile(policy.profile),
        recording=policy.recording,
        purposes=purposes_of(policy),
        rules=retention_policy(policy).rules,
        texts=tuple(_wording(text) for text in policy.texts),
        overlays=policy.overlays,
        alternatives=policy.alternatives,
        must_say=frozenset(f"{role}.{slot}" for role, slots in dialog.mandatory.items() for slot in slots),
        accepted=_accepted(dialog),
        banned=frozenset(phrase.text for phrase in dialog.banned),
        computer=frozenset(f"{language}.{said}" for language, said in dialog.ai_sentence.items()),
        adequate=frozenset(policy.adequate),
        patience={"answer_window": dialog.answer_window, "repeats": dialog.repeats},
    )


def _accepted(dialog: Dialog) -> frozenset[str]:
    return frozenset(
        f"{slot}.{language}.{phrase}"
        for slot, languages in dialog.markers.items()
        for language, phrases in languages.items()
        for phrase in phrases
    )


def _wording(text: PolicyText) -> Wording:
    slots = frozenset(
        f"{language}.{name}" for language, words in text.words.items() for name in _slots(words)
    )
    return Wording(text.id, text.role, text.stop, slots, reviewed=bool(text.review_by))


def _slots(words: str) -> set[str]:
    """Return the slots of a text; a broken one is a fault of the text, and named there."""
    try:
        return {name for _, name, *_ in string.Formatter().parse(words) if name}
    except ValueError:
        return set()
