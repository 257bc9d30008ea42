"""A withdrawal after the call: at once, once, and through any death of the process in between."""

from __future__ import annotations

import json
from dataclasses import replace
from importlib import import_module

import pytest

from rufschutz.core.audit.models import LogEntry, OutboxEntry
from rufschutz.core.audit.proofs import certificate_of
from rufschutz.core.calls.models import Call, TimelineEntry
from rufschutz.core.calls.queries import call as call_page
from rufschutz.core.consent.actions import evidence_context
from rufschutz.core.consent.models import Consent, ConsentEvent
from rufschutz.core.consent.queries import Mark
from rufschutz.core.ingest.actions.archival import destroy_leftovers
from rufschutz.core.keys.errors import KeyGoneError
from rufschutz.core.keys.queries import wraps_of
from rufschutz.core.matters.models import Matter
from rufschutz.core.recordings.actions import open_recording
from rufschutz.core.recordings.models import Recording, State
from rufschutz.core.retention.actions import finish_all, finish_open, run, withdraw
from rufschutz.core.retention.models import Erasure
from rufschutz.core.retention.queries import stuck
from rufschutz.domain.access.decision import AccessDenied
from rufschutz.domain.access.request import Role
from rufschutz.domain.audit.certificate import Cause
from rufschutz.domain.audit.verify import verify_certificate
from rufschutz.domain.consent.withdrawal import CallStillRunning, Method, Withdrawal
from rufschutz.domain.ids import BlobId, FactId, PurposeId
from rufschutz.domain.moments import DAY, Millis
from rufschutz.domain.retention.retry import LONGEST, Fault
from rufschutz.handover.codec import from_json

LATER = DAY


class Crash(BaseException):
    """The process is gone."""


def enter(office, actor, caller, at=LATER):
    return withdraw(actor, caller.id, office.desk.keys, office.place, Millis(office.now + at))


def kept(office, name="1"):
    """A call that has ended and whose journal waits to be archived."""
    caller = office.call(name).start().yes().record().speak().keep().end("yes_and_recorded")
    office.take()
    return caller


def entries(event):
    return OutboxEntry.objects.filter(event=event)


@pytest.mark.usefixtures("scope")
@pytest.mark.rule("R17")
def test_one_call_and_the_recording_is_gone_with_proof(office, owner):
    caller = office.recorded()
    blob = BlobId(Recording.objects.get().blob)
    done = enter(office, owner, caller)
    assert (done.entered, [(gone.artefact, gone.proven) for gone in done.gone]) == (
        True,
        [(caller.artefact, True)],
    )
    assert wraps_of(office.tenant, [caller.artefact]) == {}
    assert office.desk.blobs.absent(blob)
    row, erasure = Recording.objects.get(), Erasure.objects.get()
    assert (row.state, row.blob, row.erased_at) == (State.ERASED, "", office.now + LATER)
    assert (erasure.because, erasure.state, erasure.due_at) == ("withdrawal", "logged", office.now + LATER)
    with pytest.raises((AccessDenied, KeyGoneError)):
        open_recording(owner, caller.artefact, office.desk.keys, office.desk.blobs, office.now)


@pytest.mark.usefixtures("scope")
@pytest.mark.rule("R17")
def test_it_is_added_to_the_consent_and_says_who_entered_it(office, owner):
    caller = office.recorded()
    enter(office, owner, caller)
    given, ended = ConsentEvent.objects.order_by("at", "position")
    assert (given.state, ended.state, ended.method) == ("given", "withdrawn", "staff")
    assert {given.kind, ended.kind} == {"consent_withdrawn"}
    assert given.due_at > office.now + 3 * 365 * DAY
    sealed = bytes(ended.evidence)
    opened = office.desk.keys.open_evidence(office.tenant, sealed, evidence_context(FactId(ended.id)))
    evidence = from_json(Withdrawal, json.loads(opened))
    assert (evidence.by, evidence.purpose, evidence.head.call) == (owner.person, "record_matter", caller.id)
    logged = entries("consent:recording:withdrawn").get()
    assert (logged.call, json.loads(logged.payload)["actor"]) == (caller.id, owner.person)


@pytest.mark.usefixtures("scope")
def test_at_the_shell_the_record_says_so(office, owner):
    caller = office.recorded()
    withdraw(owner, caller.id, office.desk.keys, office.place, office.now, Method.SHELL)
    assert ConsentEvent.objects.get(state="withdrawn").method == "staff_shell"


@pytest.mark.usefixtures("scope")
def test_the_certificate_names_the_withdrawal_and_holds_without_this_house(office, owner):
    caller = office.recorded()
    enter(office, owner, caller)
    office.sequence(office.now + LATER)
    proof = certificate_of(office.tenant, caller.artefact, office.desk.keys, office.log)
    assert json.loads(proof)["erasure"]["cause"] == Cause.WITHDRAWAL
    key = str(office.desk.keys.log_signer(office.tenant).key)
    verify_certificate(json.loads(proof), key)
    assert LogEntry.objects.filter(event="retention:artefact:erased").count() == 1


