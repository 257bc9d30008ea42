"""Making, using and revoking API keys; and answering a repeated request as the first time.

A key's secret exists once, in the answer that makes it. Revoking takes effect with the next
request. A request that named itself and was killed before its answer is done again: what it
does happens once, however often it is asked for.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db import IntegrityError, transaction

from rufschutz.adapters.clock import new_id
from rufschutz.core.apikeys.models import ApiKey, KnownRequest
from rufschutz.core.apikeys.queries import digest, view
from rufschutz.core.audit import access
from rufschutz.core.audit.actions import record
from rufschutz.core.backup.tombstones import What, bury
from rufschutz.core.base import tenant_scope
from rufschutz.core.errors import CoreError
from rufschutz.domain.access.keys import end_of, name_of, scope_of
from rufschutz.domain.access.request import Action
from rufschutz.domain.access.table import SECURITY
from rufschutz.domain.audit.entry import Detail, Entry
from rufschutz.domain.audit.vocabulary import AuditEvent
from rufschutz.domain.moments import DAY, Millis, to_datetime

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from rufschutz.core.apikeys.queries import Bearer, KeyView
    from rufschutz.domain.access.request import Actor
    from rufschutz.domain.ids import KeyId, TenantId

REQUEST_LIVES: Final = DAY
"""How long (ms) a request that named itself is answered as the first time."""

_KEPT_AFTER_END: Final = 30 * DAY


class OtherRequestError(CoreError):
    """The name of a request (Idempotency-Key) that was used for another one."""

    advice = "Give each request an Idempotency-Key of its own, and repeat a request unchanged."


@dataclass(frozen=True, slots=True)
class Made:
    """A new key and its token, which nobody can see again."""

    key: KeyView
    token: str


@dataclass(frozen=True, slots=True)
class Answered:
    """What a request was answered the first time: HTTP status and JSON."""

    status: int
    answer: str


def create(
    actor: Actor, name: str, actions: Collection[str], purposes: Collection[str], days: int, now: Millis
) -> Made:
    """Make a key for so many ``days``; raise `AccessDenied`, or `KeyRefusedError` with every reason.

    The actor owes a fresh sign-in (STEP_UP), which whoever calls this has seen to.
    """
    access.require(actor, Action.MANAGE_API_KEYS, SECURITY, now)
    called, scope, until = name_of(name), scope_of(actions, purposes), end_of(days, now)
    token = f"rufschutz_{actor.tenant}_{secrets.token_urlsafe(32)}"
    with tenant_scope(actor.tenant), transaction.atomic():
        row = ApiKey.objects.create(
            id=new_id(),
            tenant_id=actor.tenant,
            name=called,
            secret_sha256=digest(token),
            actions=sorted(scope.actions),
            purposes=sorted(scope.purposes),
            made_by=actor.person,
            made_at=now,
            until=until,
        )
        _record(actor, row, "created", now)
    return Made(view(row, now), token)


def revoke(actor: Actor, key: KeyId | str, now: Millis) -> KeyView:
    """End a key at once; one that is over stays as it is. Raises `AccessDenied` and `NotFound`."""
    access.require(actor, Action.MANAGE_API_KEYS, SECURITY, now)
    with tenant_scope(actor.tenant), transaction.atomic():
        row = ApiKey.objects.select_for_update().filter(id=key).first()
        if row is None:
            raise access.NotFound("there is no such key", advice="See them all: rufschutz api-key list")
        if row.ended_at() > now:
            row.revoked_at = now
            row.save(update_fields=["revoked_at"])
            bury(actor.tenant, What.API_KEY, [row.id], now)
            _record(actor, row, "revoked", now)
    return view(row, now)


def note_use(bearer: Bearer, now: Millis) -> None:
    """Note the day on which a key was used; a second use on the same day writes nothing."""
    today = to_datetime(now).date().isoformat()
    if bearer.used_on != today:
        with tenant_scope(bearer.actor.tenant):
            ApiKey.objects.filter(id=bearer.key).update(used_on=today)


def once(bearer: Bearer, name: str, content: bytes, now: Millis, work: Callable[[], Answered]) -> Answered:
    """Do ``work`` and keep its answer in one transaction, unless that was done before; return the answer.

    Killed at any line, everything is done or nothing. Raises `OtherRequestError`, and what ``work``
    raises, which then leaves nothing behind.
    """
    if (before := begin(bearer, name, content, now)) is not None:
        return before
    with tenant_scope(bearer.actor.tenant), transaction.atomic():
        found = KnownRequest.objects.select_for_update()
        row = found.get(key=bearer.key, name_sha256=_hash(name.encode()))
        if row.status is not None:
            return Answered(row.status, row.answer)
        answered = work()
        answer(bearer, name, answered)
    return answered


def begin(bearer: Bearer, name: str, content: bytes, now: Millis) -> Answered | None:
    """Note a request by its name; return its answer where it was answered before.

    None: do it now, the first time or again. Raises `OtherRequestError` where the name
    belongs to a request with other content.
    """
    named, said = _hash(name.encode()), _hash(content)
    with tenant_scope(bearer.actor.tenant):
        row = KnownRequest.objects.filter(key=bearer.key, name_sha256=named).first()
        if row is not None and row.at <= now - REQUEST_LIVES:
            KnownRequest.objects.filter(id=row.id).delete()
            row = None
        row = _noted(bearer, named, said, now) if row is None else row
    if row.content_sha256 != said:
        raise OtherRequestError("this Idempotency-Key belongs to another request")
    return None if row.status is None else Answered(row.status, row.answer)


def answer(bearer: Bearer, name: str, answered: Answered) -> None:
    """Keep the answer of a request that `begin` noted, in the caller's transaction where there is one."""
    with tenant_scope(bearer.actor.tenant):
        found = KnownRequest.objects.filter(key=bearer.key, name_sha256=_hash(name.encode()))
        found.update(status=answered.status, answer=answered.answer)


def forget_ended(tenant: TenantId, now: Millis) -> None:
    """Remove keys 30 days after their end, and requests that are no longer answered as the first time."""
    with tenant_scope(tenant):
        over = Millis(now - _KEPT_AFTER_END)
        ApiKey.objects.filter(until__lte=over).delete()
        ApiKey.objects.filter(revoked_at__lte=over).delete()
        KnownRequest.objects.filter(at__lte=now - REQUEST_LIVES).delete()


def _noted(bearer: Bearer, named: str, said: str, now: Millis) -> KnownRequest:
    tenant, key = bearer.actor.tenant, bearer.key
    try:
        with transaction.atomic():
            return KnownRequest.objects.create(
                tenant_id=tenant, key=key, name_sha256=named, content_sha256=said, at=now
            )
    except IntegrityError:  # the same request at the same moment: one of them wrote the row
        return KnownRequest.objects.get(key=key, name_sha256=named)


def _record(actor: Actor, row: ApiKey, change: str, now: Millis) -> None:
    details = (
        Detail("change", change),
        Detail("actions", tuple(row.actions)),
        Detail("purposes", tuple(row.purposes)),
        Detail("until", row.until),
    )
    record(Entry(AuditEvent.API_KEY_CHANGED, actor.tenant, now, actor.person, row.id, details))


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
