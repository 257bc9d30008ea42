"""A written request taken back is gone at once, with contact, words and keys, and that is written down."""

from __future__ import annotations

import pytest

from rufschutz.core.audit.access import AccessDenied, NotFound
from rufschutz.core.audit.models import OutboxEntry
from rufschutz.core.keys.models import Level, VaultKey
from rufschutz.core.matters.actions import receive
from rufschutz.core.matters.models import Matter
from rufschutz.core.matters.notes import Written
from rufschutz.core.retention.actions.retraction import retract, retract_for
from rufschutz.core.retention.models import Erasure
from rufschutz.domain.ids import FactId, PurposeId

PURPOSE = PurposeId("handle_matter")
NAME = FactId("f" * 32)


@pytest.fixture
def sent(office, line):
    rules = office.desk.rules(office.tenant)
    written = Written("+493023125011", "Bitte anrufen")
    return receive(office.tenant, line, NAME, written, office.desk.keys, rules, office.now)


@pytest.mark.usefixtures("scope", "sent")
def test_taken_back_nothing_of_it_is_left(office) -> None:
    assert retract(office.tenant, NAME, office.place, office.now)
    assert Matter.objects.count() == 0
    assert VaultKey.objects.filter(level=Level.SUBJECT, subject=NAME).count() == 0
    erased = Erasure.objects.filter(artefact=NAME).values_list("kind", "because")
    assert set(erased) == {("matter", "request"), ("callback_number", "request")}
    assert OutboxEntry.objects.filter(event="call:matter:retracted", subject=NAME).count() == 1


@pytest.mark.usefixtures("scope", "sent")
def test_taken_back_twice_it_is_gone_once(office) -> None:
    retract(office.tenant, NAME, office.place, office.now)
    assert not retract(office.tenant, NAME, office.place, office.now)
    assert Erasure.objects.filter(artefact=NAME).count() == 2


@pytest.mark.usefixtures("scope", "sent")
def test_who_works_on_it_may_and_who_watches_may_not(office, owner, officer) -> None:
    with pytest.raises(AccessDenied):
        retract_for(officer, PURPOSE, NAME, office.place, office.now)
    retract_for(owner, PURPOSE, NAME, office.place, office.now)
    with pytest.raises(NotFound):
        retract_for(owner, PURPOSE, NAME, office.place, office.now)


@pytest.mark.usefixtures("scope", "sent")
def test_another_tenants_request_is_not_there(office, other_tenant) -> None:
    assert not retract(other_tenant, NAME, office.place, office.now)
    assert Matter.objects.count() == 1


@pytest.mark.usefixtures("scope")
def test_what_came_in_a_call_goes_another_way(office) -> None:
    caller = office.call().start().no().ask_back().end("refused")
    office.take()
    assert not retract(office.tenant, caller.facts[3].head.fact, office.place, office.now)
    assert Matter.objects.count() == 1
