"""The officer's request to stop deletion runs, and a manager's answer to it: both in the log.

Decides nothing: who answers, with what and by when stands in `rufschutz.domain.retention.stopwish`.
A granted request is the stop switch, thrown in the manager's name in the one transaction that
keeps the answer; the officer's own word never stops anything (Art. 38(6) GDPR).
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import transaction

from rufschutz.adapters.clock import new_id
from rufschutz.core.approvals.people import aliases_of, officers_of
from rufschutz.core.audit import access
from rufschutz.core.audit.actions import hold_log, record
from rufschutz.core.base import tenant_scope
from rufschutz.core.purposes.queries import rules
from rufschutz.core.retention.actions.stopping import begin_stop
from rufschutz.core.retention.models import StopWish as Row
from rufschutz.core.retention.stops import last_stop, wish_of
from rufschutz.domain.access.request import Action
from rufschutz.domain.access.table import SECURITY
from rufschutz.domain.audit.entry import Detail, Entry
from rufschutz.domain.audit.vocabulary import DECISION_KIND, AuditEvent
from rufschutz.domain.ids import PersonId, TenantId
from rufschutz.domain.retention import stopwish as rule
from rufschutz.domain.retention.due import Lifetime

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rufschutz.domain.access.request import Actor
    from rufschutz.domain.moments import Millis
    from rufschutz.domain.retention.stopwish import StopWish


def request_stop(actor: Actor, reason: str, days: int, now: Millis) -> str:
    """Ask, as the data protection officer, for ``days`` days without deletion runs; return the request's id.

    Nothing stops by it. Raises `AccessDenied`, or `WishError` also where one waits already.
    """
    access.require(actor, Action.REQUEST_STOP, SECURITY, now)
    with _locked(actor.tenant):
        waits = Row.objects.filter(answer="").exists()
        made = rule.wish(reason, actor.person, days, now, open_already=waits)
        row = Row.objects.create(
            id=new_id(),
            tenant_id=actor.tenant,
            officer=made.officer,
            reason=made.reason,
            days=made.days,
            asked_at=made.at,
            due_at=rules(actor.tenant).due(DECISION_KIND, Lifetime(collected=now)).at,
        )
        details = (
            Detail("reason", made.reason),
            Detail("days", made.days),
            Detail("answer_by", made.answer_by),
        )
        record(Entry(AuditEvent.STOP_REQUESTED, actor.tenant, now, actor.person, row.id, details))
    return row.id


def grant_stop(actor: Actor, name: str, now: Millis) -> Millis:
    """Stop deletion runs because the officer asked for it; return until when they stand still.

    Where they stand still already nothing is added to that. Raises `AccessDenied`, `WishError`, or
    `StopError` where no stop may begin yet: then the request stays open.
    """
    access.require(actor, Action.ANSWER_STOP, SECURITY, now)
    with _locked(actor.tenant):
        row = _row(name)
        done = rule.answered(wish_of(row), rule.Answer.GRANTED, actor.person, _officers(row, now), "", now)
        last = last_stop()
        if last is None or not last.in_force(now):
            last = begin_stop(actor, done.reason, done.stop_until(now), now)
        _keep(row, done, actor, now, (Detail("until", last.until),))
    return last.until


def refuse_stop(actor: Actor, name: str, words: str, now: Millis) -> None:
    """Refuse the officer's request with a reason; raise `AccessDenied` or `WishError`."""
    access.require(actor, Action.ANSWER_STOP, SECURITY, now)
    with _locked(actor.tenant):
        row = _row(name)
        officers = _officers(row, now)
        done = rule.answered(wish_of(row), rule.Answer.REFUSED, actor.person, officers, words, now)
        _keep(row, done, actor, now, (Detail("words", done.words),))


def take_stop_back(actor: Actor, name: str, now: Millis) -> None:
    """Take one's own request back; raise `AccessDenied` or `WishError`."""
    access.require(actor, Action.REQUEST_STOP, SECURITY, now)
    with _locked(actor.tenant):
        row = _row(name)
        _keep(row, rule.taken_back(wish_of(row), actor.person, now), actor, now)


def forget_wishes(tenant: TenantId, now: Millis) -> None:
    """Forget what was answered and whose time as a decision is over; an open request is never forgotten."""
    with _locked(tenant):
        Row.objects.exclude(answer="").filter(due_at__lte=now).delete()


@contextmanager
def _locked(tenant: TenantId) -> Iterator[None]:
    with tenant_scope(tenant), transaction.atomic():
        hold_log(tenant)
        yield


def _officers(row: Row, now: Millis) -> set[PersonId]:
    return officers_of(TenantId(row.tenant_id), now) | aliases_of({PersonId(row.officer)})


def _row(name: str) -> Row:
    row = Row.objects.select_for_update().filter(id=name).first()
    if row is None:
        raise rule.NoWishError("there is no such request here")
    return row


def _keep(row: Row, done: StopWish, actor: Actor, now: Millis, more: tuple[Detail, ...] = ()) -> None:
    row.answer = "" if done.answer is None else done.answer.value
    row.answered_by, row.answered_at, row.words = done.answered_by or "", done.answered_at, done.words
    row.due_at = rules(actor.tenant).due(DECISION_KIND, Lifetime(collected=now)).at
    row.save(update_fields=["answer", "answered_by", "answered_at", "words", "due_at"])
    details = (Detail("answer", row.answer), Detail("late", int(done.answered_late())), *more)
    record(Entry(AuditEvent.STOP_ANSWERED, actor.tenant, now, actor.person, row.id, details))
