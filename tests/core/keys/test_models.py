"""Key rows belong to a tenant, and a place holds one key."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django_scopes import ScopeError

from rufschutz.core.base import ForeignTenantError, tenant_scope
from rufschutz.core.keys.models import Level, VaultKey


def row(tenant: str, name: str) -> VaultKey:
    return VaultKey(
        id=name * 32, tenant_id=tenant, level=Level.SUBJECT, subject="s", wrapped=b"w", created_at=1
    )


def test_keys_cannot_be_read_outside_a_scope(tenant) -> None:
    with pytest.raises(ScopeError):
        VaultKey.objects.count()


def test_keys_of_another_tenant_cannot_be_written(tenant, other_tenant) -> None:
    with tenant_scope(tenant), pytest.raises(ForeignTenantError):
        row(other_tenant, "9").save()
    with tenant_scope(tenant), pytest.raises(ForeignTenantError):
        VaultKey.objects.bulk_create([row(other_tenant, "9")])


def test_a_place_holds_one_key(tenant) -> None:
    with tenant_scope(tenant):
        row(tenant, "8").save()
        with pytest.raises(IntegrityError), transaction.atomic():
            row(tenant, "9").save()
