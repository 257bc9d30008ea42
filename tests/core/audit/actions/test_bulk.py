"""Many entries in one statement say what one each would say."""

from __future__ import annotations

import pytest
from django.db import transaction

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


def waiting(tenant, count):
    bulk.wait(tenant, [told(at) for at in range(count)])
    return bulk.waiting(1000)[-count:]


def told(at):
    return bulk.Told("log:tree:started", at, "c", "größer \\x27 %s", '{"a":"\\"é"}')


def moved(rows, first=900):
    return [
        bulk.Sealed(first + at, row.event, row.at, row.call, row.subject,
                    bytes([at]) * 38, bytes([at + 50]) * 32, bytes([at]) * (at * 256 + 1))
        for at, row in enumerate(rows)
    ]  # fmt: skip


@pytest.mark.usefixtures("scope")
def test_each_entry_that_waited_stands_in_the_log_with_what_was_sealed_for_it(office):
    rows = waiting(office.tenant, 4)
    bulk.move(office.tenant, [row.id for row in rows], moved(rows))
    assert not {row.id for row in rows} & {row.id for row in bulk.waiting(1000)}
    for sealed_row in moved(rows):
        row = LogEntry.objects.get(index=sealed_row.index)
        said = (row.event, row.at, row.call, row.subject)
        assert said == (sealed_row.event, sealed_row.at, sealed_row.call, sealed_row.subject)
        stored = (bytes(row.leaf), bytes(row.salt), bytes(row.payload))
        assert stored == (sealed_row.leaf, sealed_row.salt, sealed_row.payload)
        assert not row.redacted


@pytest.mark.usefixtures("scope")
def test_only_what_is_named_leaves_the_outbox(office):
    every = waiting(office.tenant, 5)
    rows = [row for row in every if row.at != 3]
    bulk.move(office.tenant, [row.id for row in rows], moved(rows))
    assert bulk.waiting(1000)[-1] == every[3]
    assert not {row.id for row in rows} & {row.id for row in bulk.waiting(1000)}


@pytest.mark.usefixtures("scope")
def test_an_entry_that_does_not_wait_leaves_no_gap_in_the_log(office):
    rows = waiting(office.tenant, 3)
    left = len(bulk.waiting(1000)) - 1
    OutboxEntry.objects.filter(id=rows[1].id).delete()
    with pytest.raises(bulk.OutboxError), transaction.atomic():
        bulk.move(office.tenant, [row.id for row in rows], moved(rows))
    assert not LogEntry.objects.filter(index__gte=900).exists()
    assert len(bulk.waiting(1000)) == left


@pytest.mark.usefixtures("scope")
def test_entries_wait_in_the_order_in_which_they_were_told_and_say_what_they_said(office):
    rows = waiting(office.tenant, 30)
    assert [row.id for row in rows] == sorted(row.id for row in rows)
    assert [row[1:] for row in rows] == [told(at) for at in range(30)]


@pytest.mark.usefixtures("scope")
def test_nothing_waits_in_another_tenants_outbox(office, other_tenant):
    with pytest.raises(ForeignTenantError):
        bulk.wait(other_tenant, [told(1)])


@pytest.mark.usefixtures("scope")
def test_another_tenants_outbox_cannot_be_moved(office, other_tenant):
    rows = waiting(office.tenant, 1)
    with pytest.raises(ForeignTenantError):
        bulk.move(other_tenant, [rows[0].id], moved(rows))
