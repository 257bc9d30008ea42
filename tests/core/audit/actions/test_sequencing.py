"""The log: what was recorded is in it once, in order, and every checkpoint fits what came before."""

from __future__ import annotations

import pytest
from django.db import transaction

from rufschutz.core.audit import tiles
from rufschutz.core.audit.actions import bulk, rebuild, record, sequence, sequencing
from rufschutz.core.audit.models import Checkpoint, LogEntry, LogHead, OutboxEntry
from rufschutz.domain.audit.entry import Entry
from rufschutz.domain.audit.leaf import leaf_hash
from rufschutz.domain.audit.merkle import root_of
from rufschutz.domain.audit.vocabulary import AuditEvent
from rufschutz.domain.ids import CallId
from rufschutz.domain.moments import Millis


class Crash(BaseException):
    """The process is gone."""


def note(office, count=1, call=None):
    for number in range(count):
        entry = Entry(
            AuditEvent.CALL_VIEWED, office.tenant, Millis(office.now + number), "p", f"{number:032x}"
        )
        record(entry, call)


def assert_whole(office):
    leaves = [bytes(row.leaf) for row in LogEntry.objects.order_by("index")]
    assert [row.index for row in LogEntry.objects.order_by("index")] == list(range(len(leaves)))
    head = LogHead.objects.get()
    assert (head.size, head.published) == (len(leaves), len(leaves))
    root = root_of([leaf_hash(leaf) for leaf in leaves])
    assert Checkpoint.objects.order_by("-size")[0].root == root.hex()
    store = tiles.TileStore(office.log / office.tenant)
    text = (office.log / office.tenant / "checkpoint").read_text()
    assert text == Checkpoint.objects.order_by("-size")[0].text
    assert [store.nodes(head.size)(0, index) for index in range(head.size)] == [
        leaf_hash(leaf) for leaf in leaves
    ]


@pytest.mark.usefixtures("scope")
def test_the_outbox_is_drained_in_order(office):
    note(office, 5)
    waiting = OutboxEntry.objects.count()
    assert office.sequence() == waiting
    assert OutboxEntry.objects.count() == 0
    assert_whole(office)
    assert office.sequence() == 0


@pytest.mark.usefixtures("scope")
def test_an_event_whose_transaction_is_undone_was_never_there(office):
    office.sequence()
    mark = transaction.savepoint()
    note(office)
    transaction.savepoint_rollback(mark)
    assert office.sequence() == 0


@pytest.mark.usefixtures("scope")
def test_a_log_of_many_batches_is_the_same_tree(office, monkeypatch):
    monkeypatch.setattr(sequencing, "BATCH", 100)
    for _ in range(3):
        note(office, 190)
        office.sequence()
    assert_whole(office)
    assert not list((office.log / office.tenant / "tile" / "0").glob("00[01].p"))


STEPS = (
    "bulk.waiting",
    "sealed",
    "bulk.move",
    "_grow",
    "_sign",
    "TileStore.publish",
    "TileStore._write",
    "TileStore.drop_filled",
)
PLACES = {"TileStore": tiles.TileStore, "bulk": bulk, "": sequencing}


@pytest.mark.usefixtures("scope")
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("step", STEPS)
def test_a_death_between_any_two_steps_is_repaired(office, monkeypatch, step, when):
    note(office, 300)
    office.sequence()
    note(office, 300)
    owner, _, name = step.rpartition(".")
    place = PLACES[owner]
    real = getattr(place, name)

    def dying(*words):
        if when == "after":
            real(*words)
        raise Crash

    with monkeypatch.context() as patch:
        patch.setattr(place, name, dying)
        with pytest.raises(Crash):
            office.sequence()
    office.sequence()
    assert_whole(office)
    assert LogEntry.objects.filter(event="console:call:viewed").count() == 600


@pytest.mark.usefixtures("scope")
@pytest.mark.parametrize(
    "fault", [OSError(28, "No space left on device"), OSError(30, "Read-only file system")]
)
def test_a_full_disk_loses_no_entry_and_the_files_follow_later(office, monkeypatch, fault):
    note(office, 300)
    office.sequence()
    note(office, 300)

    def full(*_):
        raise fault

    with monkeypatch.context() as patch:
        patch.setattr(tiles.TileStore, "_write", full)
        with pytest.raises(OSError, match=fault.strerror):
            office.sequence()
    office.sequence()
    assert_whole(office)
    assert LogEntry.objects.filter(event="console:call:viewed").count() == 600


