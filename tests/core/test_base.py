"""A tenant's rows are read and written in its scope, and nowhere else."""

from __future__ import annotations

import pytest
from django_scopes import ScopeError

from rufschutz.core.base import ForeignTenantError, require_tenant, tenant_scope
from rufschutz.core.tenants.models import Line


def row(tenant: str, now: int) -> Line:
    return Line(id="7" * 32, tenant_id=tenant, user_part="neu", name="x", created_at=now)


def test_reading_needs_a_scope(tenant) -> None:
    with pytest.raises(ScopeError):
        Line.objects.count()


def test_a_scope_shows_its_tenants_rows_only(tenant, other_tenant) -> None:
    with tenant_scope(tenant):
        assert {line.tenant_id for line in Line.objects.all()} == {tenant}
        assert not Line.objects.filter(tenant_id=other_tenant).exists()


def test_a_foreign_row_is_never_written(tenant, other_tenant, now) -> None:
    with tenant_scope(tenant):
        with pytest.raises(ForeignTenantError):
            row(other_tenant, now).save()
        with pytest.raises(ForeignTenantError):
            Line.objects.create(
                id="7" * 32, tenant_id=other_tenant, user_part="neu", name="x", created_at=now
            )
        with pytest.raises(ForeignTenantError):
            Line.objects.bulk_create([row(tenant, now), row(other_tenant, now)])
        assert Line.objects.count() == 1


def test_nothing_is_written_outside_a_scope(tenant, now) -> None:
    with pytest.raises(ForeignTenantError):
        row(tenant, now).save()


def test_own_rows_are_written(tenant, now) -> None:
    with tenant_scope(tenant):
        Line.objects.bulk_create([row(tenant, now)])
        assert Line.objects.count() == 2


def test_the_refusal_names_the_next_step(tenant) -> None:
    with pytest.raises(ForeignTenantError) as caught:
        require_tenant(tenant)
    assert "tenant_scope" in caught.value.diagnostics()
