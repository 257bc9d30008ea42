"""A withdrawal of one purpose ends that purpose alone, at once, once, and through any death in between."""

from __future__ import annotations

import json
from importlib import import_module

import pytest
from django.db import transaction

from rufschutz.core.audit.models import OutboxEntry
from rufschutz.core.calls.models import Call, TimelineEntry
from rufschutz.core.consent.actions import evidence_context
from rufschutz.core.consent.models import Consent, ConsentEvent
from rufschutz.core.ingest.actions.archival import destroy_leftovers
from rufschutz.core.keys.queries import wraps_of
from rufschutz.core.matters.models import Matter
from rufschutz.core.recordings.models import Recording, State, Use
from rufschutz.core.retention.actions import (
    enter_unattended,
    finish_all,
    run,
    withdraw,
    withdraw_unattended,
)
from rufschutz.core.retention.actions.sweep import Ground
from rufschutz.core.retention.models import Erasure
from rufschutz.domain.audit.certificate import Clock
from rufschutz.domain.consent.withdrawal import CallStillRunning, Method, NothingToWithdraw, Withdrawal
from rufschutz.domain.ids import FactId, PurposeId
from rufschutz.domain.moments import DAY, Millis
from rufschutz.handover.codec import from_json

RECORD, QUALITY, TRAINING = (PurposeId(name) for name in ("record_matter", "quality", "staff_training"))


class Crash(BaseException):
    """The process is gone."""


@pytest.fixture
def caller(callcentre):
    """Who said yes three times, asked to be called back, and whose journal waits to be archived."""
    caller = callcentre.call().start().yes(promised="P14D").record().speak()
    caller.also(QUALITY).also(TRAINING, "P90D").keep().ask_back().end("yes_and_recorded")
    callcentre.take()
    return caller


def alone(office, caller, *purposes, method=Method.RECEIPT):
    """The caller takes purposes back without anyone of the house."""
    at = Millis(office.now + DAY)
    named = purposes or None
    return withdraw_unattended(office.tenant, caller.id, named, method, office.desk.keys, office.place, at)


def wrapped(office, caller):
    return {wrap.purpose for wrap in wraps_of(office.tenant, [caller.artefact]).get(caller.artefact, ())}


def states():
    return dict(Consent.objects.values_list("purpose", "state"))


def entries(event):
    return OutboxEntry.objects.filter(event=event)


@pytest.mark.usefixtures("scope")
@pytest.mark.rule("R17")
def test_the_named_purpose_loses_its_key_and_the_others_keep_theirs(callcentre, caller, owner):
    callcentre.archive()
    at = Millis(callcentre.now + DAY)
    done = withdraw(owner, caller.id, callcentre.desk.keys, callcentre.place, at, purposes=[QUALITY])
    assert (done.entered, done.gone, done.purposes) == (True, (), (QUALITY,))
    assert wrapped(callcentre, caller) == {RECORD, TRAINING}
    assert states() == {RECORD: "given", QUALITY: "withdrawn", TRAINING: "given"}
    assert Recording.objects.get().state == State.ARCHIVED
    assert Use.objects.get(purpose=QUALITY).ended_at == at
    assert not Erasure.objects.exists()
    assert entries("consent:use:ended").get().subject == caller.artefact


@pytest.mark.usefixtures("scope")
@pytest.mark.rule("R17")
def test_with_the_last_purpose_the_recording_goes_with_its_certificate(callcentre, caller):
    callcentre.archive()
    assert alone(callcentre, caller, RECORD, TRAINING).gone == ()
    done = alone(callcentre, caller, QUALITY)
    assert [(gone.artefact, gone.proven) for gone in done.gone] == [(caller.artefact, True)]
    assert Recording.objects.get().state == State.ERASED
    assert not list(callcentre.desk.blobs.ids())
    assert Erasure.objects.get().because == "withdrawal"


