"""A call belongs to its tenant: no reading or writing from another's scope."""

from __future__ import annotations

import pytest

from rufschutz.core.base import ForeignTenantError, tenant_scope
from rufschutz.core.calls.models import Call


def test_another_scope_sees_and_changes_nothing(office, other_tenant):
    office.recorded()
    with tenant_scope(office.tenant):
        row = Call.objects.get()
    with tenant_scope(other_tenant):
        assert not Call.objects.exists()
        with pytest.raises(ForeignTenantError):
            row.save()
