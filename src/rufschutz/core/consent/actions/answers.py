"""What the team answers about its own voice, and in which state the works agreement is.

Each person answers for themselves, by key or click, and may change it at any time without a
reason; the last answer counts, and none is a no (§ 201 StGB, Art. 7(1) GDPR). The state of the
agreement is entered by who publishes for the house (§ 87(1) Nr. 6 BetrVG). Append-only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from rufschutz.adapters.clock import new_id
from rufschutz.core.audit import access
from rufschutz.core.audit.actions import record
from rufschutz.core.base import tenant_scope
from rufschutz.core.consent.models import CouncilAgreement, StaffAnswer
from rufschutz.core.errors import CoreError
from rufschutz.domain.access.request import Action
from rufschutz.domain.access.table import PROOF, SECURITY
from rufschutz.domain.audit.entry import Detail, Entry
from rufschutz.domain.audit.vocabulary import AuditEvent
from rufschutz.domain.call.facts import ConsentState
from rufschutz.domain.consent.staff import CouncilState
from rufschutz.domain.ids import KindId
from rufschutz.domain.moments import Millis
from rufschutz.domain.retention.due import Lifetime

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from rufschutz.core.duedates import DueDate, Rules
    from rufschutz.domain.access.request import Actor
    from rufschutz.domain.ids import PersonId, PurposeId

STAFF = KindId("staff_basis")
ANSWERS = frozenset({ConsentState.GIVEN, ConsentState.REFUSED, ConsentState.WITHDRAWN})


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
        details = (Detail("purpose", purpose), Detail("state", state.value))
        record(Entry(AuditEvent.STAFF_ANSWERED, actor.tenant, now, person, person, details))


def set_council(
    actor: Actor, state: CouncilState, agreed_on: dt.date | None, rules: Rules, now: Millis
) -> None:
    """Store in which state the works agreement is; raise `AccessDenied` or `AnswerRefusedError`.

    ``agreed_on``: the day it was signed, needed for that state and for no other.
    """
    access.require(actor, Action.PROPOSE_POLICY, SECURITY, now)
    if (state is CouncilState.SIGNED) != (agreed_on is not None):
        words = "a signed works agreement has a day, and no other has one"
        advice = f"Write: rufschutz consent council {CouncilState.SIGNED.value} --on 2026-03-01"
        raise AnswerRefusedError(words, advice=advice)
    due = _due(rules, Lifetime(collected=now))
    with tenant_scope(actor.tenant), transaction.atomic():
        for row in CouncilAgreement.objects.all():
            ended = _due(rules, Lifetime(collected=Millis(row.at), started=now))
            CouncilAgreement.objects.filter(id=row.id, due_at__gt=ended.at).update(due_at=ended.at)
        CouncilAgreement.objects.create(
            id=new_id(),
            tenant_id=actor.tenant,
            state=state.value,
            agreed_on="" if agreed_on is None else agreed_on.isoformat(),
            person=actor.person,
            at=now,
            kind=due.kind,
            rule=due.rule,
            due_at=due.at,
        )
        details = (Detail("state", state.value),)
        record(Entry(AuditEvent.COUNCIL_AGREED, actor.tenant, now, actor.person, actor.tenant, details))


def erase_answers(answers: Sequence[str]) -> None:
    """Remove answers that erasures name."""
    StaffAnswer.objects.filter(id__in=answers).delete()


def erase_agreements(agreements: Sequence[str]) -> None:
    """Remove states of the works agreement that erasures name."""
    CouncilAgreement.objects.filter(id__in=agreements).delete()


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
