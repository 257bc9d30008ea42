"""What a policy must hold before anything is published from it. Collects every fault.

A consent question without one of its mandatory slots, a purpose whose data kind has
no end, words that mislead: each is refused here, before a caller could hear it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rufschutz.core.purposes.errors import Fault
from rufschutz.core.purposes.policy import Availability, kinds_of, purposes_of, retention_policy
from rufschutz.domain.call import texts as machine
from rufschutz.domain.ids import TextId
from rufschutz.domain.moments import Period, PeriodError
from rufschutz.domain.purposes.catalogue import CatalogueError, compile_catalogue
from rufschutz.domain.purposes.purpose import Profile
from rufschutz.domain.retention.rule import PolicyError, StartType

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rufschutz.core.purposes.policy import Policy, PolicyText

RECORDING_PURPOSE: Final = "record_matter"
ASK_FIRST: Final = TextId("opening.keypad.ask_first")
NEVER: Final = TextId("opening.keypad.never")
QUESTION_ROLE: Final = "consent_question"

STORED_KINDS: Final = (
    "call_metadata",
    "call_metadata_bare",
    "consent_given",
    "consent_refused",
    "consent_withdrawn",
    "consent_unused",
    "matter",
    "callback_number",
    "audit_access",
    "audit_decision",
    "deletion_certificate",
    "quarantine",
    "spool",
    "backup_keys",
)
"""Data kinds that any call leaves behind, whatever its purposes."""


def opening(policy: Policy) -> TextId:
    """Return the opening: no speech or language model is loaded, so a computer speaks and keys answer."""
    return ASK_FIRST if policy.recording else NEVER


def used_texts(policy: Policy) -> tuple[TextId, ...]:
    """Return the texts that a keypad call plays, sorted."""
    needed = {*machine.ALWAYS, opening(policy)}
    if policy.recording:
        needed |= {*machine.WHEN_RECORDING, NEVER}
    return tuple(sorted(needed))


def faults_of(policy: Policy) -> list[Fault]:
    """Return everything that keeps this policy from going live, with its path."""
    return [
        *_rule_faults(policy),
        *_kind_faults(policy),
        *_purpose_faults(policy),
        *_text_faults(policy),
        *_banned_faults(policy),
    ]


def _rule_faults(policy: Policy) -> Iterator[Fault]:
    if unreadable := list(_unreadable(policy)):
        yield from unreadable
        return
    try:
        rules = retention_policy(policy)
        compile_catalogue(Profile(policy.profile), purposes_of(policy), kinds_of(policy), rules)
    except (PolicyError, CatalogueError) as error:
        for fault in error.faults:
            yield Fault(fault.path, fault.message)


def _unreadable(policy: Policy) -> Iterator[Fault]:
    for rule in policy.rules:
        for field, text in (("period", rule.period), ("cap", rule.cap), ("review", rule.review)):
            try:
                if text is not None:
                    Period.parse(text)
            except PeriodError as error:
                yield Fault(f"retention.{rule.kind}.{field}", str(error))
        if rule.start not in set(StartType):
            yield Fault(f"retention.{rule.kind}.start", f"{rule.start!r} is none of {', '.join(StartType)}")


def _kind_faults(policy: Policy) -> Iterator[Fault]:
    for kind in STORED_KINDS:
        if policy.rule(kind) is None:
            yield Fault(f"retention.{kind}", "every call leaves this kind behind: it needs a deletion rule")


def _purpose_faults(policy: Policy) -> Iterator[Fault]:
    purpose = next((p for p in policy.purposes if p.id == RECORDING_PURPOSE), None)
    if policy.recording and (purpose is None or purpose.availability is Availability.NEVER):
        path = f"purposes.{RECORDING_PURPOSE}"
        yield Fault(path, "recording is switched on, but this policy has no such purpose")


def _text_faults(policy: Policy) -> Iterator[Fault]:
    for name in used_texts(policy):
        text = policy.text(name)
        if text is None:
            yield Fault(f"texts.{name}", "is missing")
            continue
        for language in policy.dialog.ai_sentence:
            yield from _slot_faults(policy, text, language)
    question = policy.text(ASK_FIRST)
    if policy.recording and question is not None and question.role != QUESTION_ROLE:
        yield Fault(f"texts.{ASK_FIRST}.role", "asks for consent, so its role is consent_question")


def _slot_faults(policy: Policy, text: PolicyText, language: str) -> Iterator[Fault]:
    words, path = text.words.get(language, "").lower(), f"texts.{text.id}.{language}"
    if not words.strip():
        yield Fault(path, "has no words")
    if text.id in {ASK_FIRST, NEVER} and ai_sentence(policy, language) not in words:
        yield Fault(path, f"must say “{policy.dialog.ai_sentence[language]}”")
    for slot in policy.dialog.mandatory.get(text.role, ()):
        marks = policy.dialog.markers.get(slot, {}).get(language, ())
        if marks and not any(mark.lower() in words for mark in marks):
            yield Fault(path, f"mandatory slot {slot} is empty; say one of: {', '.join(marks)}")


def ai_sentence(policy: Policy, language: str) -> str:
    """Return the AI sentence as it is looked for: lower case, without its full stop."""
    return policy.dialog.ai_sentence[language].lower().rstrip(".")


def _banned_faults(policy: Policy) -> Iterator[Fault]:
    for text in policy.texts:
        for language, words in text.words.items():
            for phrase in policy.dialog.banned:
                if phrase.text.lower() in words.lower():
                    yield Fault(f"texts.{text.id}.{language}", f"must not say “{phrase.text}”: {phrase.why}")
