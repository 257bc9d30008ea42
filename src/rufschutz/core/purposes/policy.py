"""A policy: what is said, for which purposes, and how long things live.

Frozen records with one canonical JSON form, which is what a person adopts. It must
hold no tenant's name and no engine; those join it when a plan is compiled.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from rufschutz.domain import canonical
from rufschutz.domain.call.facts import About
from rufschutz.domain.ids import KindId, PurposeId, RuleId
from rufschutz.domain.moments import Period
from rufschutz.domain.purposes.alternatives import Alternative, Way
from rufschutz.domain.purposes.profile import Overlay  # noqa: TC001 - the codec reads it
from rufschutz.domain.purposes.purpose import (
    ConsentMode,
    DataKind,
    Profile,
    ProfileState,
    Purpose,
    StateIn,
    Words,
)
from rufschutz.domain.purposes.recipients import Recipient, Transfer  # noqa: TC001 - the codec reads them
from rufschutz.domain.retention.rule import DeletionRule, StartType, compile_policy
from rufschutz.domain.retention.rule import Policy as RetentionPolicy
from rufschutz.handover.codec import from_json, to_json

if TYPE_CHECKING:
    from collections.abc import Callable

FORMAT: Final = "rufschutz-policy/1"
RECORDS: Final = "recording_"
VERBATIM: Final = "transcript"
RECORDING_PURPOSE: Final = "record_matter"
"""The purpose that the opening's question is about; `Policy.recording` switches it on."""


class Availability(StrEnum):
    """Whether a purpose may be pursued: it is, it can be switched on, the compiler refuses it."""

    ACTIVE = "active"
    AVAILABLE = "available"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class PolicyText:
    """A text by language, slots unfilled. ``max_ms``: the longest it may sound; ``role``: its slots.

    ``owner``: who answers for it, in words. ``review_by``: the day (ISO 8601) by which someone reads
    it again; '' for both: who adopted the words, and a year after that.
    """

    id: str
    stop: str
    max_ms: int
    role: str
    words: dict[str, str]
    owner: str = ""
    review_by: str = ""


@dataclass(frozen=True, slots=True)
class PolicyPurpose:
    """A purpose: its names, bases (Art. 6 and 9 GDPR), and the kinds of data it permits.

    ``recipients`` and ``transfers``: who else gets them, and what leaves the EEA. ``whose``: the
    controller's, or a processor's own, which is refused where one works for a client.
    """

    id: str
    names: dict[str, str]
    spoken: dict[str, str]
    basis: str
    art9: str
    consent: str
    availability: Availability
    kinds: tuple[str, ...]
    recipients: tuple[Recipient, ...] = ()
    transfers: tuple[Transfer, ...] = ()
    whose: str = "controller"


@dataclass(frozen=True, slots=True)
class KindRule:
    """The deletion rule of one data kind; periods in ISO 8601 (see `domain.moments.Period`)."""

    kind: str
    start: str
    event: str
    period: str
    cap: str | None
    review: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class BannedPhrase:
    """Words that no text may hold, and the reason that its author reads."""

    text: str
    why: str


@dataclass(frozen=True, slots=True)
class PolicyReason:
    """What a call may be about: its name by language, as it is spoken and shown.

    ``calls_back``: nothing can be done about it without a number to call back. ``about``: for
    whom a matter of it is; one of a minor changes what may be done at all.
    """

    id: str
    names: dict[str, str]
    calls_back: bool
    about: About = About.CALLER


