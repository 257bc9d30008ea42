"""A tenant's key is replaced while everything goes on: a new one takes what is new, batches move the rest.

The row of the old key is superseded in one transaction, for which whoever writes under it is waited
for; from then on nothing new lies under it. Each batch is a transaction of its own with its count, so a
process killed at any line goes on where it stopped, and two at once share the work. The old key goes
last, in the transaction that logs it, after it was read back that nothing lies under it: batch by batch,
for what was moved once does not come back.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db import transaction

from rufschutz.adapters.clock import new_id
from rufschutz.core.audit.actions import record
from rufschutz.core.backup.horizon import saved_before
from rufschutz.core.backup.tombstones import What, bury
from rufschutz.core.base import tenant_scope
from rufschutz.core.breath import no_breath
from rufschutz.core.keys.actions.keyring import LONG_LIVED
from rufschutz.core.keys.actions.moving import LEFT, MOVES, Pair
from rufschutz.core.keys.errors import KeyGoneError, RotationError
from rufschutz.core.keys.models import Level, Rotation, VaultKey
from rufschutz.domain.audit.entry import Detail, Entry
from rufschutz.domain.audit.vocabulary import AuditEvent
from rufschutz.domain.ids import KeyId, TenantId
from rufschutz.domain.moments import Millis
from rufschutz.vault.keystore.wraps import WrapError, new_key, new_key_id, unwrap, wrap

if TYPE_CHECKING:
    from rufschutz.core.breath import Breath
    from rufschutz.core.keys.actions.keyring import Keys

WORKER: Final = "core"

Opens = Callable[[bytes, bytes], bool]
"""Says whether what is sealed, with its context, opens with the key in question."""

OLDER_EVIDENCE: Final[list[Callable[[TenantId, Opens], bool]]] = []
"""Each says whether evidence that may never be changed opens with a key, which then has to stay.

It is tried, not told by moments: a clock may have been set back since.
"""


@dataclass(frozen=True, slots=True)
class Rotated:
    """A finished rotation: the old key's id and the new one's, and how much was wrapped anew.

    ``destroyed``: whether the old key is gone; it stays for reading where evidence under it may not change.
    """

    level: Level
    old: KeyId
    new: KeyId
    moved: int
    destroyed: bool


def rotate(
    keys: Keys, tenant: TenantId, level: Level, actor: str, now: Millis, breathe: Breath = no_breath
) -> Rotated:
    """Replace a tenant's key (`Level.TENANT`) or evidence key and return what was done.

    A rotation that was begun is finished first, and is then the one returned. ``breathe``: called after
    each batch. Raises `KeyGoneError` where the tenant has no keys, `WrapError` where something opens
    with neither key, `RotationError` where something is left under the old one.
    """
    return finish(keys, tenant, begin(keys, tenant, level, actor, now), now, breathe)


def begin(keys: Keys, tenant: TenantId, level: Level, actor: str, now: Millis) -> str:
    """Make the new key and supersede the old one; return the rotation's id. One that was begun is kept."""
    with tenant_scope(tenant), transaction.atomic():
        old = VaultKey.objects.select_for_update().filter(level=level, subject="", superseded_at=None).first()
        going_on = Rotation.objects.filter(level=level, finished_at=None).first()
        if going_on is not None:
            return going_on.id
        if old is None:
            raise KeyGoneError(f"the {level.value} key is destroyed or is being replaced")
        parent, under = ("", keys.hold_root()) if level is Level.TENANT else _parent(keys, tenant)
        VaultKey.objects.filter(id=old.id).update(superseded_at=now)
        new = VaultKey.objects.create(
            id=new_key_id(),
            tenant_id=tenant,
            level=level,
            parent=parent,
            wrapped=wrap(under, new_key(), LONG_LIVED[level](tenant)),
            created_at=now,
        )
        row = Rotation.objects.create(
            id=new_id(), tenant_id=tenant, level=level, old=old.id, new=new.id, actor=actor, begun_at=now
        )
    keys.forget(tenant)
    return row.id


def finish(keys: Keys, tenant: TenantId, name: str, now: Millis, breathe: Breath = no_breath) -> Rotated:
    """Move what lies under the old key of a rotation, destroy it, log it. Safe to repeat, and for two."""
    with tenant_scope(tenant):
        row = Rotation.objects.get(id=name)
    if row.finished_at is None and (pair := _pair(keys, tenant, row)) is not None:
        MOVES[Level(row.level)](pair, breathe)
        if LEFT[Level(row.level)](pair, breathe):
            raise RotationError("something lies under the old key still")
        saved = row.level == Level.EVIDENCE and saved_before(now, now)
        _end(pair, row, saved or _needed(tenant, pair.old), now)
    keys.forget(tenant)
    with tenant_scope(tenant):
        row.refresh_from_db()
        gone = not VaultKey.objects.filter(id=row.old).exists()
    return Rotated(Level(row.level), KeyId(row.old), KeyId(row.new), row.moved, gone)


