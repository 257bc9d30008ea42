"""Every table of a tenant has a column for it, a scope, a wall, a purpose and an end."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import QuerySet
from django_scopes import ScopeError

from rufschutz.core.base import TenantRow
from rufschutz.core.installation_wide import INSTALLATION_WIDE
from rufschutz.core.postgres.policies import walls
from rufschutz.core.purposes.shipped import shipped_policy
from rufschutz.core.rowpurposes import ROWS, WITH_TENANT

OURS = [model for model in apps.get_models() if model.__module__.startswith("rufschutz.core.")]
TENANTS = [model for model in OURS if issubclass(model, TenantRow)]


def label(model) -> str:
    return model._meta.label


@pytest.mark.rule("R35")
@pytest.mark.parametrize("model", [m for m in OURS if m not in TENANTS], ids=label)
def test_what_belongs_to_no_tenant_is_named(model) -> None:
    assert label(model) in INSTALLATION_WIDE


@pytest.mark.rule("R35")
@pytest.mark.django_db
@pytest.mark.parametrize("model", TENANTS, ids=label)
def test_a_tenants_table_has_its_column_its_scope_and_its_wall(model) -> None:
    assert not model._meta.get_field("tenant_id").null
    with pytest.raises(ScopeError):
        model.objects.count()
    if connection.vendor == "postgresql":
        found = {wall.table: wall for wall in walls(connection)}
        assert found[model._meta.db_table].whole
        assert QuerySet(model).count() == 0


@pytest.mark.rule("R33")
@pytest.mark.parametrize("model", TENANTS, ids=label)
def test_a_tenants_table_has_a_purpose_that_the_catalogue_knows(model) -> None:
    assert label(model) in ROWS, "say in core/rowpurposes.py what it is kept for and what ends it"
    known = {purpose.id for profile in "POCS" for purpose in shipped_policy(profile).purposes}
    assert ROWS[label(model)].purpose in known


@pytest.mark.parametrize("model", TENANTS, ids=label)
def test_a_tenants_table_ends_somewhere(model) -> None:
    ends = ROWS[label(model)].ends
    if ends != WITH_TENANT:
        module, _, name = ends.rpartition(".")
        assert callable(getattr(import_module(module), name))


def test_what_ends_with_the_tenant_alone_holds_nothing_of_a_caller() -> None:
    assert {name for name, rows in ROWS.items() if rows.ends == WITH_TENANT} == {
        "tenants.Line", "tenants.LineText", "purposes.PolicyVersion", "retention.Erasure",
        "completeness.Birth",
        "audit.LogHead", "audit.Checkpoint", "audit.LogShard", "audit.Witnessed", "vault.Rotation",
    }  # fmt: skip


def test_no_table_stands_here_that_is_gone() -> None:
    assert set(ROWS) == {label(model) for model in TENANTS}
