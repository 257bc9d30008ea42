"""Tombstones belong to a tenant; what belongs to the installation names nobody."""

from __future__ import annotations

from rufschutz.core.backup import models
from rufschutz.core.base import TenantRow


def test_only_tombstones_are_a_tenants():
    assert issubclass(models.Tombstone, TenantRow)
    for model in (models.Backup, models.Drill, models.Restoration, models.Stranded):
        assert not {"person", "call", "number", "tenant_id"} & {each.name for each in model._meta.fields}