@pytest.mark.usefixtures("scope")
def test_the_page_says_withdrawn_and_why_it_is_gone(office, owner):
    caller = office.recorded()
    enter(office, owner, caller)
    seen = call_page(owner, PurposeId("handle_matter"), caller.id, Millis(office.now + LATER))
    assert seen.row.consent is Mark.WITHDRAWN
    assert seen.recordings[0].cause is Cause.WITHDRAWAL
    assert [line.method for line in seen.timeline if getattr(line, "state", "") == "withdrawn"] == ["staff"]


@pytest.mark.usefixtures("scope")
@pytest.mark.rule("R17")
def test_entered_twice_it_happens_once(office, owner):
    caller = office.recorded()
    first = enter(office, owner, caller)
    again = enter(office, owner, caller, 2 * LATER)
    assert (first.entered, again.entered) == (True, False)
    assert again.gone == first.gone
    assert ConsentEvent.objects.count() == 2
    assert entries("retention:artefact:erased").count() == entries("consent:recording:withdrawn").count() == 1


@pytest.mark.usefixtures("scope")
@pytest.mark.rule("R17")
def test_a_journal_that_waits_dies_and_is_never_archived(office, owner):
    caller = kept(office)
    assert enter(office, owner, caller).gone[0].proven
    assert not list(office.desk.journals.iterdir())
    assert office.archive() == 0
    assert not list(office.desk.blobs.ids())
    assert Recording.objects.get().state == State.ERASED


@pytest.mark.usefixtures("scope")
@pytest.mark.rule("R17")
@pytest.mark.parametrize("step", ["_open_journal", "_name_blob", "_write", "_commit"])
def test_a_withdrawal_in_the_midst_of_archiving_leaves_no_archive(office, owner, monkeypatch, step):
    caller = kept(office)
    module = import_module("rufschutz.core.ingest.actions.archival")
    real = getattr(module, step)

    def overtaken(*words):
        enter(office, owner, caller)
        return real(*words)

    monkeypatch.setattr(module, step, overtaken)
    assert office.archive(office.now + LATER) == 0
    assert not list(office.desk.blobs.ids())
    assert not list(office.desk.journals.iterdir())
    assert wraps_of(office.tenant, [caller.artefact]) == {}
    assert Recording.objects.get().state == State.ERASED
    assert not entries("ingest:journal:damaged").exists()


@pytest.mark.usefixtures("scope")
def test_a_running_call_is_left_alone(office, owner):
    caller = office.call().start().yes().record().speak()
    office.take()
    with pytest.raises(CallStillRunning):
        enter(office, owner, caller)
    assert Recording.objects.get().state == State.OPEN
    assert Consent.objects.get().state == "given"
    assert not entries("consent:recording:withdrawn").exists()


@pytest.mark.usefixtures("scope")
@pytest.mark.rule("R60")
@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.OWNER, Role.AGENT}])
def test_whoever_may_not_changes_nothing(office, owner, line, role):
    caller = office.recorded()
    actor = replace(owner, role=role, lines=frozenset({line}), until=office.now + 2 * LATER)
    with pytest.raises(AccessDenied):
        enter(office, actor, caller)
    assert Recording.objects.get().state == State.ARCHIVED
    assert not Erasure.objects.exists()


@pytest.mark.usefixtures("scope")
def test_the_number_goes_unless_the_caller_wants_to_be_called_back(office, owner):
    plain = office.recorded("1")
    asking = office.call("2").start().yes().record().speak().keep().ask_back().end("yes_and_recorded")
    office.take()
    for caller in (plain, asking):
        enter(office, owner, caller)
    masks = dict(Call.objects.values_list("id", "number_mask"))
    indexes = dict(Consent.objects.values_list("call", "number_index"))
    assert (masks[plain.id], indexes[plain.id]) == ("", "")
    assert masks[asking.id]
    assert indexes[asking.id]
    assert Matter.objects.get().number_mask


@pytest.mark.usefixtures("scope")
@pytest.mark.rule("R17")
def test_the_reason_of_a_message_goes_with_it_and_keeps_no_number(office, owner):
    caller = office.call().start().yes().record().speak().keep().ask_back("", "appointment")
    caller.end("yes_and_recorded")
    office.take()
    office.archive()
    done = enter(office, owner, caller)
    assert [gone.artefact for gone in done.gone] == [caller.artefact]
    row = Call.objects.get()
    assert (row.number_mask, row.number_index, row.number_sealed) == ("", "", None)
    assert Consent.objects.get().number_index == ""
    assert not Matter.objects.exists()
    assert Erasure.objects.get(kind="matter").because == "withdrawal"


@pytest.mark.usefixtures("scope")
def test_another_calls_recording_stays(office, owner):
    caller, other = office.recorded("1"), office.recorded("2")
    enter(office, owner, caller)
    assert Recording.objects.get(id=other.artefact).state == State.ARCHIVED
    assert list(wraps_of(office.tenant, [other.artefact])) == [other.artefact]


