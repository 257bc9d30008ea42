"""Opening emergency access to a call, giving it back, reviewing it, and its end.

The row and its entry in the log are one transaction: nobody looks through a glass that is not
written down. Decides nothing about who may; `rufschutz.domain.access.breaking` does.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from rufschutz.adapters.clock import new_id
from rufschutz.core.audit import access
from rufschutz.core.audit.actions import record
from rufschutz.core.base import tenant_scope
from rufschutz.core.glass.models import EmergencyAccess
from rufschutz.core.glass.queries import things_of
from rufschutz.domain.access.breaking import Finding, Opened, Wish, broken, require_review
from rufschutz.domain.access.request import Action
from rufschutz.domain.access.table import SECURITY
from rufschutz.domain.audit.entry import Detail, Entry
from rufschutz.domain.audit.vocabulary import ACCESS_KIND, AuditEvent
from rufschutz.domain.ids import CallId, GlassId, PersonId
from rufschutz.domain.retention.due import Lifetime

if TYPE_CHECKING:
    from rufschutz.core.duedates import Rules
    from rufschutz.domain.access.request import Actor, Glass
    from rufschutz.domain.ids import PurposeId, TenantId
    from rufschutz.domain.moments import Millis


@dataclass(frozen=True, slots=True)
class Asked:
    """What someone typed to open a call: for which purpose, why, for how long (ms).

    ``signed_in_at``: when they gave password and code for it (ms UTC).
    """

    call: CallId
    purpose: PurposeId
    reason: str
    lasting: int
    signed_in_at: Millis


def open_glass(actor: Actor, asked: Asked, rules: Rules, now: Millis) -> Glass:
    """Open a call to this person and write it down; raise `NotFound`, `AccessDenied` or a `GlassError`."""
    reason = asked.reason.strip()
    with tenant_scope(actor.tenant), transaction.atomic():
        things = things_of(actor.tenant, asked.call)
        if not things:
            raise access.NotFound("there is no such call")
        wish = Wish(actor, asked.call, asked.purpose, reason, asked.lasting, asked.signed_in_at, things)
        glass = broken(wish, GlassId(new_id()), now)
        due = rules.due(ACCESS_KIND, Lifetime(collected=now))
        EmergencyAccess.objects.create(
            id=glass.id,
            tenant_id=actor.tenant,
            call=glass.call,
            person=glass.person,
            role=glass.role.value,
            purpose=glass.purpose,
            reason=reason,
            opened_at=glass.since,
            until=glass.until,
            rule=due.rule,
            due_at=due.at,
        )
        details = (
            Detail("purpose", glass.purpose),
            Detail("role", glass.role.value),
            Detail("until", glass.until),
            Detail("reason_sha256", hashlib.sha256(reason.encode()).hexdigest()),
        )
        _record(actor, AuditEvent.GLASS_OPENED, glass.id, glass.call, details, now)
    return glass


def close_glass(actor: Actor, glass: GlassId, now: Millis) -> CallId:
    """Give one's own back before its time and return its call; again is no error. Raises `NotFound`."""
    with tenant_scope(actor.tenant), transaction.atomic():
        row = _row(glass)
        if row.person != actor.person:
            raise access.NotFound("there is no such emergency access")
        if row.over_at() > now:
            row.closed_at = now
            row.save(update_fields=["closed_at"])
            _record(actor, AuditEvent.GLASS_CLOSED, glass, CallId(row.call), (), now)
        return CallId(row.call)


def review(actor: Actor, glass: GlassId, finding: Finding, words: str, now: Millis) -> None:
    """Write down what another person found; raise `NotFound`, `AccessDenied` or a `GlassError`."""
    access.require(actor, Action.REVIEW_GLASS, SECURITY, now)
    said = words.strip()
    with tenant_scope(actor.tenant), transaction.atomic():
        row = _row(glass)
        seen = Opened(PersonId(row.person), row.over_at(), reviewed=row.reviewed_at is not None)
        require_review(seen, actor.person, said, now)
        row.reviewed_by, row.reviewed_at = actor.person, now
        row.finding, row.words = finding.value, said
        row.save(update_fields=["reviewed_by", "reviewed_at", "finding", "words"])
        details = (
            Detail("finding", finding.value),
            Detail("words_sha256", hashlib.sha256(said.encode()).hexdigest()),
        )
        _record(actor, AuditEvent.GLASS_REVIEWED, glass, CallId(row.call), details, now)


def forget_due(tenant: TenantId, now: Millis) -> int:
    """Remove what is due, with the log's own payloads of access; return how many."""
    with tenant_scope(tenant), transaction.atomic():
        due = EmergencyAccess.objects.filter(due_at__lte=now)
        count, _ = due.delete()
    return count


def _row(glass: GlassId) -> EmergencyAccess:
    row = EmergencyAccess.objects.select_for_update().filter(id=glass).first()
    if row is None:
        raise access.NotFound("there is no such emergency access")
    return row


def _record(
    actor: Actor, event: AuditEvent, glass: GlassId, call: CallId, details: tuple[Detail, ...], now: Millis
) -> None:
    record(Entry(event, actor.tenant, now, actor.person, glass, (Detail("call", call), *details)), call)