@dataclass(frozen=True, slots=True)
class Dialog:
    """Times in ms, the AI sentences, and what a text must and must not say.

    ``mandatory``: role → slots; ``markers``: slot → language → phrases of which one
    must stand in the text. ``other_language``: the sentence, in the other language, that
    says how to get it. ``reasons``: what a call may be about, in the order of the keys;
    a policy adopted before there were reasons has none, and asks for none. ``on_request``:
    more of them, said only where a line names them. ``offer_end``: how every optional question ends.
    """

    answer_window_opens: int
    answer_window: int
    repeats: int
    key_gap: int
    message_limit: int
    message_warning: int
    message_silence: int
    call_limit: int
    media_timeout: int
    ai_sentence: dict[str, str]
    place_sentence: dict[str, str]
    mandatory: dict[str, tuple[str, ...]]
    markers: dict[str, dict[str, tuple[str, ...]]]
    banned: tuple[BannedPhrase, ...]
    other_language: dict[str, str] = field(default_factory=dict)
    hold_limit: int = 600_000
    reasons: tuple[PolicyReason, ...] = ()
    on_request: tuple[PolicyReason, ...] = ()
    offer_end: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Policy:
    """All of it, for one profile (P practice, O office, C call centre, S securities).

    ``alternatives``: what is left after a no; the machine has always offered a callback by key, so
    that is what an earlier policy says. ``adequate``: countries with an adequacy decision (Art. 45).
    """

    format: str
    profile: str
    recording: bool
    dialog: Dialog
    texts: tuple[PolicyText, ...]
    purposes: tuple[PolicyPurpose, ...]
    rules: tuple[KindRule, ...]
    overlays: tuple[Overlay, ...] = ()
    alternatives: tuple[Alternative, ...] = (Alternative(Way.CALLBACK.value),)
    adequate: tuple[str, ...] = ()

    def purpose(self, name: str) -> PolicyPurpose | None:
        """Return the purpose of this id, or None."""
        return next((purpose for purpose in self.purposes if purpose.id == name), None)

    def text(self, name: str) -> PolicyText | None:
        """Return the text of this id, or None."""
        return next((text for text in self.texts if text.id == name), None)

    def rule(self, kind: str) -> KindRule | None:
        """Return the rule of this data kind, or None."""
        return next((rule for rule in self.rules if rule.kind == kind), None)

    def with_purpose(self, purpose: PolicyPurpose) -> Policy:
        """Return the policy with one purpose as given; one that is not there is added."""
        if self.purpose(purpose.id) is None:
            return replace(self, purposes=(*self.purposes, purpose))
        return replace(self, purposes=tuple(purpose if p.id == purpose.id else p for p in self.purposes))

    def with_text(self, text: PolicyText) -> Policy:
        """Return the policy with another wording of one text."""
        return replace(self, texts=tuple(text if old.id == text.id else old for old in self.texts))

    def with_news(self, shipped: Policy, spoken: Callable[[Policy], set[str]]) -> Policy:
        """Return the policy with what ``shipped`` has and it does not speak or know yet."""
        kept = spoken(self)
        texts = {text.id: text for text in shipped.texts}
        texts |= {text.id: text for text in self.texts if text.id in kept or text.id not in texts}
        dialog, new = self.dialog, shipped.dialog
        dialog = replace(
            dialog,
            reasons=dialog.reasons or new.reasons,
            on_request=dialog.on_request or new.on_request,
            other_language=dialog.other_language or new.other_language,
            offer_end=dialog.offer_end or new.offer_end,
            markers=new.markers | dialog.markers,
            mandatory=new.mandatory | dialog.mandatory,
        )
        return replace(
            self,
            dialog=dialog,
            texts=tuple(texts.values()),
            rules=(*self.rules, *(rule for rule in shipped.rules if self.rule(rule.kind) is None)),
            purposes=(*self.purposes, *(new for new in shipped.purposes if self.purpose(new.id) is None)),
            overlays=self.overlays or shipped.overlays,
            adequate=self.adequate or shipped.adequate,
        )

    def with_period(self, kind: str, period: str) -> Policy:
        """Return the policy with another standard period for one data kind."""
        rules = tuple(replace(r, period=period) if r.kind == kind else r for r in self.rules)
        return replace(self, rules=rules)


def policy_bytes(policy: Policy) -> bytes:
    """Return the canonical JSON that is adopted and hashed."""
    return canonical.dumps(to_json(policy))


def policy_sha256(policy: Policy) -> str:
    """Return the SHA-256 (hex) of the adopted form."""
    return hashlib.sha256(policy_bytes(policy)).hexdigest()


def read_policy(data: bytes) -> Policy:
    """Read an adopted policy; raise `RecordError` or `CanonicalError` where it does not fit."""
    return from_json(Policy, canonical.loads(data))


def purposes_of(policy: Policy) -> tuple[Purpose, ...]:
    """Return the purposes as the catalogue checks them."""
    profile = Profile(policy.profile)
    return tuple(
        Purpose(
            id=PurposeId(row.id),
            name=Words(row.names["de"], row.names["en"]),
            spoken=Words(row.spoken["de"], row.spoken["en"]),
            basis=row.basis,
            art9=row.art9,
            consent=ConsentMode(row.consent),
            kinds=tuple(KindId(kind) for kind in row.kinds),
            states=(StateIn(profile, state_of(policy, row)),),
            recipients=row.recipients,
            transfers=row.transfers,
            whose=row.whose,
        )
        for row in policy.purposes
    )


def state_of(policy: Policy, purpose: PolicyPurpose) -> ProfileState:
    """Return whether a purpose is pursued; that of the opening's question goes with ``recording``."""
    if purpose.id == RECORDING_PURPOSE and purpose.availability is not Availability.NEVER:
        return ProfileState.ACTIVE if policy.recording else ProfileState.AVAILABLE
    return ProfileState(purpose.availability.value)


def kinds_of(policy: Policy) -> tuple[DataKind, ...]:
    """Return every data kind that a purpose or a rule names; sound and verbatim text are marked."""
    names = {kind for row in policy.purposes for kind in row.kinds} | {rule.kind for rule in policy.rules}
    return tuple(
        DataKind(KindId(name), recording=name.startswith(RECORDS) or name == VERBATIM)
        for name in sorted(names)
    )


def retention_policy(policy: Policy) -> RetentionPolicy:
    """Return the deletion rules, checked; raise `domain.retention.rule.PolicyError` with every fault."""
    return compile_policy(_rule(rule) for rule in policy.rules)


def _rule(rule: KindRule) -> DeletionRule:
    return DeletionRule(
        id=RuleId(f"{rule.kind}/{rule.period}"),
        kind=KindId(rule.kind),
        start=StartType(rule.start),
        event=rule.event,
        period=Period.parse(rule.period),
        cap=None if rule.cap is None else Period.parse(rule.cap),
        review=None if rule.review is None else Period.parse(rule.review),
        reason=rule.reason,
    )
