"""A fact's log entry tells whose call it was of and when, and that ingest wrote it."""

from __future__ import annotations

import json

import pytest

from rufschutz.core.audit.models import OutboxEntry
from rufschutz.core.ingest.actions.logged import log_fact
from rufschutz.domain.audit.entry import Detail
from rufschutz.domain.audit.vocabulary import AuditEvent


@pytest.mark.usefixtures("scope")
def test_an_entry_is_of_the_call_at_the_moment_of_the_fact(office):
    head = office.call().head()
    log_fact(head, AuditEvent.CALL_ENDED, Detail("outcome", "refused"))
    row = OutboxEntry.objects.get(call=head.call)
    assert (row.tenant_id, row.call, row.at) == (head.tenant, head.call, head.at)
    assert json.loads(row.payload)["actor"] == "ingest"
