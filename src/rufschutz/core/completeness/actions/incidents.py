"""Differences as they are found, seen again, no longer found, settled by a person, and forgotten.

Found twice it is one difference: whoever finds it again only says when. None is closed by itself: a
person does, by words or by the command that deals with it. Holds no more of anybody than ids and counts.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from rufschutz.adapters.clock import new_id
from rufschutz.core.audit import access
from rufschutz.core.audit.actions import record
from rufschutz.core.base import tenant_scope
from rufschutz.core.completeness.models import Incident
from rufschutz.core.errors import CoreError
from rufschutz.domain.access.request import Action
from rufschutz.domain.access.table import SECURITY
from rufschutz.domain.audit.entry import Detail, Entry
from rufschutz.domain.audit.vocabulary import AuditEvent
from rufschutz.domain.completeness.artefact import GRACE
from rufschutz.domain.completeness.incident import INCIDENT_FILE, require_words
from rufschutz.domain.ids import CallId, TenantId
from rufschutz.domain.moments import Millis
from rufschutz.domain.retention.due import Lifetime

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from rufschutz.core.duedates import Rules
    from rufschutz.domain.access.request import Actor
    from rufschutz.domain.completeness.incident import IncidentKind
    from rufschutz.domain.ids import PersonId

ACTOR = "check"


class IncidentError(CoreError):
    """An incident that cannot be settled as asked."""

    advice = "Look at the page again: somebody may have settled it meanwhile."


def incident(
    tenant: TenantId, kind: IncidentKind, subject: str, details: Sequence[Detail], now: Millis
) -> bool:
    """Write down a difference, in the caller's transaction; return False where it is open already.

    ``subject``: the id or name of what it is about, at most 160 characters. A detail ``call`` puts
    it on that call's trail.
    """
    told = {detail.name: detail.value for detail in details}
    with tenant_scope(tenant), transaction.atomic():
        row, new = Incident.objects.get_or_create(
            kind=kind.value,
            subject=subject[:160],
            closed_at=None,
            defaults={
                "id": new_id(),
                "tenant_id": tenant,
                "details": told,
                "found_at": now,
                "last_seen_at": now,
            },
        )
        if not new:
            again = Incident.objects.filter(id=row.id)
            again.filter(_not_just_seen(now)).update(last_seen_at=now)
            again.update(gone_at=None)
            return False
        heard = (Detail("kind", kind.value), Detail("about", subject[:160]), *details)
        entry = Entry(AuditEvent.INCIDENT_FOUND, tenant, now, ACTOR, row.id, heard)
        record(entry, CallId(str(told["call"])) if told.get("call") else None)
    return True


def no_longer(
    tenant: TenantId, kinds: Collection[IncidentKind], seen: Millis, now: Millis, subject: str | None = None
) -> int:
    """Say of open incidents of these kinds last seen before ``seen`` that they are gone; return how many.

    ``subject``: of this one alone. They stay open.
    """
    with tenant_scope(tenant), transaction.atomic():
        rows = Incident.objects.filter(
            _not_just_seen(seen), kind__in=[kind.value for kind in kinds], closed_at=None, gone_at=None
        )
        if subject is not None:
            rows = rows.filter(subject=subject)
        return rows.update(gone_at=now)


def _not_just_seen(at: Millis) -> Q:
    """Seen before ``at``, or so long after it that a clock ran ahead; a little after it is another check."""
    return Q(last_seen_at__lt=at) | Q(last_seen_at__gt=at + GRACE)


def close(actor: Actor, name: str, words: str, now: Millis) -> None:
    """Settle an incident with one's own words.

    Raises `NotFound`, `AccessDenied`, `IncidentError` where it is settled already, `NoWordsError`.
    """
    access.require(actor, Action.SETTLE_DIFFERENCE, SECURITY, now)
    said = require_words(words)
    with tenant_scope(actor.tenant), transaction.atomic():
        row = Incident.objects.select_for_update().filter(id=name).first()
        if row is None:
            raise access.NotFound("there is no such incident")
        if row.closed_at is not None:
            raise IncidentError("this incident is settled already")
        _settle(row, actor.person, said, now)


def answered(
    tenant: TenantId, kind: IncidentKind, subject: str, person: PersonId, words: str, now: Millis
) -> bool:
    """Settle the open incident that a person's command has dealt with; return whether there was one.

    Within the caller's transaction, which has logged the command.
    """
    said = require_words(words)
    with tenant_scope(tenant), transaction.atomic():
        rows = Incident.objects.select_for_update().filter(closed_at=None)
        row = rows.filter(kind=kind.value, subject=subject[:160]).first()
        if row is not None:
            _settle(row, person, said, now)
    return row is not None


def _settle(row: Incident, person: PersonId, said: str, now: Millis) -> None:
    row.closed_at, row.closed_by, row.words, row.due_at = now, person, said, None
    row.save(update_fields=["closed_at", "closed_by", "words", "due_at"])
    told = (Detail("kind", row.kind), Detail("words_sha256", hashlib.sha256(said.encode()).hexdigest()))
    call = row.details.get("call")
    entry = Entry(AuditEvent.INCIDENT_CLOSED, TenantId(row.tenant_id), now, person, row.id, told)
    record(entry, CallId(str(call)) if call else None)


def date(tenant: TenantId, rules: Rules) -> int:
    """Fix when incidents go: by the rule, from their end, never later than it was; return how many."""
    changed = 0
    with tenant_scope(tenant), transaction.atomic():
        for row in Incident.objects.select_for_update().order_by("id"):
            ended = None if row.closed_at is None else Millis(row.closed_at)
            due = rules.due(INCIDENT_FILE, Lifetime(collected=Millis(row.found_at), started=ended))
            if row.due_at is None or due.at < row.due_at:
                Incident.objects.filter(id=row.id).update(due_at=due.at, rule=due.rule)
                changed += 1
    return changed


def erase(names: Sequence[str]) -> None:
    """Delete incidents whose time is over, within the caller's transaction and tenant scope."""
    Incident.objects.filter(id__in=names).delete()