@pytest.mark.usefixtures("scope")
@pytest.mark.rule("R17")
def test_without_a_name_all_of_it_ends(callcentre, caller):
    callcentre.archive()
    done = alone(callcentre, caller)
    assert set(done.purposes) == {RECORD, QUALITY, TRAINING}
    assert set(states().values()) == {"withdrawn"}
    assert Recording.objects.get().state == State.ERASED


@pytest.mark.usefixtures("scope")
@pytest.mark.rule("R17")
def test_what_was_asked_for_stays_and_so_does_the_number_for_it(callcentre, caller):
    callcentre.archive()
    alone(callcentre, caller)
    matter = Matter.objects.get()
    assert (matter.closed_at, bool(matter.number_mask)) == (None, True)


@pytest.mark.usefixtures("scope")
@pytest.mark.rule("R17")
def test_taken_back_before_it_is_archived_it_gets_no_key(callcentre, caller):
    alone(callcentre, caller, QUALITY)
    callcentre.archive()
    assert wrapped(callcentre, caller) == {RECORD, TRAINING}


@pytest.mark.usefixtures("scope")
@pytest.mark.rule("R17")
@pytest.mark.parametrize("step", ["_open_journal", "_name_blob", "_write", "_commit"])
@pytest.mark.parametrize("named", [(QUALITY,), (RECORD,), (RECORD, QUALITY, TRAINING)])
def test_in_the_midst_of_archiving_no_key_is_made_for_it(callcentre, caller, monkeypatch, step, named):
    module = import_module("rufschutz.core.ingest.actions.archival")
    real = getattr(module, step)

    def overtaken(*words):
        alone(callcentre, caller, *named)
        return real(*words)

    monkeypatch.setattr(module, step, overtaken)
    callcentre.archive(callcentre.now + DAY)
    left = {RECORD, QUALITY, TRAINING} - set(named)
    assert wrapped(callcentre, caller) == left
    assert (Recording.objects.get().state == State.ARCHIVED) is bool(left)
    assert len(list(callcentre.desk.blobs.ids())) == bool(left)
    assert not list(callcentre.desk.journals.iterdir())


@pytest.mark.usefixtures("scope")
@pytest.mark.rule("R17")
def test_taken_back_twice_it_ends_once(callcentre, caller):
    callcentre.archive()
    first, again = alone(callcentre, caller, QUALITY), alone(callcentre, caller, QUALITY)
    assert (first.entered, again.entered, again.purposes) == (True, False, ())
    assert ConsentEvent.objects.filter(state="withdrawn").count() == 1
    assert entries("consent:use:ended").count() == entries("consent:recording:withdrawn").count() == 1


@pytest.mark.usefixtures("scope")
@pytest.mark.rule("R17")
@pytest.mark.parametrize("method", [Method.RECEIPT, Method.PHONE, Method.API])
def test_the_evidence_names_the_way_and_no_person(callcentre, caller, method):
    callcentre.archive()
    alone(callcentre, caller, QUALITY, method=method)
    row = ConsentEvent.objects.get(state="withdrawn")
    sealed = bytes(row.evidence)
    opened = callcentre.desk.keys.open_evidence(callcentre.tenant, sealed, evidence_context(FactId(row.id)))
    evidence = from_json(Withdrawal, json.loads(opened))
    assert (evidence.by, evidence.method, evidence.purpose) == (None, method, QUALITY)
    assert json.loads(entries("consent:recording:withdrawn").get().payload)["actor"] == "caller"


@pytest.mark.usefixtures("scope")
def test_what_was_never_consented_to_cannot_be_taken_back(callcentre, caller):
    callcentre.archive()
    with pytest.raises(NothingToWithdraw):
        alone(callcentre, caller, PurposeId("advertise"))


