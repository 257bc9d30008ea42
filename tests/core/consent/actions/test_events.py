"""Consent: evidence under the tenant's own key, a projection that follows, a period that starts late."""

from __future__ import annotations

import pytest

from rufschutz.core.consent import actions
from rufschutz.core.consent.models import Consent, ConsentEvent
from rufschutz.core.keys.actions import destroy_subjects
from rufschutz.core.retention.actions import run
from rufschutz.domain.call.facts import ConsentChanged, ConsentState
from rufschutz.domain.ids import FactId, PurposeId
from rufschutz.domain.moments import DAY, Millis
from rufschutz.handover.facts import fact_bytes

RECORD = PurposeId("record_matter")


@pytest.mark.usefixtures("scope")
def test_the_evidence_outlives_the_keys_of_the_caller(office):
    caller = office.recorded()
    destroy_subjects(office.tenant, [caller.id])
    event = ConsentEvent.objects.get()
    context = actions.evidence_context(FactId(event.id))
    opened = office.desk.keys.open_evidence(office.tenant, bytes(event.evidence), context)
    said = next(fact for fact in caller.facts if isinstance(fact, ConsentChanged))
    assert opened == fact_bytes(said)


@pytest.mark.usefixtures("scope")
def test_the_projection_is_the_last_event_and_can_be_rebuilt(office):
    caller = office.call().start().yes().record().speak().withdraw().destroy().end("yes_then_star")
    office.take()
    assert Consent.objects.get().state == "withdrawn"
    Consent.objects.all().delete()
    actions.project(caller.id, RECORD, office.tenant)
    assert Consent.objects.get().state == "withdrawn"
    actions.project(caller.id, PurposeId("quality"), office.tenant)
    assert Consent.objects.count() == 1


@pytest.mark.usefixtures("scope")
def test_a_consent_is_found_by_its_numbers_index_for_this_use_only(office):
    caller = office.recorded()
    keys = office.desk.keys
    found = Consent.objects.get().number_index
    assert found == keys.lookup(office.tenant, "consent_and_objection", caller.number)
    assert found != keys.lookup(office.tenant, "call_search", caller.number)


@pytest.mark.usefixtures("scope")
def test_its_period_starts_when_the_last_artefact_is_gone(office):
    office.recorded()
    waiting = ConsentEvent.objects.get()
    assert waiting.rule == "consent_given/P3Y/EOY"
    gone = Millis(office.now + 8 * DAY)
    run([office.tenant], office.place, gone)
    started = ConsentEvent.objects.get()
    assert started.due_at < waiting.due_at
    assert started.due_at > gone + 3 * 365 * DAY


@pytest.mark.rule("R110")
@pytest.mark.usefixtures("scope")
def test_a_yes_that_never_counted_is_kept_as_briefly_as_a_no(office):
    caller = office.call().start().yes().record().speak().withdraw(state=ConsentState.INVALIDATED).destroy()
    caller.end("minor_or_third_voice")
    office.take()
    assert [row.kind for row in ConsentEvent.objects.order_by("at")] == ["consent_refused"] * 2
