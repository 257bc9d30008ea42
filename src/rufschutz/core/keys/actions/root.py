"""The root key is replaced: a new one beside the old, everything wrapped anew at once, then the file.

What lies directly under the root key is little, so one transaction wraps it anew and swaps by which
key the database knows its installation. The new key is durable before it, and so is that it may go on
with what the old one chained; the old file is destroyed after it: killed anywhere, whoever starts finds
a key that fits, and the same command goes on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from rufschutz.core.accounts.actions import seal_factors_anew
from rufschutz.core.audit.actions import record
from rufschutz.core.backup.models import Backup, Order
from rufschutz.core.base import tenant_scope
from rufschutz.core.keys.actions.keyring import Keys
from rufschutz.core.keys.models import KeyEpoch, Level, RootCheck, SigningKey, VaultKey
from rufschutz.core.tenants.queries import tenant_ids
from rufschutz.domain.audit.entry import Detail, Entry
from rufschutz.domain.audit.vocabulary import AuditEvent
from rufschutz.domain.ids import EpochId, KeyId, TenantId
from rufschutz.vault.keystore import contexts
from rufschutz.vault.keystore.root import RootKey, RootKeyMalformed, RootKeyMissing, beside, discard
from rufschutz.vault.keystore.wraps import unwrap, wrap

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from rufschutz.domain.moments import Millis


@dataclass(frozen=True, slots=True)
class RootReplaced:
    """The old root key's id, the new one's, and how many keys were wrapped anew."""

    old: KeyId
    new: KeyId
    moved: int


def replace_root(
    path: Path, words: bytes, actor: str, now: Millis, hand_over: Callable[[RootKey, RootKey], None]
) -> RootReplaced:
    """Replace the root key at ``path`` by a new one under the passphrase ``words`` (b'' for none).

    ``hand_over``: lets the new one, its second argument, go on with what the old one chained outside the
    database; said twice it changes nothing. Where backups are, new ones are asked for: the new key opens
    none of before. Raises `RootKeyError` where a file cannot be written, what ``hand_over`` raises, and
    changes nothing then; `WrapError` where a key does not open.
    """
    old, new = RootKey.load(path), _next(path, words)
    known, moved = RootCheck.objects.get(), 0
    if not new.fits(known.check_value):
        installed = old.fitting(known.check_value)
        hand_over(installed, new)
        moved = _swap(installed, new, actor, now)
    _read_back(new)
    if old.key_id != new.key_id:
        new.wrap_anew(path, words)
    discard(beside(path))
    return RootReplaced(old.key_id, new.key_id, moved)


def _next(path: Path, words: bytes) -> RootKey:
    """Return the key that lies beside the old one, as a killed run left it, or a new one."""
    waiting = beside(path)
    try:
        return RootKey.load(waiting)
    except RootKeyMalformed:
        discard(waiting)
    except RootKeyMissing:
        pass
    return RootKey.create(waiting, words)


def _swap(old: RootKey, new: RootKey, actor: str, now: Millis) -> int:
    with transaction.atomic():
        known = RootCheck.objects.select_for_update().get()
        old.require(known.check_value)
        moved = _tenants(old, new) + _signers(old, new) + _epochs(old, new)
        factors = seal_factors_anew(old.web_secret(), new.web_secret())
        known.delete()
        RootCheck.objects.create(id=new.key_id, check_value=new.check_value(), created_at=now)
        if Backup.objects.filter(destroyed_at=None).exists():
            Order.objects.create(at=now)
        details = (Detail("old", old.key_id), Detail("moved", moved), Detail("second_factors", factors))
        for tenant in tenant_ids():
            with tenant_scope(tenant):
                record(Entry(AuditEvent.ROOT_REPLACED, tenant, now, actor, new.key_id, details))
    return moved


def _tenants(old: RootKey, new: RootKey) -> int:
    moved = 0
    for tenant in tenant_ids():
        with tenant_scope(tenant):
            for row in VaultKey.objects.select_for_update().filter(level=Level.TENANT):
                row.wrapped = _anew(old, new, bytes(row.wrapped or b""), contexts.tenant_context(tenant))
                row.save(update_fields=["wrapped"])
                moved += 1
    return moved


def _signers(old: RootKey, new: RootKey) -> int:
    """Wrap the signing keys anew; of a controller that left the public part alone is there."""
    rows = list(SigningKey.objects.select_for_update().exclude(wrapped=b""))
    for row in rows:
        row.wrapped = _anew(old, new, bytes(row.wrapped or b""), contexts.signing_context(row.name))
        row.save(update_fields=["wrapped"])
    return len(rows)


def _epochs(old: RootKey, new: RootKey) -> int:
    rows = list(KeyEpoch.objects.select_for_update().filter(tenant_id="", wrapped__isnull=False))
    for row in rows:
        context = contexts.epoch_context(TenantId(""), EpochId(row.id))
        row.wrapped = _anew(old, new, bytes(row.wrapped or b""), context)
        row.save(update_fields=["wrapped"])
    return len(rows)


def _anew(old: RootKey, new: RootKey, wrapped: bytes, context: bytes) -> bytes:
    return wrap(new.key, unwrap(old.key, wrapped, context), context)


def _read_back(new: RootKey) -> None:
    """Open everything that lies under the root key with the new one, before the old file goes."""
    keys = Keys.unlock(new)
    for tenant in tenant_ids():
        with tenant_scope(tenant):
            has_keys = VaultKey.objects.filter(level=Level.TENANT).exists()
        if has_keys:
            keys.tenant(tenant)
    for name in SigningKey.objects.exclude(wrapped=b"").values_list("name", flat=True):
        keys.signer(name)
