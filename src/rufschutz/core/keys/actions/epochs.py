"""Ingest epochs: the key pairs to which voice seals, a new one each day.

Journals are sealed to a tenant's epoch, spool files to the installation's. The
private part is destroyed once nothing can be waiting under it any more: a copied
spool then opens for nobody. These keys are never backed up.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db import transaction

from rufschutz.adapters.clock import new_id
from rufschutz.core.audit.actions import record
from rufschutz.core.base import tenant_scope
from rufschutz.core.keys.errors import KeyGoneError
from rufschutz.core.keys.models import KeyEpoch, Level, VaultKey
from rufschutz.core.tenants.queries import tenant_ids
from rufschutz.domain.audit.entry import Entry
from rufschutz.domain.audit.vocabulary import AuditEvent
from rufschutz.domain.ids import EpochId, TenantId
from rufschutz.domain.moments import DAY, Millis
from rufschutz.vault.keystore.contexts import epoch_context
from rufschutz.vault.keystore.wraps import wrap
from rufschutz.vault.open.suite import PrivateIngestKey

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection

    from rufschutz.core.keys.actions.keyring import Keys

GRACE: Final = DAY
"""How long a superseded epoch waits before its private part goes, in ms."""


@dataclass(frozen=True, slots=True)
class Epoch:
    """The public side of an epoch: its id, its day, and the key that a plan carries."""

    id: EpochId
    day: dt.date
    public_key: bytes


def create_epoch(keys: Keys, tenant: TenantId | None, day: dt.date, now: Millis) -> Epoch:
    """Return the epoch of ``day``, making it if needed; ``tenant`` None is the installation's (spool)."""
    owner = tenant or TenantId("")
    with transaction.atomic():
        row = KeyEpoch.objects.filter(tenant_id=owner, day=day).first()
        if row is None:
            row = _made(keys, owner, day, now)
    return Epoch(EpochId(row.id), row.day, bytes(row.public))


def open_epoch(keys: Keys, epoch: EpochId) -> PrivateIngestKey:
    """Return an epoch's private key; raise `KeyGoneError` once it is destroyed."""
    row = KeyEpoch.objects.filter(id=epoch).first()
    if row is None or row.wrapped is None:
        raise KeyGoneError("the private key of this ingest epoch is destroyed or was never here")
    context, wrapped = epoch_context(row.tenant_id, epoch), bytes(row.wrapped)
    if row.tenant_id:
        return PrivateIngestKey(keys.under(TenantId(row.tenant_id), Level.TENANT, wrapped, context))
    return PrivateIngestKey(keys.under_root(wrapped, context))


def retire_epochs(keep: Collection[EpochId], now: Millis) -> tuple[EpochId, ...]:
    """Destroy the private part of superseded epochs and return which.

    ``keep``: epochs that a plan in force, a spool file or a journal still names. An
    epoch goes `GRACE` after its successor was made, not earlier; each end is logged.
    """
    gone = []
    newest: dict[str, int] = {}
    for row in KeyEpoch.objects.order_by("-day"):
        successor = newest.get(row.tenant_id)
        newest[row.tenant_id] = row.created_at
        waits = successor is None or now < successor + GRACE or row.id in keep
        if row.wrapped is not None and not waits and _destroyed(row, now):
            gone.append(EpochId(row.id))
    return tuple(gone)


def _made(keys: Keys, owner: TenantId, day: dt.date, now: Millis) -> KeyEpoch:
    private, epoch = PrivateIngestKey.generate(), EpochId(new_id())
    row = KeyEpoch.objects.create(
        id=epoch,
        tenant_id=owner,
        day=day,
        public=private.public_key,
        wrapped=wrap(_parent(keys, owner), private.seeds, epoch_context(owner, epoch)),
        created_at=now,
    )
    _log(AuditEvent.EPOCH_CREATED, row, now)
    return row


def _destroyed(row: KeyEpoch, now: Millis) -> bool:
    """Destroy an epoch's private part and log it; return False where another process just did."""
    with transaction.atomic():
        there = KeyEpoch.objects.filter(id=row.id, wrapped__isnull=False)
        if not there.update(wrapped=None, destroyed_at=now):
            return False
        _log(AuditEvent.EPOCH_DESTROYED, row, now)
    return True


def _parent(keys: Keys, owner: str) -> bytes:
    return keys.current(TenantId(owner), Level.TENANT).key if owner else keys.hold_root()


def _log(event: AuditEvent, row: KeyEpoch, now: Millis) -> None:
    """Log in the owner's log; the installation's own epochs stand in every tenant's."""
    for tenant in [TenantId(row.tenant_id)] if row.tenant_id else _with_keys():
        with tenant_scope(tenant):
            record(Entry(event, tenant, now, "core", row.id))


def _with_keys() -> list[TenantId]:
    """Return the tenants that have keys, each looked at in its own scope."""
    found = []
    for tenant in tenant_ids():
        with tenant_scope(tenant):
            if VaultKey.objects.filter(level=Level.TENANT).exists():
                found.append(tenant)
    return found
