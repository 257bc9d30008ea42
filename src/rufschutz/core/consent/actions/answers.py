"""What the team answers about its own voice, and in which state the works agreement is.

Each person answers for themselves, by key or click, and may change it at any time without a
reason; the last answer counts, and none is a no (§ 201 StGB, Art. 7(1) GDPR). The state of the
agreement is entered by who publishes for the house (§ 87(1) Nr. 6 BetrVG). Append-only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db import transaction

from rufschutz.adapters.clock import new_id
from rufschutz.core.audit import access
from rufschutz.core.audit.actions import record
from rufschutz.core.backup.tombstones import What, bury
from rufschutz.core.base import tenant_scope
from rufschutz.core.consent.answers import STAFF
from rufschutz.core.consent.models import CouncilAgreement, StaffAnswer
from rufschutz.core.errors import CoreError
from rufschutz.domain.access.request import Action
from rufschutz.domain.access.table import PROOF, SECURITY
from rufschutz.domain.audit.entry import Detail, Entry
from rufschutz.domain.audit.vocabulary import AuditEvent
from rufschutz.domain.call.facts import ConsentState
from rufschutz.domain.consent.staff import CouncilState
from rufschutz.domain.moments import Millis, day_of
from rufschutz.domain.retention.due import Lifetime

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from rufschutz.core.duedates import DueDate, Rules
    from rufschutz.domain.access.request import Actor
    from rufschutz.domain.ids import PersonId, PurposeId

ANSWERS = frozenset({ConsentState.GIVEN, ConsentState.REFUSED, ConsentState.WITHDRAWN})


DOCUMENT_LENGTH: Final = 120


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far the works agreement is, as someone enters it.

    ``agreed_on``: the day it was signed, needed for that state and for no other; ``ends_on``: the last
    day on which it holds, None for no end; ``document``: how the house files it.
    """

    state: CouncilState
    agreed_on: dt.date | None = None
    ends_on: dt.date | None = None
    document: str = ""


class AnswerRefusedError(CoreError):
    """An answer that nobody can give, or that this house has no use for."""

    advice = "Each person answers for themselves: sign in and answer under one's own name."


def answer_for_oneself(
    actor: Actor, person: PersonId, purpose: PurposeId, state: ConsentState, rules: Rules, now: Millis
) -> None:
    """Store the actor's own answer for a purpose; from now on it is the one that counts.

    ``person``: whose voice it is about. Raises `AccessDenied`, and `AnswerRefusedError` for
    another person's, for a state that is no answer, and where no voice of the team is ever recorded.
    """
    access.require(actor, Action.ANSWER_FOR_ONESELF, PROOF, now)
    if person != actor.person:
        raise AnswerRefusedError("nobody answers for somebody else")
    if state not in ANSWERS:
        raise AnswerRefusedError(f"{state.value} is no answer", advice="Answer given, refused or withdrawn.")
    due = _due(rules, Lifetime(collected=now, started=None if state is ConsentState.GIVEN else now))
    with tenant_scope(actor.tenant), transaction.atomic():
        _start_earlier(person, purpose, rules, now)
        StaffAnswer.objects.create(
            id=new_id(),
            tenant_id=actor.tenant,
            person=person,
            purpose=purpose,
            state=state.value,
            at=now,
            kind=due.kind,
            rule=due.rule,
            due_at=due.at,
        )
        if state is not ConsentState.GIVEN:
            bury(actor.tenant, What.STAFF_NO, [person, purpose], now, state.value)
        details = (Detail("purpose", purpose), Detail("state", state.value))
        record(Entry(AuditEvent.STAFF_ANSWERED, actor.tenant, now, person, person, details))


def set_council(actor: Actor, agreed: Agreement, rules: Rules, now: Millis) -> None:
    """Store in which state the works agreement is; raise `AccessDenied` or `AnswerRefusedError`."""
    access.require(actor, Action.PROPOSE_POLICY, SECURITY, now)
    _require_sound(agreed, day_of(now, rules.zone))
    due = _due(rules, Lifetime(collected=now))
    with tenant_scope(actor.tenant), transaction.atomic():
        for row in CouncilAgreement.objects.all():
            ended = _due(rules, Lifetime(collected=Millis(row.at), started=now))
            CouncilAgreement.objects.filter(id=row.id, due_at__gt=ended.at).update(due_at=ended.at)
        CouncilAgreement.objects.create(
            id=new_id(),
            tenant_id=actor.tenant,
            state=agreed.state.value,
            agreed_on=_iso(agreed.agreed_on),
            ends_on=_iso(agreed.ends_on),
            document=agreed.document,
            person=actor.person,
            at=now,
            kind=due.kind,
            rule=due.rule,
            due_at=due.at,
        )
        days = [_iso(agreed.agreed_on), _iso(agreed.ends_on)]
        bury(actor.tenant, What.COUNCIL, [agreed.state.value, *days], now)
        details = (Detail("state", agreed.state.value), Detail("until", _iso(agreed.ends_on)))
        record(Entry(AuditEvent.COUNCIL_AGREED, actor.tenant, now, actor.person, actor.tenant, details))


def erase_answers(answers: Sequence[str]) -> None:
    """Remove answers that erasures name."""
    StaffAnswer.objects.filter(id__in=answers).delete()


def erase_agreements(agreements: Sequence[str]) -> None:
    """Remove states of the works agreement that erasures name."""
    CouncilAgreement.objects.filter(id__in=agreements).delete()


def _require_sound(agreed: Agreement, today: dt.date) -> None:
    """Raise `AnswerRefusedError` for what no agreement can be."""
    signed = agreed.state is CouncilState.SIGNED
    if signed != (agreed.agreed_on is not None):
        words = "a signed works agreement has a day, and no other has one"
        advice = f"Write: rufschutz consent council {CouncilState.SIGNED.value} --on 2026-03-01"
        raise AnswerRefusedError(words, advice=advice)
    if not signed and (agreed.ends_on is not None or agreed.document):
        words = "only a signed works agreement has a document and an end"
        raise AnswerRefusedError(words, advice="Leave both out, or enter that it is signed.")
    if agreed.agreed_on is not None and agreed.agreed_on > today:
        raise AnswerRefusedError("this day is yet to come", advice="Enter it once it is signed.")
    if agreed.agreed_on is not None and agreed.ends_on is not None and agreed.ends_on < agreed.agreed_on:
        raise AnswerRefusedError(
            "it would end before it began", advice="Enter the last day on which it holds."
        )
    if len(agreed.document) > DOCUMENT_LENGTH or not agreed.document.isprintable():
        words = f"a reference to a document is one line of up to {DOCUMENT_LENGTH} characters"
        raise AnswerRefusedError(words, advice="Name it as the house files it; its text stays there.")


def _iso(day: dt.date | None) -> str:
    return "" if day is None else day.isoformat()


def _start_earlier(person: PersonId, purpose: PurposeId, rules: Rules, now: Millis) -> None:
    """Start the period of what was answered before: it proves the past only."""
    for row in StaffAnswer.objects.filter(person=person, purpose=purpose):
        ended = _due(rules, Lifetime(collected=Millis(row.at), started=now))
        StaffAnswer.objects.filter(id=row.id, due_at__gt=ended.at).update(due_at=ended.at)


def _due(rules: Rules, lifetime: Lifetime) -> DueDate:
    if not rules.policy.has(STAFF):
        raise AnswerRefusedError(
            "in this profile no voice of the team is recorded",
            advice="There is nothing to answer: a practice records its callers alone.",
        )
    return rules.due(STAFF, lifetime)
