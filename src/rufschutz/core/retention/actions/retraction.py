"""A written request taken back by who wrote it: contact, words and keys die at once.

One transaction writes the erasures, scrubs the row and destroys the subject key. No approval and
no second person: it was written freely, and is taken back as freely. Taken back twice, it is
gone once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from rufschutz.core.audit import access
from rufschutz.core.audit.actions import hold_log, record
from rufschutz.core.base import tenant_scope
from rufschutz.core.matters.actions import FORM, labels_of
from rufschutz.core.matters.models import Channel, Matter
from rufschutz.core.pages import forget_pages
from rufschutz.core.retention.actions.sweep import Ground, begin
from rufschutz.core.retention.due import CALLBACK_NUMBER, MATTER, NO_BLOB, Doomed, Shelf
from rufschutz.domain.access.request import Action
from rufschutz.domain.audit.certificate import Cause, Clock
from rufschutz.domain.audit.entry import Entry
from rufschutz.domain.audit.vocabulary import AuditEvent
from rufschutz.domain.ids import ArtefactId, CallId, FactId, KindId, RuleId, TenantId

if TYPE_CHECKING:
    from rufschutz.core.retention.actions.run import Place
    from rufschutz.domain.access.request import Actor
    from rufschutz.domain.ids import PurposeId
    from rufschutz.domain.moments import Millis


def retract(tenant: TenantId, matter: FactId, place: Place, now: Millis) -> bool:
    """Delete a written request for who holds its ticket; return False where there is none (any more)."""
    with tenant_scope(tenant):
        found = _written(matter)
        if found is not None:
            _erase(found, place, FORM, now)
    forget_pages()
    return found is not None


def retract_for(actor: Actor, purpose: PurposeId, matter: FactId, place: Place, now: Millis) -> None:
    """Delete a written request that somebody took back by word.

    Raises `NotFound`, or `AccessDenied` where the role may not work on it.
    """
    with tenant_scope(actor.tenant):
        found = _written(matter)
        if found is None:
            raise access.NotFound("there is no such written request")
        access.require(actor, Action.CLOSE_MATTER, purpose, now, labels_of(found))
        _erase(found, place, actor.person, now)
    forget_pages()


def _written(matter: FactId) -> Matter | None:
    return Matter.objects.filter(id=matter, channel=Channel.WEB).first()


def _erase(row: Matter, place: Place, who: str, now: Millis) -> None:
    tenant = TenantId(row.tenant_id)
    ground = Ground(tenant, place.rules(tenant), place.blobs, place.journals, Clock.REAL)
    with transaction.atomic():
        hold_log(tenant)
        if not Matter.objects.filter(id=row.id).exists():
            return
        if row.number_sealed is not None:
            gone = _doomed(row, CALLBACK_NUMBER, row.number_rule, now)
            begin(Shelf.CALLBACK_NUMBERS, [gone], Cause.REQUEST, ground, now)
        begin(Shelf.MATTERS, [_doomed(row, MATTER, row.rule, now)], Cause.REQUEST, ground, now)
        record(Entry(AuditEvent.MATTER_RETRACTED, tenant, now, who, row.id), CallId(row.call))


def _doomed(row: Matter, kind: KindId, rule: str, now: Millis) -> Doomed:
    return Doomed(ArtefactId(row.id), CallId(row.call), kind, RuleId(rule), now, NO_BLOB)
