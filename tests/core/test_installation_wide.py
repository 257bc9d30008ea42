"""Every table belongs to a tenant, but for a named few."""

from __future__ import annotations

import pytest
from django.apps import apps
from django_scopes import ScopeError

from rufschutz.core.base import TenantRow
from rufschutz.core.installation_wide import INSTALLATION_WIDE


def own_models():
    return [model for model in apps.get_models() if model.__module__.startswith("rufschutz.core.")]


def test_every_table_has_a_tenant_or_is_named() -> None:
    free = {model._meta.label for model in own_models() if not issubclass(model, TenantRow)}
    assert free == INSTALLATION_WIDE


def test_no_tenants_table_can_be_read_without_a_scope(db) -> None:
    for model in own_models():
        if issubclass(model, TenantRow):
            with pytest.raises(ScopeError):
                model.objects.count()
