"""A log begins with its first entry until a year is dropped."""

from __future__ import annotations

import hashlib

import pytest

from rufschutz.core.audit.ledger import Base, base_of, beginning, payload_context
from rufschutz.core.audit.models import LogShard


@pytest.mark.usefixtures("scope")
def test_it_begins_behind_the_last_dropped_year(office):
    assert base_of() == Base(0)
    for year, base in ((2025, 256), (2026, 512)):
        LogShard.objects.create(
            tenant_id=office.tenant, year=year, first=0, end=base, base=base, dropped_at=1, edge=[["p", "00"]]
        )
    LogShard.objects.create(tenant_id=office.tenant, year=2027, first=512)
    assert base_of() == Base(512, (("p", b"\0"),))


def test_a_payload_is_bound_to_its_place():
    assert payload_context(7) != payload_context(8)


@pytest.mark.usefixtures("scope")
def test_entries_go_on_with_the_edge_that_stands_for_what_is_dropped(office):
    assert (beginning().size, beginning().hashes) == (0, ())
    edge = [["tile/1/000.p/2", ("ab" * 32) + ("cd" * 32)]]
    LogShard.objects.create(
        tenant_id=office.tenant, year=2026, first=0, end=520, base=512, dropped_at=1, edge=edge
    )
    both = hashlib.sha256(b"\1" + bytes.fromhex(edge[0][1])).digest()
    assert (beginning().size, beginning().hashes) == (512, (both,))