def finish_rotations(
    keys: Keys, tenant: TenantId, now: Millis, breathe: Breath = no_breath
) -> tuple[Rotated, ...]:
    """Finish what a killed process left, and let old evidence keys go that nothing needs any more.

    While a data backup of their time can be restored they are needed: its log lies under them.
    """
    with tenant_scope(tenant):
        begun = Rotation.objects.filter(finished_at=None).order_by("begun_at")
        names = list(begun.values_list("id", flat=True))
    done = tuple(finish(keys, tenant, name, now, breathe) for name in names)
    _let_evidence_keys_go(keys, tenant, now)
    return done


def _parent(keys: Keys, tenant: TenantId) -> tuple[str, bytes]:
    held = keys.current(tenant, Level.TENANT)
    return held.id, held.key


def _pair(keys: Keys, tenant: TenantId, row: Rotation) -> Pair | None:
    """Return both keys of a rotation; None where another process has finished it meanwhile."""
    keys.forget(tenant)
    opened = {held.id: held.key for held in keys.held(tenant, Level(row.level))}
    old, new = KeyId(row.old), KeyId(row.new)
    if old in opened and new in opened:
        return Pair(tenant, row.id, old, opened[old], new, opened[new])
    with tenant_scope(tenant):
        row.refresh_from_db()
    if row.finished_at is None:
        raise KeyGoneError("a key of this rotation is destroyed")
    return None


def _end(pair: Pair, row: Rotation, kept: bool, now: Millis) -> None:
    """Destroy the old key, of which nothing is left, unless it is ``kept`` for reading, and log it."""
    with tenant_scope(pair.tenant), transaction.atomic():
        last = Rotation.objects.select_for_update().get(id=row.id)
        if last.finished_at is not None:
            return
        if not kept:
            _destroy(pair.tenant, pair.old_id, now)
        Rotation.objects.filter(id=row.id).update(finished_at=now)
        details = (
            Detail("level", row.level),
            Detail("old", pair.old_id),
            Detail("moved", last.moved),
            Detail("destroyed", not kept),
        )
        record(Entry(AuditEvent.KEYS_ROTATED, pair.tenant, now, row.actor, pair.new_id, details))


def _needed(tenant: TenantId, key: bytes) -> bool:
    """Say whether evidence opens with a superseded key: nothing new comes under it, so a no stays one."""

    def opens(sealed: bytes, context: bytes) -> bool:
        try:
            unwrap(key, sealed, context)
        except WrapError:
            return False
        return True

    return any(older(tenant, opens) for older in OLDER_EVIDENCE)


def _let_evidence_keys_go(keys: Keys, tenant: TenantId, now: Millis) -> None:
    """Destroy old evidence keys once everything that lies under them is erased."""
    with tenant_scope(tenant):
        over = Rotation.objects.filter(level=Level.EVIDENCE).exclude(finished_at=None)
        ended = {row.old: Millis(row.finished_at or now) for row in over}
        old = VaultKey.objects.filter(level=Level.EVIDENCE, superseded_at__isnull=False)
        there = old.filter(id__in=ended).values_list("id", flat=True)
        names = {name for name in there if not saved_before(ended[name], now)}
    if not names:
        return
    keys.forget(tenant)
    for held in keys.held(tenant, Level.EVIDENCE):
        if held.id in names and not _needed(tenant, held.key):
            _let_go(tenant, held.id, now)
    keys.forget(tenant)


def _let_go(tenant: TenantId, name: KeyId, now: Millis) -> None:
    with tenant_scope(tenant), transaction.atomic():
        if not VaultKey.objects.select_for_update().filter(id=name).first():
            return
        _destroy(tenant, name, now)
        details = (Detail("level", Level.EVIDENCE), Detail("old", name), Detail("destroyed", value=True))
        record(Entry(AuditEvent.KEYS_ROTATED, tenant, now, WORKER, name, details))


def _destroy(tenant: TenantId, name: KeyId, now: Millis) -> None:
    """Delete a key of which nothing is needed any more, and read back that it is gone."""
    VaultKey.objects.filter(id=name).delete()
    if VaultKey.objects.filter(id=name).exists():
        raise RotationError("the old key is there still")
    bury(tenant, What.KEYS, [name], now)
