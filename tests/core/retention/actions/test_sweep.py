"""What is due dies in one order; killed between any two steps, the next run finishes it, once."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.db import IntegrityError, OperationalError, transaction

from rufschutz.core.audit.models import OutboxEntry
from rufschutz.core.calls.models import Call, TimelineEntry
from rufschutz.core.completeness.actions import date, incident
from rufschutz.core.consent import actions as consents
from rufschutz.core.consent.models import Consent, ConsentEvent, StandingWish
from rufschutz.core.holds.models import Hold
from rufschutz.core.jobs.models import Schedule
from rufschutz.core.keys.models import Level, VaultKey
from rufschutz.core.keys.queries import wraps_of
from rufschutz.core.matters.actions import close
from rufschutz.core.matters.models import Matter
from rufschutz.core.recordings.actions import finish_play, open_recording
from rufschutz.core.recordings.models import Play, Recording, State
from rufschutz.core.retention.actions import finish_all, rehearse, run
from rufschutz.core.retention.due import Shelf
from rufschutz.core.retention.models import Erasure
from rufschutz.core.retention.shredders import due_on
from rufschutz.domain.call.facts import Preference
from rufschutz.domain.completeness.incident import IncidentKind
from rufschutz.domain.ids import BlobId, CallId, FactId, PurposeId
from rufschutz.domain.moments import DAY, Millis
from rufschutz.domain.retention.retry import FIRST, Fault
from rufschutz.handover import durable
from rufschutz.vault.blobs import BlobDirectory

MATTER = PurposeId("handle_matter")
NUMBER = "+493023125042"


class Crash(BaseException):
    """The process is gone."""


def run_at(office, days, **options):
    return run([office.tenant], office.place, Millis(office.now + days * DAY), **options)


def erased_entries():
    return OutboxEntry.objects.filter(event="retention:artefact:erased")


@pytest.mark.usefixtures("scope")
@pytest.mark.rule("R98")
def test_a_recording_is_gone_after_its_promise_and_not_before(office):
    caller = office.recorded()
    blob = BlobId(Recording.objects.get().blob)
    due = Recording.objects.get().due_at
    assert run([office.tenant], office.place, Millis(due - 1)).total == 0
    assert run([office.tenant], office.place, Millis(due)).total == 1
    row = Recording.objects.get()
    assert (row.state, row.erased_at, row.proven_at, row.blob) == (State.ERASED, due, due, "")
    assert office.desk.blobs.absent(blob)
    assert wraps_of(office.tenant, [caller.artefact]) == {}
    assert not VaultKey.objects.filter(level=Level.PURPOSE).exists()
    erasure = Erasure.objects.get()
    assert (erasure.state, erasure.blob, len(erasure.keys)) == ("logged", blob, 2)
    assert erased_entries().get().subject == caller.artefact


@pytest.mark.usefixtures("scope")
def test_when_everything_is_due_nothing_of_the_call_is_left_but_the_consents_evidence(office):
    caller = office.recorded()
    run_at(office, 91)
    assert not Call.objects.exists()
    assert not TimelineEntry.objects.exists()
    assert not Recording.objects.exists()
    assert not VaultKey.objects.filter(subject=caller.id).exists()
    event = ConsentEvent.objects.get()
    assert event.kind == "consent_given"
    run_at(office, 365 * 5)
    assert not ConsentEvent.objects.exists()
    assert not Consent.objects.exists()


@pytest.mark.usefixtures("scope")
def test_who_listened_leaves_with_the_call_and_stays_in_the_log(office, owner):
    caller = office.recorded()
    keys, blobs = office.desk.keys, office.desk.blobs
    with open_recording(owner, caller.artefact, keys, blobs, office.now) as tape:
        finish_play(owner, tape.play, 100, office.now)
    run_at(office, 91)
    assert not Play.objects.exists()
    assert OutboxEntry.objects.filter(event="console:recording:played").count() == 2


@pytest.mark.usefixtures("scope")
def test_a_recording_that_outlives_its_call_leaves_neither_line_nor_key(office):
    caller = office.recorded()
    Recording.objects.update(due_at=office.now + 95 * DAY)
    run_at(office, 91)
    assert not Call.objects.exists()
    assert Recording.objects.get().state == State.ARCHIVED
    run_at(office, 96)
    assert not Recording.objects.exists()
    assert not VaultKey.objects.filter(subject=caller.id).exists()
    assert Erasure.objects.filter(artefact=caller.artefact, state="logged").exists()


@pytest.mark.usefixtures("scope")
def test_a_dry_run_counts_what_a_run_then_does_and_changes_nothing(office):
    for name in "123":
        office.recorded(name)
    office.call("4").start().no().ask_back().end("refused")
    office.take()
    for days in (0, 1, 7, 8, 31, 40, 95):
        at = Millis(office.now + days * DAY)
        expected = rehearse([office.tenant], office.place, at)
        assert rehearse([office.tenant], office.place, at) == expected
        done = run([office.tenant], office.place, at)
        assert dict(done.erased)[Shelf.RECORDINGS] == dict(expected.erased)[Shelf.RECORDINGS]
        assert done.total == expected.total
        assert done.numbers == expected.numbers


@pytest.mark.usefixtures("scope")
def test_an_event_of_consent_can_only_go_through_an_erasure(office):
    office.recorded()
    for change in (
        lambda: ConsentEvent.objects.update(state="refused"),
        lambda: ConsentEvent.objects.update(evidence=b""),
        lambda: ConsentEvent.objects.all().delete(),
    ):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            change()


STEPS = (
    "_destroy_keys",
    "_scrub",
    "_follow",
    "_delete",
    "_absent",
    "_log",
    "_record",
)


@pytest.mark.usefixtures("scope")
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("step", STEPS)
def test_a_death_between_any_two_steps_is_finished_by_the_next_run(office, monkeypatch, step, when):
    module = import_module("rufschutz.core.retention.actions.sweep")
    artefacts = {office.recorded(name).artefact for name in "12"}
    blobs = list(office.desk.blobs.ids())
    real = getattr(module, step)

    def dying(*words):
        result = real(*words) if when == "after" else None
        raise Crash(result)

    with monkeypatch.context() as patch:
        patch.setattr(module, step, dying)
        with pytest.raises(Crash):
            run_at(office, 8)
    assert_keys_and_rows_agree(artefacts, office)
    run_at(office, 8)
    assert {row.state for row in Recording.objects.all()} == {State.ERASED}
    assert all(office.desk.blobs.absent(blob) for blob in blobs)
    assert {row.state for row in Erasure.objects.all()} == {"logged"}
    assert sorted(erased_entries().values_list("subject", flat=True)) == sorted(artefacts)
    assert len(blobs) == 2


def assert_keys_and_rows_agree(artefacts, office):
    """At every moment: a living row with its wrap, or an erasure and no wrap."""
    wraps = wraps_of(office.tenant, sorted(artefacts))
    for row in Recording.objects.all():
        erased = Erasure.objects.filter(artefact=row.id).exists()
        assert (row.state == State.ERASED) == erased == (row.id not in wraps)


@pytest.mark.usefixtures("scope")
@pytest.mark.parametrize("step", STEPS)
def test_a_database_without_room_leaves_nothing_half_and_the_next_run_finishes_it(office, monkeypatch, step):
    module = import_module("rufschutz.core.retention.actions.sweep")
    artefacts = {office.recorded(name).artefact for name in "12"}

    def full(*_):
        raise OperationalError("database or disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(module, step, full)
        with pytest.raises(OperationalError):
            run_at(office, 8)
    assert_keys_and_rows_agree(artefacts, office)
    run_at(office, 8)
    assert sorted(erased_entries().values_list("subject", flat=True)) == sorted(artefacts)


@pytest.mark.usefixtures("scope")
@pytest.mark.parametrize("place", ["_begin", "finish_open", "_absent", "_log"])
def test_of_two_workers_at_once_each_thing_is_erased_once(office, monkeypatch, place):
    module = import_module("rufschutz.core.retention.actions.sweep")
    monkeypatch.setattr(module, "BATCH", 1)
    artefacts = {office.recorded(name).artefact for name in "123"}
    real, other = getattr(module, place), []

    def overtaken(*words, **more):
        if not other:
            other.append(None)
            other.append(run_at(office, 8).total)
        return real(*words, **more)

    monkeypatch.setattr(module, place, overtaken)
    first = run_at(office, 8).total
    assert first + other[1] == len(artefacts)
    assert sorted(Erasure.objects.values_list("artefact", "state")) == sorted(
        (a, "logged") for a in artefacts
    )
    assert sorted(erased_entries().values_list("subject", flat=True)) == sorted(artefacts)


class Stubborn(BlobDirectory):
    """A directory from which one blob cannot be removed."""

    kept: BlobId | None = None

    def delete(self, blob):
        if blob == self.kept:
            raise PermissionError(13, "read-only")
        super().delete(blob)


@pytest.mark.usefixtures("scope")
def test_a_blob_that_stays_holds_up_no_other_and_is_tried_again(office, tmp_path, caplog):
    first, second = office.recorded("1"), office.recorded("2")
    stubborn = Stubborn(tmp_path / "blobs")
    stubborn.kept = BlobId(Recording.objects.get(id=first.artefact).blob)
    place = type(office.place)(office.place.rules, stubborn, office.place.journals, demo=False)
    at = Millis(office.now + 8 * DAY)
    run([office.tenant], place, at)
    states = dict(Erasure.objects.values_list("artefact", "state"))
    assert states == {first.artefact: "wraps_destroyed", second.artefact: "logged"}
    assert "could not be deleted" in caplog.text
    stubborn.kept = None
    run([office.tenant], place, at)
    assert {row.state for row in Erasure.objects.all()} == {"logged"}


@pytest.mark.usefixtures("scope")
@pytest.mark.rule("R43")
def test_what_cannot_be_finished_says_why_and_waits_longer_each_time(office, tmp_path):
    first = office.recorded("1")
    stubborn = Stubborn(tmp_path / "blobs")
    stubborn.kept = BlobId(Recording.objects.get(id=first.artefact).blob)
    place = type(office.place)(office.place.rules, stubborn, office.place.journals, demo=False)
    at = Millis(office.now + 8 * DAY)
    run([office.tenant], place, at)
    row = Erasure.objects.get()
    assert (row.fault, row.tries, row.next_at) == (Fault.BLOB_STAYS, 1, at + FIRST)
    assert finish_all([office.tenant], place, Millis(at + FIRST - 1)) == 0
    assert Erasure.objects.get().tries == 1
    assert finish_all([office.tenant], place, Millis(at + FIRST)) == 0
    row = Erasure.objects.get()
    assert (row.tries, row.next_at) == (2, at + 3 * FIRST)
    stubborn.kept = None
    assert finish_all([office.tenant], place, Millis(at + 3 * FIRST)) == 1
    row = Erasure.objects.get()
    assert (row.state, row.fault, row.tries, row.next_at) == ("logged", None, 2, None)


@pytest.mark.usefixtures("scope")
def test_a_thousand_that_stay_are_each_tried_once_in_a_run(office, tmp_path, monkeypatch):
    for name in "123":
        office.recorded(name)
    monkeypatch.setattr(import_module("rufschutz.core.retention.actions.sweep"), "BATCH", 1)
    stubborn = Stubborn(tmp_path / "blobs")
    tried = []
    monkeypatch.setattr(stubborn, "delete", lambda blob: tried.append(blob) or _refuse())
    place = type(office.place)(office.place.rules, stubborn, office.place.journals, demo=False)
    run([office.tenant], place, Millis(office.now + 8 * DAY))
    assert len(tried) == 3
    assert {row.tries for row in Erasure.objects.all()} == {1}


@pytest.mark.usefixtures("scope")
def test_directories_are_emptied_by_several_hands_and_one_that_cannot_be_synced_holds_up_its_own_alone(
    office, tmp_path, monkeypatch
):
    """The id of a blob ends with the name of its directory: four blobs, four directories, four hands."""
    sweep = import_module("rufschutz.core.retention.actions.sweep")
    made = [office.recorded(name) for name in "1234"]
    blobs = dict(Recording.objects.values_list("id", "blob"))
    shelves = {blob[-2:] for blob in blobs.values()}
    monkeypatch.setattr(sweep, "HANDS", len(shelves))
    sick = tmp_path / "blobs" / blobs[made[0].artefact][-2:]
    sync = durable.sync_directory
    monkeypatch.setattr(durable, "sync_directory", lambda path: _refuse() if path == sick else sync(path))
    run_at(office, 8)
    states = dict(Erasure.objects.values_list("artefact", "state"))
    expected = {
        name: "wraps_destroyed" if blob[-2:] == sick.name else "logged" for name, blob in blobs.items()
    }
    assert states == expected
    monkeypatch.setattr(durable, "sync_directory", sync)
    run_at(office, 9)
    assert {row.state for row in Erasure.objects.all()} == {"logged"}


def _refuse():
    raise OSError(30, "read-only file system")


@pytest.mark.usefixtures("scope")
def test_an_artefact_due_before_it_is_archived_is_destroyed_in_its_journal(office):
    office.call().start().yes().record().speak().keep().end("yes_and_recorded")
    office.take()
    run_at(office, 8)
    assert Recording.objects.get().state == State.ERASED
    assert not list(office.desk.journals.iterdir())
    assert office.archive() == 0


@pytest.mark.usefixtures("scope")
def test_quarantine_ends_after_14_days_with_a_proof(office):
    office.call().start().yes(promised=None).record().speak().keep().end("yes_and_recorded")
    office.take()
    office.archive()
    assert run_at(office, 13).total == 0
    run_at(office, 16)
    assert Recording.objects.get().state == State.ERASED
    assert Erasure.objects.get(kind="quarantine").state == "logged"


@pytest.mark.usefixtures("scope")
def test_a_closed_matter_masks_the_number_and_starts_its_periods(office, owner):
    office.call().start().yes().record().speak().keep().ask_back().end("yes_and_recorded")
    office.take()
    office.archive()
    matter = Matter.objects.get()
    rules = office.desk.rules(office.tenant)
    close(owner, MATTER, FactId(matter.id), rules, Millis(office.now + DAY))
    assert run_at(office, 1).numbers == 1
    assert Call.objects.get().number_mask == ""
    run_at(office, 3)
    assert Matter.objects.get().number_mask == ""
    assert Erasure.objects.get(kind="callback_number").state == "logged"
    run_at(office, 33)
    assert not Matter.objects.exists()


@pytest.mark.usefixtures("scope")
@pytest.mark.rule("R99")
def test_a_matter_nobody_closes_is_gone_at_its_cap(office):
    office.call().start().no().ask_back().end("refused")
    office.take()
    run_at(office, 89)
    assert Matter.objects.exists()
    run_at(office, 92)
    assert not Matter.objects.exists()


@pytest.mark.usefixtures("scope")
def test_while_another_matter_of_the_call_is_open_the_number_stays(office, owner):
    office.call().start().yes().record().speak().keep().ask_back().ask_back().end("yes_and_recorded")
    office.take()
    first = Matter.objects.order_by("confirmed_at")[0]
    close(owner, MATTER, FactId(first.id), office.desk.rules(office.tenant), office.now)
    assert run_at(office, 0).numbers == 0
    assert Call.objects.get(id=CallId(first.call)).number_mask


@pytest.mark.usefixtures("scope")
def test_sweeping_twice_erases_once(office):
    office.recorded()
    assert run_at(office, 8).total == 1
    assert run_at(office, 8).total == 0
    assert erased_entries().count() == 1


@pytest.mark.usefixtures("scope")
def test_a_wish_renewed_while_the_sweep_looks_at_it_stays(office, owner, monkeypatch):
    keys, rules = office.desk.keys, office.desk.rules(office.tenant)
    consents.set_by_staff(owner, Preference.NEVER_RECORD, NUMBER, keys, rules, office.now)
    due = StandingWish.objects.get().due_at
    sweep = import_module("rufschutz.core.retention.actions.sweep")
    look = sweep.due_on

    def called_again_meanwhile(*asked):
        if found := look(*asked):
            consents.contacted(keys, office.tenant, NUMBER, rules, Millis(due - 1))
        return found

    monkeypatch.setattr(sweep, "due_on", called_again_meanwhile)
    run([office.tenant], office.place, Millis(due))
    assert StandingWish.objects.get().due_at > due
    assert not Erasure.objects.filter(kind="preference_never_record").exists()


def laden(office, owner):
    """Put something on every shelf that a call, a wish, a hold and a difference lie on."""
    caller = office.recorded()
    held = office.call("2").start().no().ask_back().end("refused")
    office.take()
    keys, rules = office.desk.keys, office.desk.rules(office.tenant)
    consents.set_by_staff(owner, Preference.NEVER_RECORD, NUMBER, keys, rules, office.now)
    incident(office.tenant, IncidentKind.ROW_WITHOUT_BLOB, "5" * 32, (), office.now)
    date(office.tenant, rules)
    Hold.objects.create(
        id="6" * 32, tenant_id=office.tenant, call=held.id, kind="legal_hold", state="released",
        asked="7" * 32, reason="Streit", placed_at=office.now, ends_at=office.now, ended_at=office.now,
        due_at=office.now + DAY, rule="hold_record/P3Y",
    )  # fmt: skip
    return caller


LADEN = (
    Shelf.RECORDINGS, Shelf.CALLBACK_NUMBERS, Shelf.MATTERS, Shelf.CALLS, Shelf.CONSENTS, Shelf.WISHES,
    Shelf.HOLDS, Shelf.INCIDENTS,
)  # fmt: skip


@pytest.mark.usefixtures("scope")
@pytest.mark.rule("R43")
@pytest.mark.parametrize("shelf", LADEN)
def test_a_death_on_any_shelf_and_an_empty_queue_lose_no_deletion(office, owner, monkeypatch, shelf):
    module = import_module("rufschutz.core.retention.actions.sweep")
    laden(office, owner)
    far = 365 * 12
    monkeypatch.setattr(module, "BATCH", 1)
    whole = {
        each: {thing.artefact for thing in due_on(each, Millis(office.now + far * DAY))} for each in Shelf
    }
    assert whole[shelf]
    real = module._begin

    def dying(on, *words):
        count = real(on, *words)
        if on is shelf:
            raise Crash(count)
        return count

    with monkeypatch.context() as patch:
        patch.setattr(module, "_begin", dying)
        with pytest.raises(Crash):
            run_at(office, far)
    Schedule.objects.all().delete()
    run_at(office, far)
    run_at(office, far)
    assert [each for each in Shelf if due_on(each, Millis(office.now + far * DAY))] == []
    gone = list(Erasure.objects.values_list("artefact", flat=True))
    assert set().union(*whole.values()) <= set(gone)
    assert {row.state for row in Erasure.objects.all()} == {"logged"}
    assert sorted(erased_entries().values_list("subject", flat=True)) == sorted(gone)


@pytest.mark.usefixtures("scope")
@pytest.mark.rule("R51")
def test_on_no_shelf_lies_anything_of_a_call_that_is_held(office, owner):
    caller = laden(office, owner)
    hold = Hold.objects.create(
        id="8" * 32, tenant_id=office.tenant, call=caller.id, kind="legal_hold", state="confirmed",
        reason="Streit", asked="7" * 32, placed_at=office.now, ends_at=office.now + DAY,
    )  # fmt: skip
    far = Millis(office.now + 365 * 12 * DAY)
    due = {shelf: {thing.call for thing in due_on(shelf, far)} for shelf in Shelf}
    assert not [shelf for shelf, calls in due.items() if caller.id in calls]
    run([office.tenant], office.place, far)
    assert Recording.objects.get(id=caller.artefact).state == State.ARCHIVED
    assert not Erasure.objects.filter(call=caller.id).exists()
    Hold.objects.filter(id=hold.id).update(state="released", ended_at=far)
    run([office.tenant], office.place, far)
    assert not Recording.objects.filter(id=caller.artefact, state=State.ARCHIVED).exists()
    assert not wraps_of(office.tenant, [caller.artefact])
