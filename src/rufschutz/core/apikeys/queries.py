"""Which keys there are, and which one a token is.

A token is ``rufschutz_``, the tenant's id, ``_`` and 256 random bits: it names the tenant in
whose rows alone it is looked for, by the hash of the whole.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rufschutz.core.accounts.queries import roles_of
from rufschutz.core.apikeys.models import ApiKey
from rufschutz.core.audit import access
from rufschutz.core.base import tenant_scope
from rufschutz.core.errors import CoreError
from rufschutz.domain.access.keys import actor_of, stands
from rufschutz.domain.access.request import Action, Scope
from rufschutz.domain.access.table import SECURITY
from rufschutz.domain.ids import KeyId, PersonId, PurposeId, TenantId
from rufschutz.domain.moments import Millis

if TYPE_CHECKING:
    from rufschutz.domain.access.request import Actor

TOKEN: Final = re.compile(r"rufschutz_([0-9a-f]{32})_[A-Za-z0-9_-]{43}")


class KeyUnknownError(CoreError):
    """A token that is none, or that of no key here."""

    advice = "Send the key as it was shown when it was made: Authorization: Bearer rufschutz_…"


class KeyEndedError(CoreError):
    """The token of a key that is over or that nobody stands for; ``bearer`` names it for the log."""

    advice = "Ask the owner for a new key: rufschutz api-key create"

    def __init__(self, message: str, bearer: Bearer) -> None:
        super().__init__(message)
        self.bearer = bearer


@dataclass(frozen=True, slots=True)
class Bearer:
    """Who uses the API: a key as actor, the last day of its use ('' before the first), and its maker."""

    key: KeyId
    actor: Actor
    used_on: str
    made_by: PersonId


@dataclass(frozen=True, slots=True)
class KeyView:
    """A key as its owner sees it; the secret is nowhere. ``ended_at`` None: not over at that moment.

    ``stands``: its maker may still stand for it; while not, it opens nothing.
    """

    id: KeyId
    name: str
    actions: tuple[str, ...]
    purposes: tuple[str, ...]
    made_by: str
    made_at: Millis
    until: Millis
    ended_at: Millis | None
    used_on: str
    stands: bool = True


def keys(actor: Actor, now: Millis) -> tuple[KeyView, ...]:
    """Return the tenant's keys, the newest first; raise `AccessDenied`."""
    access.require(actor, Action.MANAGE_API_KEYS, SECURITY, now)
    with tenant_scope(actor.tenant):
        rows = list(ApiKey.objects.order_by("-made_at", "id"))
    return tuple(view(row, now) for row in rows)


def key_name(tenant: TenantId, key: KeyId) -> str:
    """Return what a key is called, for what it did to be told by name; '' for one that is not known."""
    with tenant_scope(tenant):
        row = ApiKey.objects.filter(id=key).only("name").first()
    return "" if row is None else row.name


def bearer(token: str, now: Millis) -> Bearer:
    """Return who a token is; raise `KeyUnknownError`, or `KeyEndedError` for a key without force."""
    form = TOKEN.fullmatch(token)
    if form is None:
        raise KeyUnknownError("this is no API key")
    with tenant_scope(TenantId(form[1])):
        row = ApiKey.objects.filter(secret_sha256=digest(token)).first()
    if row is None:
        raise KeyUnknownError("this API key is not known here")
    found = Bearer(KeyId(row.id), _actor(row), row.used_on, PersonId(row.made_by))
    if row.revoked_at is not None:
        raise KeyEndedError("this API key was revoked", found)
    if row.until <= now:
        raise KeyEndedError("this API key has expired", found)
    if not _stands(row, now):
        raise KeyEndedError("whoever made this API key may not stand for it any more", found)
    return found


def digest(token: str) -> str:
    """Return what of a token is kept: SHA-256 (hex). 256 random bits need no slower hash."""
    return hashlib.sha256(token.encode()).hexdigest()


def view(row: ApiKey, now: Millis) -> KeyView:
    """Return a key as its owner sees it."""
    ended = row.ended_at()
    return KeyView(
        id=KeyId(row.id),
        name=row.name,
        actions=tuple(row.actions),
        purposes=tuple(row.purposes),
        made_by=row.made_by,
        made_at=Millis(row.made_at),
        until=Millis(row.until),
        ended_at=ended if ended <= now else None,
        used_on=row.used_on,
        stands=_stands(row, now),
    )


def _actor(row: ApiKey) -> Actor:
    return actor_of(KeyId(row.id), TenantId(row.tenant_id), _scope(row), Millis(row.until))


def _scope(row: ApiKey) -> Scope:
    return Scope(frozenset(map(Action, row.actions)), frozenset(map(PurposeId, row.purposes)))


def _stands(row: ApiKey, now: Millis) -> bool:
    return stands(_scope(row), roles_of(TenantId(row.tenant_id), PersonId(row.made_by), now))
