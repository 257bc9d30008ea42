"""The first keys: one root per database, a tenant's keys once, all of it repeatable."""

from __future__ import annotations

import pytest

from rufschutz.core.audit.models import OutboxEntry
from rufschutz.core.base import tenant_scope
from rufschutz.core.keys.actions import Keys, create_tenant_keys, install
from rufschutz.core.keys.models import Level, RootCheck, SigningKey, VaultKey
from rufschutz.vault.keystore.root import RootKey, RootKeyWrong


def test_a_second_run_changes_nothing(keys, root, now) -> None:
    before = SigningKey.objects.get(name="plan").public
    install(root, now)
    assert SigningKey.objects.get(name="plan").public == before
    assert RootCheck.objects.count() == 1


def test_another_root_key_is_refused(keys, tmp_path, now) -> None:
    with pytest.raises(RootKeyWrong):
        install(RootKey.create(tmp_path / "other.key"), now)


def test_a_tenant_gets_its_keys_once(keys, tenant, now) -> None:
    with tenant_scope(tenant):
        before = {row.id: bytes(row.wrapped) for row in VaultKey.objects.all()}
    create_tenant_keys(keys, tenant, "test", now)
    with tenant_scope(tenant):
        assert {row.id: bytes(row.wrapped) for row in VaultKey.objects.all()} == before
        assert sorted(row.level for row in VaultKey.objects.all()) == [
            Level.EVIDENCE,
            Level.LOOKUP,
            Level.TENANT,
        ]
    assert SigningKey.objects.filter(name=f"log/{tenant}").exists()


def test_the_making_of_a_tenants_keys_is_logged(tenant) -> None:
    with tenant_scope(tenant):
        events = set(OutboxEntry.objects.values_list("event", flat=True))
    assert {"log:tree:started", "keys:tenant:created"} <= events


def test_no_key_lies_in_the_clear(keys, tenant, root) -> None:
    secrets = {keys.tenant(tenant), root.key, keys.signer("plan").seed, keys.signer(f"log/{tenant}").seed}
    with tenant_scope(tenant):
        stored = b"".join(bytes(row.wrapped) for row in VaultKey.objects.all())
    stored += b"".join(bytes(row.wrapped) for row in SigningKey.objects.all())
    stored += RootCheck.objects.get().check_value.encode()
    assert not any(secret in stored or secret.hex().encode() in stored for secret in secrets)


def test_two_tenants_share_no_key(keys: Keys, tenant, other_tenant) -> None:
    assert keys.tenant(tenant) != keys.tenant(other_tenant)
    assert keys.lookup(tenant, "calls", "+493023125000") != keys.lookup(
        other_tenant, "calls", "+493023125000"
    )
