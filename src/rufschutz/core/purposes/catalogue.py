"""The catalogue of a tenant's purposes as its people read it: every one, pursued or not, and why not.

Decides nothing: each row is read from the policy in force, and why a purpose cannot be switched
on is what a proposal to do so would be told.
"""

from __future__ import annotations

import string
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rufschutz.core.audit import access
from rufschutz.core.purposes import plain
from rufschutz.core.purposes.announce import announced, slots
from rufschutz.core.purposes.checks import question
from rufschutz.core.purposes.optional import unasked, with_offers
from rufschutz.core.purposes.policy import RECORDING_PURPOSE, Availability, state_of
from rufschutz.core.purposes.queries import live_policy
from rufschutz.core.purposes.soundness import contradictions, offered
from rufschutz.core.tenants.queries import controller
from rufschutz.domain.access.request import Action
from rufschutz.domain.access.table import SECURITY
from rufschutz.domain.moments import PeriodError
from rufschutz.domain.purposes.purpose import ConsentMode, ProfileState
from rufschutz.domain.retention.words import WordsError, spoken_period

if TYPE_CHECKING:
    from rufschutz.core.purposes.errors import Fault
    from rufschutz.core.purposes.policy import Policy, PolicyPurpose
    from rufschutz.core.tenants.queries import Controller
    from rufschutz.domain.access.request import Actor
    from rufschutz.domain.call.commands import Language
    from rufschutz.domain.moments import Millis
    from rufschutz.domain.purposes.profile import Overlay
    from rufschutz.domain.purposes.recipients import Recipient, Transfer


@dataclass(frozen=True, slots=True)
class KindRow:
    """A kind of data, and how long it is kept, in words. ``rule``: ISO 8601, '' where there is none."""

    kind: str
    name: str
    kept: str
    rule: str


@dataclass(frozen=True, slots=True)
class PurposeRow:
    """A purpose in one language.

    ``sentence``: the purpose in words for callers, with today's names and periods; slots that only a
    call fills stay in braces. ``heard``: calls say it now; otherwise it is only written.
    ``basis`` and ``art9`` as lawyers cite them; ``why`` in plain sentences.
    ``why_not``: what forbids to switch it on now; empty where nothing does, or where it is on.
    """

    id: str
    name: str
    sentence: str
    basis: str
    art9: str
    why: tuple[str, ...]
    consent: ConsentMode
    state: ProfileState
    kinds: tuple[KindRow, ...]
    recipients: tuple[Recipient, ...]
    transfers: tuple[Transfer, ...]
    whose: str
    why_not: tuple[str, ...]
    heard: bool = False


@dataclass(frozen=True, slots=True)
class CatalogueView:
    """All purposes of the policy in force, its overlays, and whether the opening asks about recording."""

    version: str
    number: int
    adopted_at: Millis
    profile: str
    recording: bool
    overlays: tuple[Overlay, ...]
    purposes: tuple[PurposeRow, ...]

    def row(self, purpose: str) -> PurposeRow | None:
        """Return one purpose, or None."""
        return next((row for row in self.purposes if row.id == purpose), None)


def catalogue(actor: Actor, language: Language, now: Millis) -> CatalogueView:
    """Return the catalogue of the actor's tenant; raise `AccessDenied` or `NoPolicyError`."""
    access.require(actor, Action.VIEW_POLICY, SECURITY, now)
    live, owner = live_policy(actor.tenant), controller(actor.tenant)
    return CatalogueView(
        version=live.id,
        number=live.number,
        adopted_at=live.adopted_at,
        profile=live.policy.profile,
        recording=live.policy.recording,
        overlays=live.policy.overlays,
        purposes=tuple(row_of(live.policy, purpose, owner, language) for purpose in live.policy.purposes),
    )


def row_of(policy: Policy, purpose: PolicyPurpose, owner: Controller, language: Language) -> PurposeRow:
    """Return a purpose of a policy as its people read it."""
    return PurposeRow(
        id=purpose.id,
        name=purpose.names[language.value],
        sentence=sentence(policy, purpose, owner, language),
        basis=plain.citation(purpose.basis, language),
        art9=plain.citation(purpose.art9, language),
        why=plain.reasons_why(purpose.basis, language),
        consent=ConsentMode(purpose.consent),
        state=state_of(policy, purpose),
        kinds=tuple(_kind(policy, kind, language) for kind in purpose.kinds),
        recipients=purpose.recipients,
        transfers=purpose.transfers,
        whose=purpose.whose,
        why_not=why_not(policy, purpose),
        heard=heard(policy, purpose),
    )


def heard(policy: Policy, purpose: PolicyPurpose) -> bool:
    """Say whether calls speak of a purpose: the question of recording, and each optional one."""
    if purpose.id == RECORDING_PURPOSE:
        return policy.recording
    return any(each.id == purpose.id for each in offered(policy))


def why_not(policy: Policy, purpose: PolicyPurpose) -> tuple[str, ...]:
    """Return what forbids to switch a purpose on now, as a proposal would be told."""
    match state_of(policy, purpose):
        case ProfileState.ACTIVE:
            return ()
        case ProfileState.NEVER:
            return (f"the profile {policy.profile} refuses it",)
    pursued = policy.with_purpose(replace(purpose, availability=Availability.ACTIVE))
    if purpose.id == RECORDING_PURPOSE:
        pursued = replace(policy, recording=True)
    before = {str(fault) for fault in _against(policy)}
    return tuple(fault.message for fault in _against(pursued) if str(fault) not in before)


def _against(policy: Policy) -> tuple[Fault, ...]:
    """Return what speaks against a policy without its texts: itself, and questions nobody could ask."""
    return (*contradictions(policy), *unasked(policy), *with_offers(policy)[1])


def sentence(policy: Policy, purpose: PolicyPurpose, owner: Controller, language: Language) -> str:
    """Return what callers hear of a purpose, with live names and periods."""
    asked = policy.text(question()) if purpose.id == RECORDING_PURPOSE and policy.recording else None
    words = (purpose.spoken if asked is None else asked.words).get(language.value, "")
    values, _ = slots(policy, owner, language.value)
    if purpose.id != RECORDING_PURPOSE:
        values |= {"rec_period": _longest(policy, purpose, language)}
    return "".join(
        literal + (values.get(name) or f"{{{name}}}" if name is not None else "")
        for literal, name, *_ in string.Formatter().parse(words)
    )


def _longest(policy: Policy, purpose: PolicyPurpose, language: Language) -> str:
    """Return the longest period that any kind of a purpose is kept, as it is spoken; '' for none."""
    rules = [rule for kind in purpose.kinds if (rule := policy.rule(kind)) is not None]
    try:
        periods = [announced(rule) for rule in rules]
        return spoken_period(max(periods, key=lambda each: each.most_days), language)
    except (PeriodError, WordsError, ValueError):
        return ""


def _kind(policy: Policy, kind: str, language: Language) -> KindRow:
    rule, name = policy.rule(kind), plain.kind_name(kind, language)
    if rule is None:
        return KindRow(kind, name, "", "")
    return KindRow(kind, name, plain.kept(rule, language), rule.period)
