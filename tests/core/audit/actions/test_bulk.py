"""Many entries in one statement say what one each would say."""

from __future__ import annotations

import pytest

from rufschutz.core.audit.actions import bulk
from rufschutz.core.audit.models import LogEntry, OutboxEntry
from rufschutz.core.base import ForeignTenantError


def sealed(index):
    return bulk.Sealed(index, "log:tree:started", 7, "c", "größer \\x27 %s", b"l" * 38, b"s" * 32, b"\x00p")


@pytest.mark.usefixtures("scope")
def test_what_goes_in_comes_out(office):
    bulk.insert(office.tenant, [sealed(900), sealed(901)])
    row = LogEntry.objects.get(index=901)
    assert (row.event, row.at, row.call, row.subject) == ("log:tree:started", 7, "c", "größer \\x27 %s")
    assert (bytes(row.leaf), bytes(row.salt), bytes(row.payload)) == (b"l" * 38, b"s" * 32, b"\x00p")
    assert not row.redacted


@pytest.mark.usefixtures("scope")
def test_another_tenants_log_cannot_be_written(office, other_tenant):
    with pytest.raises(ForeignTenantError):
        bulk.insert(other_tenant, [sealed(1)])


@pytest.mark.usefixtures("scope")
def test_only_what_was_read_leaves_the_outbox(office):
    OutboxEntry.objects.bulk_create(
        OutboxEntry(tenant_id=office.tenant, event="log:tree:started", at=at, payload="{}") for at in range(5)
    )
    every = bulk.waiting(1000)
    assert [row.id for row in every] == sorted(row.id for row in every)
    bulk.drop_waiting([row.id for row in every if row.at != 3])
    assert [row.at for row in bulk.waiting(10)] == [3]
