"""The first keys: of the installation, then of each tenant.

Safe to repeat: what is there stays, so a killed set-up goes on where it stopped.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from rufschutz.core.audit.actions import record
from rufschutz.core.base import tenant_scope
from rufschutz.core.keys.actions.keyring import LONG_LIVED, PLAN, Keys
from rufschutz.core.keys.models import Level, RootCheck, SigningKey, VaultKey
from rufschutz.core.keys.queries import log_key_name
from rufschutz.domain.audit.entry import Entry
from rufschutz.domain.audit.vocabulary import AuditEvent
from rufschutz.vault.keystore import contexts
from rufschutz.vault.keystore.signing import SigningKey as PrivateKey
from rufschutz.vault.keystore.wraps import new_key, new_key_id, wrap

if TYPE_CHECKING:
    from rufschutz.domain.ids import KeyId, TenantId
    from rufschutz.domain.moments import Millis
    from rufschutz.vault.keystore.root import RootKey


def install(root: RootKey, now: Millis) -> Keys:
    """Tie this database to ``root`` and make the key that signs plans.

    Returns the unlocked keys; raises `RootKeyWrong` where another root key is known.
    """
    with transaction.atomic():
        if not RootCheck.objects.exists():
            RootCheck.objects.create(id=root.key_id, check_value=root.check_value(), created_at=now)
        keys = Keys.unlock(root)
        _make_signer(keys, PLAN, now)
    return keys


def create_tenant_keys(keys: Keys, tenant: TenantId, actor: str, now: Millis) -> None:
    """Make a tenant's key, its evidence key, its look-up secret and the key of its log."""
    with tenant_scope(tenant), transaction.atomic():
        if VaultKey.objects.filter(level=Level.TENANT).exists():
            return
        identity = make_keys(keys, tenant, now)
        _make_signer(keys, log_key_name(tenant), now)
        record(Entry(AuditEvent.LOG_STARTED, tenant, now, actor, tenant))
        record(Entry(AuditEvent.TENANT_KEY_CREATED, tenant, now, actor, identity))


def make_keys(keys: Keys, tenant: TenantId, now: Millis) -> KeyId:
    """Make a tenant's, its evidence and its look-up key, in the caller's transaction and scope.

    Returns the id of the tenant's key.
    """
    tenant_key, identity = new_key(), new_key_id()
    _store(
        tenant,
        Level.TENANT,
        "",
        wrap(keys.hold_root(), tenant_key, contexts.tenant_context(tenant)),
        identity,
        now,
    )
    for level in (Level.EVIDENCE, Level.LOOKUP):
        wrapped = wrap(tenant_key, new_key(), LONG_LIVED[level](tenant))
        _store(tenant, level, identity, wrapped, new_key_id(), now)
    return identity


def _store(tenant: TenantId, level: Level, parent: str, wrapped: bytes, identity: str, now: Millis) -> None:
    VaultKey.objects.create(
        id=identity, tenant_id=tenant, level=level, parent=parent, wrapped=wrapped, created_at=now
    )


def _make_signer(keys: Keys, name: str, now: Millis) -> None:
    private = PrivateKey.generate()
    SigningKey.objects.get_or_create(
        name=name,
        defaults={
            "public": private.public_key.hex(),
            "wrapped": wrap(keys.hold_root(), private.seed, contexts.signing_context(name)),
            "created_at": now,
        },
    )
