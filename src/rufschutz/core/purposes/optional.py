"""Optional questions of a policy: which purposes are asked about, in which words, what is promised.

Decides that a purpose which is switched on and needs consent has a question of its own, or
is refused by name: a consent for which nobody asks is none, and nobody is asked for what
nothing here would use. The words are the purpose's own sentence with the policy's end on it,
and their period, which they must name, is that of the rule that will delete.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from rufschutz.core.purposes.announce import announced
from rufschutz.core.purposes.checks import OFFER, PERIOD, period_faults, slot_faults
from rufschutz.core.purposes.errors import Fault
from rufschutz.core.purposes.policy import PolicyText
from rufschutz.core.purposes.soundness import offered
from rufschutz.domain.call.commands import Language
from rufschutz.domain.ids import PurposeId, TextId
from rufschutz.domain.moments import PeriodError
from rufschutz.domain.retention.words import WordsError, spoken_period
from rufschutz.handover.plan import PlanOffer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rufschutz.core.purposes.policy import Policy, PolicyPurpose

OFFER_MS: Final = 15_000
"""How long an optional question may last."""


ROLE: Final = "offer_of_recording"
"""Which mandatory slots the words must fill."""

ASKED: Final = {"quality": "recording_quality"}
"""Purposes that can be asked for in a call of today, each another use of its recording, and the data
kind whose rule fixes what is promised. Only what some part of the product does with the data stands here.
"""

NOT_YET: Final = {
    "remind": "nothing sends a reminder",
    "recognise": "nothing here uses a profile of a number",
    "advertise": "nothing here calls anybody to advertise",
    "write_down": "no speech engine is loaded that could write down what is said",
    "listen_in": "nobody can listen to a call while it runs",
    "survey_now": "there are no survey questions to ask",
    "disclose": "nothing says what would be passed on, and to whom",
    "locate": "nothing takes down a location",
    "staff_training": "nothing makes names inaudible, which its question promises",
    "improve_speech": "no speech engine is loaded whose mistakes could be found",
}
"""Purposes that cannot be asked for, and why: a yes that no part of the product needs is not collected
(Art. 5(1)(c) GDPR). They are switched on with what they need, not before.
"""


def offers(policy: Policy) -> tuple[PlanOffer, ...]:
    """Return the optional questions of a policy without faults, in the order in which they are asked."""
    return tuple(
        PlanOffer(
            purpose=PurposeId(purpose.id),
            question=TextId(OFFER + purpose.id),
            promised=str(announced(rule)),
            standing=False,
            extends=True,
        )
        for purpose in _askable(policy)
        if (rule := policy.rule(ASKED[purpose.id])) is not None
    )


def with_offers(policy: Policy) -> tuple[Policy, list[Fault]]:
    """Return the policy with the texts of its optional questions, periods filled, and every fault in them."""
    faults: list[Fault] = []
    texts = []
    for purpose in _askable(policy):
        text, wrong = _text(policy, purpose)
        faults += wrong
        texts += [text] if text is not None and not wrong else []
    return replace(policy, texts=(*policy.texts, *texts)), faults


def unasked(policy: Policy) -> Iterator[Fault]:
    """Yield each purpose that is switched on and needs a yes, but for which nobody is asked today.

    A policy with one is not adopted. One that was adopted before goes on, and asks nobody for it.
    """
    for purpose in offered(policy):
        if purpose.id not in ASKED:
            why = NOT_YET.get(purpose.id, "no question is known for it")
            yield Fault(f"purposes.{purpose.id}", f"needs consent, but cannot be asked for: {why}")


def _askable(policy: Policy) -> Iterator[PolicyPurpose]:
    """Yield what is asked about; where nothing is recorded there is no other use of a recording."""
    yield from (each for each in offered(policy) if policy.recording and each.id in ASKED)


def _text(policy: Policy, purpose: PolicyPurpose) -> tuple[PolicyText | None, list[Fault]]:
    kind = ASKED[purpose.id]
    rule = policy.rule(kind)
    if rule is None:
        return None, [
            Fault(f"retention.{kind}", f"purposes.{purpose.id} promises this period: it needs a rule")
        ]
    words = {language.value: _words(policy, purpose, language) for language in Language}
    text = PolicyText(OFFER + purpose.id, "protective", OFFER_MS, ROLE, words)
    faults = [fault for language in Language for fault in _wording_faults(policy, text, language)]
    try:
        promised = announced(rule)
        filled = {
            language.value: words[language.value].replace(PERIOD, spoken_period(promised, language))
            for language in Language
        }
    except (PeriodError, WordsError) as error:
        return None, [*faults, Fault(f"retention.{kind}.period", str(error))]
    return replace(text, role="", words=filled), faults


def _wording_faults(policy: Policy, text: PolicyText, language: Language) -> tuple[Fault, ...]:
    """Return what the words lack; the promised period they must name, whatever slots the policy demands."""
    return tuple(slot_faults(policy, text, language.value)) or tuple(period_faults(text, language.value))


def _words(policy: Policy, purpose: PolicyPurpose, language: Language) -> str:
    end = policy.dialog.offer_end.get(language.value, "")
    return f"{purpose.spoken.get(language.value, '')} {end}".strip()
