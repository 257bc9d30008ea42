"""What is recorded stands in the transaction it tells of, with whoever did it."""

from __future__ import annotations

import pytest

from rufschutz.core.audit.actions.recording import hold_log, record_access, record_denial
from rufschutz.core.audit.models import LogHead, OutboxEntry
from rufschutz.domain.audit.entry import read_entry
from rufschutz.domain.audit.vocabulary import AuditEvent
from rufschutz.domain.ids import PurposeId


@pytest.mark.usefixtures("scope")
def test_who_looked_and_what_for_stands_in_the_outbox(office, owner):
    record_access(owner, AuditEvent.AUDIT_VIEWED, PurposeId("security"), "", office.now)
    entry = read_entry(OutboxEntry.objects.order_by("-id")[0].payload.encode())
    assert (entry.event, entry.actor, entry.subject) == ("console:audit:viewed", owner.person, office.tenant)
    assert {detail.name: detail.value for detail in entry.details} == {"purpose": "security", "role": "owner"}


@pytest.mark.usefixtures("scope")
def test_what_was_denied_stands_there_too(office, owner):
    record_denial(office.tenant, owner.person, "play", "x", office.now)
    assert OutboxEntry.objects.order_by("-id")[0].event == "access:denied"


@pytest.mark.usefixtures("scope")
def test_a_tenant_has_one_log(office):
    assert hold_log(office.tenant).pk == hold_log(office.tenant).pk
    assert LogHead.objects.count() == 1