@pytest.mark.usefixtures("scope")
@pytest.mark.rule("R17")
def test_a_standing_consent_of_the_call_ends_as_well_and_no_sound_with_it(callcentre):
    caller = callcentre.call().start().yes().record().speak().also("remind", number="+493023125042")
    caller.keep().end("yes_and_recorded")
    callcentre.take()
    callcentre.archive()
    alone(callcentre, caller, PurposeId("remind"))
    assert states() == {RECORD: "given", "remind": "withdrawn"}
    assert wrapped(callcentre, caller) == {RECORD}


@pytest.mark.usefixtures("scope")
@pytest.mark.rule("R17")
def test_a_recording_that_outlived_its_call_can_be_taken_back_all_the_same(callcentre, caller):
    callcentre.archive()
    run([callcentre.tenant], callcentre.place, Millis(callcentre.now + 60 * DAY))
    assert not Call.objects.exists()
    assert wrapped(callcentre, caller) == {TRAINING}
    assert alone(callcentre, caller).gone[0].proven
    assert wrapped(callcentre, caller) == set()
    assert not TimelineEntry.objects.exists()


@pytest.mark.usefixtures("scope")
def test_a_running_call_is_left_alone(callcentre):
    caller = callcentre.call().start().yes().record().speak()
    callcentre.take()
    with pytest.raises(CallStillRunning):
        alone(callcentre, caller)


@pytest.mark.usefixtures("scope")
@pytest.mark.rule("R17")
def test_entered_in_the_transaction_of_a_fact_it_is_unreadable_with_that(callcentre, caller):
    callcentre.archive()
    desk, now = callcentre.desk, Millis(callcentre.now + DAY)
    ground = Ground(callcentre.tenant, desk.rules(callcentre.tenant), desk.blobs, desk.journals, Clock.REAL)
    with transaction.atomic():
        done = enter_unattended(caller.id, None, Method.PHONE, desk.keys, ground, now)
    assert [gone.proven for gone in done.gone] == [False]
    assert wrapped(callcentre, caller) == set()
    assert len(list(desk.blobs.ids())) == 1
    assert finish_all([callcentre.tenant], callcentre.place, now) == 1
    assert not list(desk.blobs.ids())


STEPS = (
    ("withdrawal", "_end_consent"),
    ("withdrawal", "end"),
    ("withdrawal", "begin"),
    ("withdrawal", "finish_open"),
    ("uses", "_held"),
    ("uses", "destroy_wraps"),
    ("uses", "record_all"),
)


@pytest.mark.usefixtures("scope")
@pytest.mark.rule("R17")
@pytest.mark.parametrize("stored", [True, False], ids=["archived", "journal"])
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize(("module", "step"), STEPS, ids=[f"{place}.{step}" for place, step in STEPS])
def test_a_death_between_any_two_steps(callcentre, caller, monkeypatch, module, step, when, stored):
    place = import_module(f"rufschutz.core.retention.actions.{module}")
    if stored:
        callcentre.archive()
    real = getattr(place, step)

    def dying(*words):
        result = real(*words) if when == "after" else None
        raise Crash(result)

    with monkeypatch.context() as patch:
        patch.setattr(place, step, dying)
        with pytest.raises(Crash):
            alone(callcentre, caller, QUALITY)
    withdrawn = states()[QUALITY] == "withdrawn"
    assert (Use.objects.get(purpose=QUALITY).ended_at is not None) is withdrawn
    assert (QUALITY in wrapped(callcentre, caller)) is (stored and not withdrawn)
    if not withdrawn:
        alone(callcentre, caller, QUALITY)
    callcentre.archive()
    destroy_leftovers(callcentre.tenant, callcentre.desk)
    run([callcentre.tenant], callcentre.place, Millis(callcentre.now + DAY))
    assert wrapped(callcentre, caller) == {RECORD, TRAINING}
    assert Recording.objects.get().state == State.ARCHIVED
    for event in ("consent:use:ended", "consent:recording:withdrawn"):
        assert entries(event).count() == 1
