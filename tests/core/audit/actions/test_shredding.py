"""What an entry said goes with its salt; its leaf stays."""

from __future__ import annotations

import pytest

from rufschutz.core.audit.actions.shredding import redact
from rufschutz.core.audit.models import LogEntry


@pytest.mark.usefixtures("scope")
def test_payload_and_salt_go_and_the_leaf_stays(office):
    office.sequence()
    first = LogEntry.objects.order_by("index")[0]
    redact([first.id])
    after = LogEntry.objects.get(id=first.id)
    assert (after.payload, after.salt, after.redacted) == (None, None, True)
    assert bytes(after.leaf) == bytes(first.leaf)
