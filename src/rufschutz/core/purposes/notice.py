"""What a line does with what callers say: the live policy in plain words, for the page of the line.

Decides which purposes are told, and gathers what the policy enforces for each: why, what,
how long, who else, asked or not. It must never say anything that is not read from the policy
in force, the controller or the line, nor tell of data that no part of the product makes yet:
Art. 13 GDPR asks for what is, not for what was meant.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rufschutz.core.purposes import plain
from rufschutz.core.purposes.announce import announced, fill, slots
from rufschutz.core.purposes.checks import OFFER, issues, question
from rufschutz.core.purposes.optional import offers, with_offers
from rufschutz.core.purposes.policy import RECORDING_PURPOSE, Availability
from rufschutz.core.purposes.queries import live_policy
from rufschutz.core.purposes.tailoring import tailored
from rufschutz.core.retention.kinds import NOT_STORED
from rufschutz.core.tenants.queries import UnknownTenantError, controller, line_called
from rufschutz.domain.call.texts import OF_RIGHTS
from rufschutz.domain.purposes.alternatives import Way
from rufschutz.domain.purposes.purpose import ConsentMode

if TYPE_CHECKING:
    from rufschutz.core.purposes.policy import KindRule, Policy, PolicyPurpose
    from rufschutz.core.tenants.queries import Controller, LineCard
    from rufschutz.domain.call.commands import Language
    from rufschutz.domain.moments import Millis

WITHOUT_PURPOSE: Final = ("call_metadata_bare", "consent_refused", "consent_unused")
"""Kinds that a call leaves behind though no purpose of the policy names them."""

UNMADE: Final = NOT_STORED | {"recording_order"}
"""Kinds of which no part of the product makes any yet."""

BACKUP: Final = "backup_keys"
"""Once its keys are gone, no backup copy opens: this rule bounds what a restored copy could show."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A kind of data and how long it is kept, in words; ``stored`` is false for what is not."""

    kind: str
    name: str
    period: str
    stored: bool


@dataclass(frozen=True, slots=True)
class ToldPurpose:
    """A purpose as its page tells it.

    ``why``: plain sentences from the basis; ``basis`` and ``art9`` as lawyers cite them, ``art9``
    '' where nothing is said. ``asked``: only after a yes of the caller. ``question``: the very
    words that are spoken for it on this line, '' where none are. ``recipients``: who gets it
    besides the controller's own people.
    """

    id: str
    name: str
    asked: bool
    why: tuple[str, ...]
    basis: str
    art9: str
    kinds: tuple[Kept, ...]
    question: str
    recipients: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Notice:
    """All that a line's page tells. ``version`` and ``since`` (ms UTC) name the policy in force.

    ``recording``: the longest period of a recording, '' where the line makes none. ``backup``: how
    much later no backup copy can be read any more, '' where none are made. ``others``: kinds that no
    purpose names. ``ai`` and ``place`` are the policy's own sentences: that a computer speaks, and
    where things lie. ``writes``: requests in writing are a way after a no. ``receipts``: a receipt is
    offered; ``by_call``: with its code a consent is taken back by calling again.
    """

    line: LineCard
    controller: Controller
    version: int
    since: Millis
    purposes: tuple[ToldPurpose, ...]
    others: tuple[Kept, ...]
    recording: str
    backup: str
    reasons: tuple[tuple[str, str], ...]
    ai: str
    place: str
    writes: bool
    receipts: bool
    by_call: bool

    @property
    def asked(self) -> tuple[ToldPurpose, ...]:
        """The purposes for which callers are asked."""
        return tuple(purpose for purpose in self.purposes if purpose.asked)

    @property
    def unasked(self) -> tuple[ToldPurpose, ...]:
        """The purposes that need no question."""
        return tuple(purpose for purpose in self.purposes if not purpose.asked)


def notice_of(user_part: str, language: Language) -> Notice:
    """Return what is told of a line.

    Raises `UnknownTenantError` where no line of this name answers, and `NoPolicyError`.
    """
    card = line_called(user_part)
    if not card.active:
        raise UnknownTenantError("this line does not answer")
    live, owner = live_policy(card.tenant), controller(card.tenant)
    policy, _ = with_offers(tailored(live.policy, card.choices)[0])
    recorded = policy.rule("recording_matter") if policy.recording else None
    backup = None if BACKUP in NOT_STORED else policy.rule(BACKUP)
    receipts = issues(policy)
    return Notice(
        line=card,
        controller=owner,
        version=live.number,
        since=live.adopted_at,
        purposes=tuple(_told(row, policy, owner, card, language) for row in _pursued(policy)),
        others=_kept(policy, WITHOUT_PURPOSE, language),
        recording="" if recorded is None else _period(recorded, language),
        backup="" if backup is None else _period(backup, language),
        reasons=tuple((reason.id, reason.names[language.value]) for reason in policy.dialog.reasons),
        ai=policy.dialog.ai_sentence[language.value],
        place=policy.dialog.place_sentence[language.value],
        writes=any(each.way == Way.WEB_FORM for each in policy.alternatives),
        receipts=receipts,
        by_call=receipts and all(policy.text(name) is not None for name in OF_RIGHTS),
    )


def _pursued(policy: Policy) -> tuple[PolicyPurpose, ...]:
    """Return what the line does: every active purpose that needs no yes, and those it asks one for.

    One of whose data none are made yet is not pursued.
    """
    questions = {str(offer.purpose) for offer in offers(policy)}
    if policy.recording:
        questions.add(RECORDING_PURPOSE)
    return tuple(
        row
        for row in policy.purposes
        if row.id in questions
        or (row.availability is Availability.ACTIVE and not _needs_yes(row) and _has_data(row))
    )


def _has_data(row: PolicyPurpose) -> bool:
    return not row.kinds or any(kind not in UNMADE for kind in row.kinds)


def _needs_yes(row: PolicyPurpose) -> bool:
    return ConsentMode(row.consent) in {ConsentMode.PER_CALL, ConsentMode.STANDING}


def _told(
    row: PolicyPurpose, policy: Policy, owner: Controller, card: LineCard, language: Language
) -> ToldPurpose:
    asked = _needs_yes(row)
    return ToldPurpose(
        id=row.id,
        name=row.names[language.value],
        asked=asked,
        why=plain.reasons_why(row.basis, language),
        basis=plain.citation(row.basis, language),
        art9=plain.citation(row.art9, language) if row.art9.startswith("Art.") else "",
        kinds=_kept(policy, row.kinds, language),
        question=_question(row, policy, owner, card, language) if asked else "",
        recipients=tuple(plain.recipient(each, row.transfers, language) for each in row.recipients),
    )


def _question(
    row: PolicyPurpose, policy: Policy, owner: Controller, card: LineCard, language: Language
) -> str:
    name = question(card.choices.opening) if row.id == RECORDING_PURPOSE else OFFER + row.id
    text = policy.text(name)
    if text is None:
        return ""
    values, _ = slots(policy, owner, language.value)
    words, faults = fill(text, language.value, values)
    return "" if faults else words


def _kept(policy: Policy, kinds: tuple[str, ...], language: Language) -> tuple[Kept, ...]:
    rules = [(kind, policy.rule(kind)) for kind in kinds if kind not in UNMADE]
    return tuple(
        Kept(kind, plain.kind_name(kind, language), plain.kept(rule, language), plain.is_kept(rule))
        for kind, rule in rules
        if rule is not None
    )


def _period(rule: KindRule, language: Language) -> str:
    return plain.shown_period(announced(rule), language)
