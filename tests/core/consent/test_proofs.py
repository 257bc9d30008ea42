"""An event keeps the key of its time."""

from __future__ import annotations

import pytest

from rufschutz.core.consent.actions import evidence_context
from rufschutz.core.consent.models import ConsentEvent
from rufschutz.core.consent.proofs import stored_until
from rufschutz.core.keys.actions import rotate
from rufschutz.core.keys.actions.rotation import OLDER_EVIDENCE
from rufschutz.core.keys.models import Level
from rufschutz.domain.ids import FactId
from rufschutz.domain.moments import Millis


def test_no_event_needs_no_older_key(tenant, now) -> None:
    assert not stored_until(tenant, now)
    assert stored_until in OLDER_EVIDENCE


@pytest.mark.usefixtures("scope")
def test_an_event_needs_the_key_of_its_time_and_opens_after_it_was_replaced(office) -> None:
    office.recorded()
    keys, event = office.desk.keys, ConsentEvent.objects.get()
    assert stored_until(office.tenant, event.at)
    assert not stored_until(office.tenant, Millis(0))
    done = rotate(keys, office.tenant, Level.EVIDENCE, "p" * 32, Millis(event.at + 1))
    assert not done.destroyed
    context = evidence_context(FactId(event.id))
    assert keys.open_evidence(office.tenant, bytes(event.evidence), context)
