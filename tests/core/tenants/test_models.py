"""Controllers stand above the scopes, their lines within."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django_scopes import ScopeError

from rufschutz.core.base import tenant_scope
from rufschutz.core.tenants.models import Line


def test_lines_are_read_within_their_tenants_scope(tenant, other_tenant) -> None:
    with pytest.raises(ScopeError):
        Line.objects.count()
    with tenant_scope(tenant):
        assert [row.user_part for row in Line.objects.all()] == ["praxis"]


def test_a_user_part_exists_once_in_the_installation(tenant, other_tenant, now) -> None:
    row = Line(id="7" * 32, tenant_id=other_tenant, user_part="praxis", name="x", created_at=now)
    with tenant_scope(other_tenant), pytest.raises(IntegrityError), transaction.atomic():
        row.save()
