"""Where a policy contradicts itself or its profile: each place with its path and the reason.

Decides over the policy alone, before any text is rendered. It never mends anything.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

from rufschutz.core.purposes.errors import Fault
from rufschutz.core.purposes.policy import RECORDING_PURPOSE, purposes_of, state_of
from rufschutz.domain.purposes.alternatives import faults_of_alternatives
from rufschutz.domain.purposes.profile import OverlayId, refusals
from rufschutz.domain.purposes.purpose import ConsentMode, Profile, ProfileState
from rufschutz.domain.purposes.readability import advice
from rufschutz.domain.purposes.recipients import faults_of_recipients
from rufschutz.domain.purposes.terms import unsupported

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rufschutz.core.purposes.policy import Policy, PolicyPurpose

OPTIONAL: Final = 2
"""How many optional questions a call may ask, and never before the matter is settled."""

THIRD_COUNTRY: Final = "third_country"
ASKED: Final = frozenset({ConsentMode.PER_CALL.value, ConsentMode.STANDING.value})


OWED: Final = frozenset({"understand_call", "handle_matter", "prove_consent", "rights", "security"})
"""What a call serves or the law demands, whatever the controller wishes (Art. 5(2), 12-22, 32 GDPR)."""

WITH_A_QUESTION: Final = "never_record"
"""Owed where callers are asked about recording: a no for good is part of the question (Art. 21 GDPR)."""

MEMORY: Final = "live_audio"


def contradictions(policy: Policy) -> Iterator[Fault]:
    """Yield every contradiction of a policy."""
    if unreadable := list(_unreadable(policy)):
        yield from unreadable
        return
    yield from (Fault(path, why) for path, why in faults_of_alternatives(policy.alternatives))
    yield from (Fault(path, why) for path, why in
                refusals(policy.overlays, purposes_of(policy), Profile(policy.profile)))  # fmt: skip
    yield from _of_duties(policy)
    yield from _of_memory(policy)
    yield from _of_overlays(policy)
    yield from _of_recipients(policy)
    yield from _of_offers(policy)
    yield from _of_reviews(policy)


def offered(policy: Policy) -> tuple[PolicyPurpose, ...]:
    """Return the purposes about which an optional question is asked, in the order of the policy."""
    return tuple(
        purpose
        for purpose in policy.purposes
        if purpose.consent in ASKED
        and purpose.id != RECORDING_PURPOSE
        and state_of(policy, purpose) is ProfileState.ACTIVE
    )


def advised(policy: Policy, texts: Iterable[str]) -> Iterator[Fault]:
    """Yield what would make these texts easier to follow by ear; it keeps nothing from going live."""
    for name in texts:
        text = policy.text(name)
        for language, words in {} if text is None else text.words.items():
            yield from (Fault(f"texts.{name}.{language}", said) for said in advice(words))


def _unreadable(policy: Policy) -> Iterator[Fault]:
    if policy.profile not in set(Profile):
        yield Fault("profile", f"{policy.profile!r} is none of {', '.join(Profile)}")
    for purpose in policy.purposes:
        path = f"purposes.{purpose.id}"
        if purpose.consent not in set(ConsentMode):
            yield Fault(f"{path}.consent", f"{purpose.consent!r} is none of {', '.join(ConsentMode)}")
        for field, words in (("name", purpose.names), ("spoken", purpose.spoken)):
            for language in ("de", "en"):
                if language not in words:
                    yield Fault(f"{path}.{field}.{language}", "is missing")


def _of_duties(policy: Policy) -> Iterator[Fault]:
    owed = OWED | ({WITH_A_QUESTION} if policy.recording else frozenset())
    for purpose in policy.purposes:
        if purpose.id in owed and state_of(policy, purpose) is not ProfileState.ACTIVE:
            yield Fault(f"purposes.{purpose.id}", "is owed to callers or by law, and is never switched off")


def _of_memory(policy: Policy) -> Iterator[Fault]:
    for rule in policy.rules:
        if rule.kind == MEMORY and rule.period != "P0D":
            yield Fault(f"retention.{rule.kind}.period", "lives in memory alone and is never stored")


def _of_overlays(policy: Policy) -> Iterator[Fault]:
    yield from (Fault(path, why) for path, why in unsupported(policy.overlays))
    for overlay in policy.overlays:
        if overlay.id not in set(OverlayId):
            yield Fault(f"overlays.{overlay.id}", f"is none of {', '.join(OverlayId)}")
        for name in overlay.refuses:
            if policy.purpose(name) is None:
                yield Fault(f"overlays.{overlay.id}.refuses", f"{name} is no purpose of this policy")
        replaced = overlay.on and overlay.terms.get("consent_question") == "replaced_by_notice"
        if replaced and policy.recording:
            yield Fault("recording", "here callers are told and not asked, so there is no consent question")


def _of_recipients(policy: Policy) -> Iterator[Fault]:
    abroad = policy.purpose(THIRD_COUNTRY)
    state = ProfileState.NEVER if abroad is None else state_of(policy, abroad)
    for purpose in policy.purposes:
        path = f"purposes.{purpose.id}"
        found = faults_of_recipients(purpose.recipients, purpose.transfers, policy.adequate)
        yield from (Fault(f"{path}.{field}", why) for field, why in found)
        if purpose.transfers and state is not ProfileState.ACTIVE:
            why = f"nothing leaves the EEA while the purpose {THIRD_COUNTRY} is {state.value}"
            yield Fault(f"{path}.transfers", why)


def _of_offers(policy: Policy) -> Iterator[Fault]:
    asked = offered(policy)
    if len(asked) > OPTIONAL:
        names = ", ".join(purpose.id for purpose in asked)
        why = f"{len(asked)} optional questions are switched on ({names}); a call asks {OPTIONAL} at most"
        yield Fault("purposes", why)
    for purpose in asked:
        for language, said in sorted(purpose.spoken.items()):
            if "?" not in said:
                yield Fault(
                    f"purposes.{purpose.id}.spoken.{language}", "consent is needed, but nothing is asked"
                )


def _of_reviews(policy: Policy) -> Iterator[Fault]:
    for text in policy.texts:
        try:
            if text.review_by:
                dt.date.fromisoformat(text.review_by)
        except ValueError:
            yield Fault(f"texts.{text.id}.review_by", f"{text.review_by!r} is no day; write 2027-01-31")
