"""Optional questions of a policy: which purposes are asked about, in which words, what is promised.

Decides that a purpose which is switched on and needs consent has a question of its own, or
is refused by name: a consent for which nobody asks is none. The words are the purpose's own
sentence with the policy's end on it, and their period is that of the rule that will delete.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from rufschutz.core.purposes.announce import announced
from rufschutz.core.purposes.checks import OFFER, slot_faults
from rufschutz.core.purposes.errors import Fault
from rufschutz.core.purposes.policy import PolicyText
from rufschutz.core.purposes.soundness import offered
from rufschutz.domain.call.commands import Language
from rufschutz.domain.ids import PurposeId, TextId
from rufschutz.domain.moments import Period, PeriodError
from rufschutz.domain.retention.words import WordsError, spoken_period
from rufschutz.handover.plan import PlanOffer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rufschutz.core.purposes.policy import KindRule, Policy, PolicyPurpose

OFFER_MS: Final = 15_000
"""How long an optional question may last."""

PERIOD: Final = "{rec_period}"


@dataclass(frozen=True, slots=True)
class Asked:
    """How a purpose is asked for. ``kind``: the data kind whose rule fixes what is promised.

    ``extends``: another use of the recording of this call; else the consent is standing.
    """

    kind: str
    extends: bool

    @property
    def role(self) -> str:
        """Which mandatory slots the words must fill."""
        return "offer_of_recording" if self.extends else "offer_standing"


ASKED: Final = {
    "quality": Asked("recording_quality", extends=True),
    "remind": Asked("consent_standing", extends=False),
    "recognise": Asked("recognition_profile", extends=False),
    "advertise": Asked("advertising_consent", extends=False),
}
"""Purposes that can be asked for in a call of today."""

NOT_YET: Final = {
    "write_down": "no speech engine is loaded that could write down what is said",
    "listen_in": "nobody can listen to a call while it runs",
    "survey_now": "there are no survey questions to ask",
    "disclose": "nothing says what would be passed on, and to whom",
    "locate": "nothing takes down a location",
    "staff_training": "nothing makes names inaudible, which its question promises",
    "improve_speech": "no speech engine is loaded whose mistakes could be found",
}
"""Purposes that cannot be asked for, and why; they are switched on with what they need, not before."""


def offers(policy: Policy) -> tuple[PlanOffer, ...]:
    """Return the optional questions of a policy without faults, in the order in which they are asked."""
    return tuple(
        PlanOffer(
            purpose=PurposeId(purpose.id),
            question=TextId(OFFER + purpose.id),
            promised=str(_promised(rule, asked)),
            standing=not asked.extends,
            extends=asked.extends,
        )
        for purpose, asked in _askable(policy)
        if (rule := policy.rule(asked.kind)) is not None
    )


def with_offers(policy: Policy) -> tuple[Policy, list[Fault]]:
    """Return the policy with the texts of its optional questions, periods filled, and every fault in them."""
    faults, texts = list(_unasked(policy)), []
    for purpose, asked in _askable(policy):
        text, wrong = _text(policy, purpose, asked)
        faults += wrong
        texts += [text] if text is not None and not wrong else []
    return replace(policy, texts=(*policy.texts, *texts)), faults


def _askable(policy: Policy) -> Iterator[tuple[PolicyPurpose, Asked]]:
    """Yield what is asked about; where nothing is recorded there is no other use of a recording."""
    for purpose in offered(policy):
        asked = ASKED.get(purpose.id)
        if asked is not None and (policy.recording or not asked.extends):
            yield purpose, asked


def _unasked(policy: Policy) -> Iterator[Fault]:
    for purpose in offered(policy):
        if purpose.id not in ASKED:
            why = NOT_YET.get(purpose.id, "no question is known for it")
            yield Fault(f"purposes.{purpose.id}", f"needs consent, but cannot be asked for: {why}")


def _text(policy: Policy, purpose: PolicyPurpose, asked: Asked) -> tuple[PolicyText | None, list[Fault]]:
    path, rule = f"purposes.{purpose.id}", policy.rule(asked.kind)
    if rule is None:
        return None, [Fault(f"retention.{asked.kind}", f"{path} promises this period: it needs a rule")]
    words = {language.value: _words(policy, purpose, language) for language in Language}
    text = PolicyText(OFFER + purpose.id, "protective", OFFER_MS, asked.role, words)
    faults = [fault for language in Language for fault in slot_faults(policy, text, language.value)]
    try:
        promised = _promised(rule, asked)
        filled = {
            language.value: words[language.value].replace(PERIOD, spoken_period(promised, language))
            for language in Language
        }
    except (PeriodError, WordsError) as error:
        return None, [*faults, Fault(f"retention.{asked.kind}.period", str(error))]
    return replace(text, role="", words=filled), faults


def _words(policy: Policy, purpose: PolicyPurpose, language: Language) -> str:
    end = policy.dialog.offer_end.get(language.value, "")
    return f"{purpose.spoken.get(language.value, '')} {end}".strip()


def _promised(rule: KindRule, asked: Asked) -> Period:
    """Return what the words promise; a standing consent lasts until it would have to be asked for anew."""
    if asked.extends or rule.review is None:
        return announced(rule)
    return Period.parse(rule.review)