@pytest.mark.usefixtures("scope")
def test_of_two_sequencers_at_once_neither_repeats_the_other(office, monkeypatch):
    monkeypatch.setattr(sequencing, "BATCH", 100)
    note(office, 250)
    real, other = sequencing.publish, []

    def overtaken(*words):
        if not other:
            other.append(None)
            other.append(office.sequence())
        return real(*words)

    waiting = OutboxEntry.objects.count()
    monkeypatch.setattr(sequencing, "publish", overtaken)
    assert office.sequence() + other[1] == waiting
    assert_whole(office)


@pytest.mark.usefixtures("scope")
@pytest.mark.parametrize("days", [-400, 400])
def test_a_clock_that_jumps_changes_no_order_and_no_tree(office, days):
    note(office, 20)
    office.sequence()
    note(office, 20)
    sequence(office.tenant, office.desk.keys, office.log, Millis(office.now + days * 86_400_000))
    note(office, 20)
    office.sequence()
    assert_whole(office)
    assert LogEntry.objects.filter(event="console:call:viewed").count() == 60


@pytest.mark.usefixtures("scope")
def test_the_files_can_be_derived_from_the_rows(office):
    note(office, 700)
    office.sequence()
    files = office.log / office.tenant
    before = {p.relative_to(files): p.read_bytes() for p in files.rglob("*") if p.is_file()}
    for path in before:
        (files / path).unlink()
    rebuild(office.tenant, office.log, office.now)
    after = {p.relative_to(files): p.read_bytes() for p in files.rglob("*") if p.is_file()}
    assert after == before


@pytest.mark.usefixtures("scope")
def test_payloads_are_sealed_and_padded(office):
    note(office, 1, CallId("9" * 32))
    office.sequence()
    row = LogEntry.objects.get(call="9" * 32)
    assert b"console" not in bytes(row.payload)
    assert {len(bytes(r.payload)) % 256 for r in LogEntry.objects.all()} == {29}


def test_two_tenants_have_two_logs(office, other_tenant):
    sequence(other_tenant, office.desk.keys, office.log, office.now)
    office.sequence()
    assert (office.log / other_tenant / "checkpoint").read_text() != (
        office.log / office.tenant / "checkpoint"
    ).read_text()


@pytest.mark.usefixtures("scope")
@pytest.mark.parametrize("step", ["hold_log", "publish"])
def test_of_two_workers_at_once_each_entry_is_logged_once(office, monkeypatch, step):
    """The other worker comes before the lock, or between rows and files; within the lock it would wait."""
    note(office, 300)
    real, calls = getattr(sequencing, step), []

    def late(*words):
        calls.append(words)
        if len(calls) == 2:
            sequence(office.tenant, office.desk.keys, office.log, office.now)
        return real(*words)

    waiting = OutboxEntry.objects.count()
    with monkeypatch.context() as patch:
        patch.setattr(sequencing, step, late)
        office.sequence()
    assert LogEntry.objects.count() == waiting
    assert LogEntry.objects.filter(event="console:call:viewed").count() == 300
    assert OutboxEntry.objects.count() == 0
    assert_whole(office)


@pytest.mark.usefixtures("scope")
def test_what_comes_in_while_a_batch_is_logged_waits_for_the_next(office, monkeypatch):
    note(office, 5)
    real, told = bulk.waiting, []

    def waiting(most):
        rows = real(most)
        if not told:
            told.append(len(rows))
            note(office, 3)
        return rows

    monkeypatch.setattr(bulk, "waiting", waiting)
    assert office.sequence() == told[0] + 3
    assert LogEntry.objects.filter(event="console:call:viewed").count() == 8
    assert_whole(office)


@pytest.mark.usefixtures("scope")
def test_a_clock_that_goes_back_changes_neither_order_nor_heads(office):
    note(office, 3)
    office.sequence()
    record(Entry(AuditEvent.SIGN_IN, office.tenant, Millis(office.now - 10**9), "p", office.tenant))
    office.sequence(Millis(office.now - 10**9))
    assert LogEntry.objects.order_by("-index")[0].event == "account:sign_in"
    assert_whole(office)
