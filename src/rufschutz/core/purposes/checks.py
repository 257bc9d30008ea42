"""What a policy must hold before anything is published from it. Collects every fault.

A consent question without one of its mandatory slots, a purpose whose data kind has
no end, words that mislead: each is refused here, before a caller could hear it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rufschutz.core.purposes.errors import Fault
from rufschutz.core.purposes.policy import (
    RECORDING_PURPOSE,
    Availability,
    kinds_of,
    purposes_of,
    retention_policy,
)
from rufschutz.core.purposes.soundness import contradictions, offered
from rufschutz.core.tenants.choices import Opening
from rufschutz.domain.call import texts as machine
from rufschutz.domain.call.facts import About
from rufschutz.domain.ids import TextId
from rufschutz.domain.moments import Period, PeriodError
from rufschutz.domain.purposes.catalogue import CatalogueError, compile_catalogue
from rufschutz.domain.purposes.purpose import Profile
from rufschutz.domain.retention.rule import PolicyError, StartType

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rufschutz.core.purposes.policy import Policy, PolicyText

ASK_FIRST: Final = TextId("opening.keypad.ask_first")
ASK_LATER: Final = TextId("opening.keypad.ask_later")
NEVER: Final = TextId("opening.keypad.never")
QUESTION: Final = TextId("question.record.keypad")
OPENINGS: Final = frozenset({ASK_FIRST, ASK_LATER, NEVER, machine.QUESTION_KNOWN})
"""First texts of a call: no speech or language model is loaded, so a computer speaks and keys answer."""

MENU_KEYS: Final = 6
"""Keys that a menu may give a meaning to."""

QUESTION_ROLE: Final = "consent_question"

OFFER: Final = "offer."
"""How the ids of optional questions begin; what follows is the purpose."""

PERIOD: Final = "{rec_period}"
"""Where a question speaks the period that a yes to it creates."""

RECEIPT: Final = "receipt"
"""The purpose of receipts."""

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


def opening(policy: Policy, style: Opening = Opening.ASK_FIRST) -> TextId:
    """Return the first text of a call."""
    if not policy.recording:
        return NEVER
    return ASK_LATER if style is Opening.ASK_LATER else ASK_FIRST


def question(style: Opening = Opening.ASK_FIRST) -> TextId:
    """Return the text that a consent rests on."""
    return QUESTION if style is Opening.ASK_LATER else ASK_FIRST


def issues(policy: Policy) -> bool:
    """Say whether receipts are offered: the purpose is switched on, and there are words for it."""
    on = any(p.id == RECEIPT and p.availability is Availability.ACTIVE for p in policy.purposes)
    return on and all(policy.text(name) is not None for name in machine.WHEN_ISSUING)


def used_texts(policy: Policy, style: Opening = Opening.ASK_FIRST) -> tuple[TextId, ...]:
    """Return the texts that a keypad call plays, sorted."""
    needed = {*machine.ALWAYS, opening(policy, style)}
    if policy.dialog.reasons:
        needed |= machine.WHEN_CHOOSING
    if any(reason.about is About.MINOR for reason in policy.dialog.reasons):
        needed |= machine.WHEN_MINORS_SAY_SO
    if policy.recording:
        needed |= {*machine.WHEN_RECORDING, NEVER, question(style)}
    if policy.recording and policy.dialog.reasons:
        needed |= machine.WHEN_CHOOSING_AND_RECORDING
    if policy.recording and style is Opening.ASK_LATER:
        needed |= machine.WHEN_ASKING_LATER
    if issues(policy):
        needed |= machine.WHEN_ISSUING
    if offered(policy):
        needed |= {*machine.WHEN_OFFERING, machine.TOO_EARLY}
    needed |= {TextId(text.id) for text in policy.texts if text.id.startswith(OFFER)}
    there = {name for name in machine.IF_THERE if policy.text(name) is not None}
    there -= set() if policy.recording else {machine.QUESTION_KNOWN}
    return tuple(sorted(needed | there))


def faults_of(policy: Policy, style: Opening = Opening.ASK_FIRST) -> list[Fault]:
    """Return everything that keeps this policy from going live with an opening, each with its path."""
    return [
        *_rule_faults(policy),
        *_kind_faults(policy),
        *_purpose_faults(policy),
        *_reason_faults(policy, style),
        *_text_faults(policy, style),
        *_banned_faults(policy),
        *contradictions(policy),
    ]


def _reason_faults(policy: Policy, style: Opening) -> Iterator[Fault]:
    reasons, most = policy.dialog.reasons, MENU_KEYS - (style is Opening.ASK_LATER)
    if len(reasons) > most:
        yield Fault("dialog.reasons", f"{len(reasons)} reasons, but only {most} keys: offer fewer")
    if style is Opening.ASK_LATER and not reasons:
        yield Fault("dialog.reasons", "ask_later opens with a menu: offer at least one reason")
    for reason in reasons:
        for language in policy.dialog.ai_sentence:
            if not reason.names.get(language, "").strip():
                yield Fault(f"dialog.reasons.{reason.id}.{language}", "has no words")


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


def _text_faults(policy: Policy, style: Opening) -> Iterator[Fault]:
    for name in used_texts(policy, style):
        text = policy.text(name)
        if text is None:
            yield Fault(f"texts.{name}", "is missing")
            continue
        for language in policy.dialog.ai_sentence:
            yield from slot_faults(policy, text, language)
    for name in (question(style), machine.QUESTION_KNOWN) if policy.recording else ():
        asked = policy.text(name)
        if asked is not None:
            yield from _question_faults(policy, asked)


def _question_faults(policy: Policy, asked: PolicyText) -> Iterator[Fault]:
    if asked.role != QUESTION_ROLE:
        yield Fault(f"texts.{asked.id}.role", "asks for consent, so its role is consent_question")
    for language in policy.dialog.ai_sentence:
        yield from period_faults(asked, language)


def slot_faults(policy: Policy, text: PolicyText, language: str) -> Iterator[Fault]:
    """Yield what a text lacks in a language: words, the AI sentence, or one of its mandatory slots."""
    words, path = text.words.get(language, "").lower(), f"texts.{text.id}.{language}"
    if not words.strip():
        yield Fault(path, "has no words")
    if text.id in OPENINGS | {QUESTION} and ai_sentence(policy, language) not in words:
        yield Fault(path, f"must say “{policy.dialog.ai_sentence[language]}”")
    for slot in policy.dialog.mandatory.get(text.role, ()):
        marks = policy.dialog.markers.get(slot, {}).get(language, ())
        if marks and not any(mark.lower() in words for mark in marks):
            yield Fault(path, f"mandatory slot {slot} is empty; say one of: {', '.join(marks)}")


def period_faults(text: PolicyText, language: str) -> Iterator[Fault]:
    """Yield a fault where a question does not name the period that a yes to it creates."""
    if PERIOD not in text.words.get(language, ""):
        yield Fault(f"texts.{text.id}.{language}", f"a yes creates a period: it must be named, as {PERIOD}")


def ai_sentence(policy: Policy, language: str) -> str:
    """Return the AI sentence as it is looked for: lower case, without its full stop."""
    return policy.dialog.ai_sentence[language].lower().rstrip(".")


def _banned_faults(policy: Policy) -> Iterator[Fault]:
    for text in policy.texts:
        for language, words in text.words.items():
            for phrase in policy.dialog.banned:
                if phrase.text.lower() in words.lower():
                    yield Fault(f"texts.{text.id}.{language}", f"must not say “{phrase.text}”: {phrase.why}")
