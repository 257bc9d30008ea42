"""How a drill went stands in a row and in every log."""

from __future__ import annotations

import pytest

from rufschutz.core.audit.models import OutboxEntry
from rufschutz.core.backup.actions.drills import note
from rufschutz.core.base import tenant_scope


@pytest.mark.parametrize(("passed", "event"), [(True, "backup:drill:passed"), (False, "backup:drill:failed")])
def test_a_drill_is_logged(tenant, now, passed, event):
    note(passed, "sqlite", "0" * 64, now)
    with tenant_scope(tenant):
        assert OutboxEntry.objects.filter(event=event).count() == 1