@pytest.mark.usefixtures("scope")
def test_a_clock_that_went_back_does_not_bring_the_consent_back(office, owner):
    caller = office.recorded()
    enter(office, owner, caller, at=-DAY)
    assert Consent.objects.get().state == "withdrawn"


STEPS = (
    ("sweep", "_held"),
    ("sweep", "_destroy_keys"),
    ("sweep", "_scrub"),
    ("sweep", "_follow"),
    ("sweep", "_delete"),
    ("sweep", "_absent"),
    ("sweep", "_log"),
    ("sweep", "_record"),
    ("withdrawal", "_end_consent"),
    ("withdrawal", "begin"),
    ("withdrawal", "_forget_number"),
    ("withdrawal", "finish_open"),
)


@pytest.mark.usefixtures("scope")
@pytest.mark.rule("R17")
@pytest.mark.parametrize("stored", [True, False], ids=["archived", "journal"])
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize(("module", "step"), STEPS, ids=[step for _, step in STEPS])
def test_a_death_between_any_two_steps(office, owner, monkeypatch, module, step, when, stored):
    place = import_module(f"rufschutz.core.retention.actions.{module}")
    caller = office.recorded() if stored else kept(office)
    real = getattr(place, step)

    def dying(*words):
        result = real(*words) if when == "after" else None
        raise Crash(result)

    with monkeypatch.context() as patch:
        patch.setattr(place, step, dying)
        with pytest.raises(Crash):
            enter(office, owner, caller)
    assert_all_or_nothing(office, caller)
    if Consent.objects.get().state == "given":
        enter(office, owner, caller)
    office.archive()
    destroy_leftovers(office.tenant, office.desk)
    run([office.tenant], office.place, Millis(office.now + LATER))
    assert Recording.objects.get().state == State.ERASED
    assert (Erasure.objects.get().because, Erasure.objects.get().state) == ("withdrawal", "logged")
    assert not list(office.desk.blobs.ids())
    assert not list(office.desk.journals.iterdir())
    for event in ("retention:artefact:erased", "consent:recording:withdrawn"):
        assert entries(event).count() == 1
    assert TimelineEntry.objects.filter(detail__method="staff").count() == 1


def assert_all_or_nothing(office, caller):
    """At every moment: a consent and its sound, or neither the consent nor a key."""
    withdrawn = Consent.objects.get().state == "withdrawn"
    assert (Recording.objects.get().state == State.ERASED) is withdrawn
    assert Erasure.objects.exists() is withdrawn
    assert entries("consent:recording:withdrawn").exists() is withdrawn
    assert not withdrawn or wraps_of(office.tenant, [caller.artefact]) == {}


@pytest.mark.usefixtures("scope")
def test_a_sweep_in_between_logs_the_erasure_no_second_time(office, owner, monkeypatch):
    caller = office.recorded()
    module = import_module("rufschutz.core.retention.actions.sweep")
    real = module._delete
    calls = []

    def overtaken(row, ground):
        done = real(row, ground)
        calls.append(row)
        if len(calls) == 1:
            finish_open(ground, Millis(office.now + LATER))
        return done

    monkeypatch.setattr(module, "_delete", overtaken)
    enter(office, owner, caller)
    assert Erasure.objects.get().state == "logged"
    assert entries("retention:artefact:erased").count() == 1


@pytest.mark.usefixtures("scope")
@pytest.mark.rule("R17")
def test_where_the_console_may_not_enter_the_journals_the_worker_finishes(office, owner, monkeypatch):
    caller = office.recorded()
    blob = BlobId(Recording.objects.get().blob)

    def deny(*_):
        raise PermissionError(13, "Permission denied")

    sweep = import_module("rufschutz.core.retention.actions.sweep")
    with monkeypatch.context() as patch:
        patch.setattr(sweep, "_journal_absent", deny)
        done = enter(office, owner, caller)
    assert [gone.proven for gone in done.gone] == [False]
    assert wraps_of(office.tenant, [caller.artefact]) == {}
    assert office.desk.blobs.absent(blob)
    assert stuck(office.tenant) == ()
    assert Erasure.objects.get().tries is None
    assert finish_all([office.tenant], office.place, office.now + LATER) == 1
    assert Erasure.objects.get().state == "logged"


@pytest.mark.usefixtures("scope")
@pytest.mark.rule("R43")
def test_where_the_worker_may_not_either_it_says_so_after_an_hour(office, owner, monkeypatch):
    caller = office.recorded()

    def deny(*_):
        raise PermissionError(13, "Permission denied")

    sweep = import_module("rufschutz.core.retention.actions.sweep")
    monkeypatch.setattr(sweep, "_journal_absent", deny)
    enter(office, owner, caller)
    since = Erasure.objects.get().destroyed_at
    finish_all([office.tenant], office.place, Millis(since + LONGEST))
    assert stuck(office.tenant) == ()
    finish_all([office.tenant], office.place, Millis(since + LONGEST + 1))
    (thing,) = stuck(office.tenant)
    assert (thing.fault, thing.tries) == (Fault.NOT_PERMITTED, 1)
