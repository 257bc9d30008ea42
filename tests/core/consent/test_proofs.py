"""An event keeps the key of its time."""

from __future__ import annotations

import pytest

from rufschutz.core.consent.actions import evidence_context
from rufschutz.core.consent.models import ConsentEvent
from rufschutz.core.consent.proofs import lies_under
from rufschutz.core.keys.actions import finish_rotations, rotate
from rufschutz.core.keys.actions.rotation import OLDER_EVIDENCE
from rufschutz.core.keys.models import Level, VaultKey
from rufschutz.core.retention.models import Erasure
from rufschutz.domain.ids import FactId
from rufschutz.domain.moments import DAY, Millis


def test_no_event_needs_no_older_key(tenant) -> None:
    assert not lies_under(tenant, lambda _sealed, _context: True)
    assert lies_under in OLDER_EVIDENCE


@pytest.mark.usefixtures("scope")
@pytest.mark.rule("R58")
@pytest.mark.parametrize("clock", [DAY, -400 * DAY], ids=["as it was", "set back"])
def test_an_event_needs_the_key_of_its_time_and_opens_after_it_was_replaced(office, clock) -> None:
    office.recorded()
    keys, event = office.desk.keys, ConsentEvent.objects.get()
    done = rotate(keys, office.tenant, Level.EVIDENCE, "p" * 32, Millis(event.at + clock))
    assert not done.destroyed
    finish_rotations(keys, office.tenant, Millis(event.at + clock))
    context = evidence_context(FactId(event.id))
    assert keys.open_evidence(office.tenant, bytes(event.evidence), context)


@pytest.mark.usefixtures("scope")
def test_its_key_goes_once_nothing_lies_under_it(office) -> None:
    office.recorded()
    keys, event = office.desk.keys, ConsentEvent.objects.get()
    done = rotate(keys, office.tenant, Level.EVIDENCE, "p" * 32, office.now)
    again = rotate(keys, office.tenant, Level.EVIDENCE, "p" * 32, office.now)
    assert again.destroyed, "no event came under the second key"
    assert not done.destroyed
    erased(office, event)
    finish_rotations(keys, office.tenant, Millis(event.at - DAY))
    assert VaultKey.objects.filter(level=Level.EVIDENCE).get().id == again.new


def erased(office, event: ConsentEvent) -> None:
    Erasure.objects.create(
        id="7" * 32, tenant_id=office.tenant, artefact=event.id, kind="k", rule="r", state="logged",
        because="request", destroyed_at=office.now, clock="real",
    )  # fmt: skip
    ConsentEvent.objects.all().delete()
