"""The check names every difference by itself, and raises no alarm over what is in the making.

Each difference is made as it would come about: a row, a wrap, a file is really taken away.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from rufschutz.core.audit.models import LogEntry, LogShard, OutboxEntry
from rufschutz.core.calls.models import Call, TimelineEntry
from rufschutz.core.completeness import streams
from rufschutz.core.completeness.actions import check as module
from rufschutz.core.completeness.actions.check import OURS, check
from rufschutz.core.completeness.models import Birth, Incident, StoreCheck
from rufschutz.core.ingest.models import SpoolPosition
from rufschutz.core.keys.models import VaultWrap
from rufschutz.core.recordings.models import QUARANTINE, Recording, State, Use
from rufschutz.core.retention.actions import run
from rufschutz.core.retention.models import Erasure
from rufschutz.domain.completeness.tally import Fate
from rufschutz.domain.ids import ArtefactId, BlobId
from rufschutz.domain.moments import DAY, Millis
from rufschutz.vault.seal.journal import journal_path, wrap_path

pytestmark = pytest.mark.usefixtures("scope")
LATER = 2 * 3600 * 1000
FAR = 60 * DAY


def seen(office, after=LATER):
    return check(office.tenant, office.desk, Millis(office.now + after))


def kinds():
    return sorted((row.kind, row.subject) for row in Incident.objects.filter(gone_at=None))


def swept(office, name="1", after=10 * DAY):
    caller = office.recorded(name)
    run([office.tenant], office.place, Millis(office.now + after))
    office.sequence()
    return caller


@pytest.mark.rule("R48")
def test_a_store_in_order_has_no_difference_and_its_figures_add_up(office):
    office.recorded("1")
    swept(office, "2", FAR)
    office.recorded("3", office.now + FAR)
    caller = office.call("4", office.now + FAR).start().yes().record().speak().destroy()
    caller.end("yes_then_star")
    office.take()
    done = seen(office, FAR + LATER)
    assert (done.found, done.new, kinds()) == (0, 0, [])
    born = [(day.born, day.of(Fate.STORED), day.of(Fate.UNSTORED), day.of(Fate.ERASED)) for day in done.days]
    assert born == [(2, 1, 1, 0), (2, 0, 0, 2)]
    assert (done.total.born, done.total.of(Fate.MISSING), done.blobs) == (4, 0, 1)


def test_what_a_dropped_year_of_the_log_told_of_is_no_difference(office):
    caller = swept(office)
    rows = LogEntry.objects.filter(subject=caller.artefact, event="retention:artefact:erased")
    LogShard.objects.create(
        tenant_id=office.tenant, year=2026, first=0, end=90, closed_at=office.now + 11 * DAY, dropped_at=1
    )
    rows.delete()
    assert (seen(office).found, kinds()) == (0, [])
    LogShard.objects.update(closed_at=office.now + 9 * DAY)
    assert {kind for kind, _ in (seen(office, LATER + 1) and kinds())} == {"erasure_without_entry"}


@pytest.mark.rule("R48")
def test_a_running_call_is_no_difference(office):
    office.call("1").start().yes().record().speak()
    office.call("2").begin_journal()
    kept = office.call("3").start().yes().record().speak().keep()
    office.take()
    assert seen(office, 0).found == 0
    kept.end("yes_and_recorded")
    office.take()
    assert seen(office, 1000).found == 0
    office.archive()
    assert seen(office, 2000).found == 0


def blob_path(office, row):
    return next(path for path in office.desk.blobs._root.glob(f"??/{row.blob}"))


def row_without_blob(office):
    row = Recording.objects.get(id=office.recorded().artefact)
    blob_path(office, row).unlink()
    return row.id


def blob_without_row(office):
    with office.desk.blobs.put(BlobId("7" * 32)) as file:
        file.write(b"?")
    return "7" * 32


def wrap_without_row(office):
    name = office.recorded().artefact
    for table in (Birth, Recording):
        table.objects.filter(id=name).delete()
    Use.objects.all().delete()
    TimelineEntry.objects.filter(kind="recording_started").delete()
    return name


def row_without_wrap(office):
    name = office.recorded().artefact
    VaultWrap.objects.filter(artefact=name).delete()
    return name


def row_without_birth(office):
    office.recorded("0", office.now - 3 * DAY)
    name = office.recorded().artefact
    Birth.objects.filter(id=name).delete()
    return name


def birth_without_row(office):
    caller = office.call().start().yes().record().speak()
    office.take()
    Recording.objects.filter(id=caller.artefact).delete()
    Use.objects.all().delete()
    return caller.artefact


def wrap_without_use(office):
    caller = office.recorded()
    Use.objects.update(ended_at=office.now)
    return caller.artefact


def use_without_wrap(office):
    caller = office.recorded()
    told = Use.objects.values().get() | {"id": None, "purpose": "quality"}
    Use.objects.create(**told)
    return caller.artefact


def use_without_row(office):
    caller = swept(office)
    Recording.objects.all().delete()
    Use.objects.update(ended_at=None)
    return caller.artefact


def row_without_journal(office):
    caller = office.call().start().yes().record().speak().keep().end("yes_and_recorded")
    office.take()
    for path in (journal_path, wrap_path):
        path(office.desk.journals, caller.artefact).unlink()
    return caller.artefact


def journal_damaged(office):
    caller = office.call().start().yes().record().speak().keep().end("yes_and_recorded")
    path = journal_path(office.desk.journals, caller.artefact)
    data = bytearray(path.read_bytes())
    data[-40] ^= 1
    path.write_bytes(data)
    office.take()
    office.archive()
    assert Recording.objects.get().state == State.DAMAGED
    return caller.artefact


def journal_without_row(office):
    caller = office.call().begin_journal()
    aged(office, caller.artefact)
    return caller.artefact


def journal_left_behind(office):
    name = office.recorded().artefact
    journal_path(office.desk.journals, name).write_bytes(b"left")
    aged(office, name)
    return name


def aged(office, name):
    os.utime(journal_path(office.desk.journals, ArtefactId(name)), (office.now / 1000, office.now / 1000))


def gone_without_erasure(office):
    caller = swept(office)
    Erasure.objects.filter(artefact=caller.artefact).delete()
    return caller.artefact


def row_after_erasure(office):
    name = office.recorded().artefact
    row = Recording.objects.get(id=name)
    Erasure.objects.create(
        id="e" * 32, tenant_id=office.tenant, artefact=name, kind=row.kind, rule=row.rule, state="logged",
        because="sweep", destroyed_at=office.now, clock="real",
    )  # fmt: skip
    OutboxEntry.objects.create(
        tenant_id=office.tenant, event="retention:artefact:erased", at=office.now, subject=name, payload="{}"
    )
    return name


def wrap_after_erasure(office):
    office.recorded("0", office.now + FAR)
    wrap = VaultWrap.objects.get()
    caller = swept(office)
    wrap.id, wrap.artefact = "f" * 32, caller.artefact
    wrap.save(force_insert=True)
    return caller.artefact


def blob_after_erasure(office):
    caller = swept(office)
    blob = Erasure.objects.get(artefact=caller.artefact).blob
    with office.desk.blobs.put(BlobId(blob)) as file:
        file.write(b"back again")
    return blob


def erasure_unfinished(office):
    caller = swept(office)
    Erasure.objects.filter(artefact=caller.artefact).update(
        state="wraps_destroyed", destroyed_at=office.now - 2 * DAY
    )
    return caller.artefact


def erasure_without_entry(office):
    caller = swept(office)
    LogEntry.objects.filter(subject=caller.artefact, event="retention:artefact:erased").delete()
    return caller.artefact


def quarantine_too_long(office):
    name = office.recorded().artefact
    Recording.objects.update(kind=QUARANTINE, state=State.QUARANTINED, due_at=office.now)
    return name


def call_tells_otherwise(office):
    caller = office.recorded()
    TimelineEntry.objects.filter(kind="recording_started").delete()
    return caller.id


def spool_stopped(office):
    SpoolPosition.objects.create(writer="voice-9", epoch=1, damaged_line=3, fault="?", read_at=office.now)
    return "voice-9-1.spool"


SEEDS = [
    row_without_blob, blob_without_row, wrap_without_row, row_without_wrap, row_without_birth,
    birth_without_row, wrap_without_use, use_without_wrap, use_without_row,
    row_without_journal, journal_damaged, journal_without_row,
    journal_left_behind, gone_without_erasure, row_after_erasure, wrap_after_erasure, blob_after_erasure,
    erasure_unfinished, erasure_without_entry, quarantine_too_long, call_tells_otherwise,
    spool_stopped,
]  # fmt: skip


@pytest.mark.rule("R48")
@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: seed.__name__)
def test_a_seeded_difference_is_found_and_named(office, seed):
    subject = seed(office)
    found = seen(office)
    assert (seed.__name__, subject) in kinds()
    assert {kind for kind, _ in kinds()} <= {seed.__name__, *ALSO.get(seed.__name__, ())}
    assert found.new == len(kinds())
    assert seen(office, LATER + 5).new == 0


ALSO = {
    "birth_without_row": {"call_tells_otherwise"},
    "use_without_row": {"call_tells_otherwise"},
    "wrap_without_row": {"blob_without_row"},
}
"""What else is true of it."""


def test_every_difference_that_this_check_finds_has_a_seed():
    assert {*(seed.__name__ for seed in SEEDS), "journals_unseen"} == {kind.value for kind in OURS}


def closed(patched, office):
    """Let the process not into the directory of journals, as its modes would for a user of another group."""
    real = os.scandir

    def scandir(path="."):
        if Path(path) == office.desk.journals:
            raise PermissionError(13, "Permission denied")
        return real(path)

    patched.setattr(os, "scandir", scandir)


@pytest.mark.rule("R48")
def test_journals_that_the_check_may_not_look_at_are_a_difference_and_nothing_of_them_is_gone(
    office, monkeypatch
):
    lost = row_without_journal(office)
    seen(office)
    with monkeypatch.context() as patched:
        closed(patched, office)
        done = seen(office, LATER + 5)
    assert (done.found, done.new, done.gone) == (1, 1, 0)
    assert kinds() == [("journals_unseen", "journals"), ("row_without_journal", lost)]
    assert seen(office, LATER + 10).gone == 1
    assert kinds() == [("row_without_journal", lost)]


@pytest.mark.rule("R48")
def test_a_difference_that_is_gone_is_said_so_and_stays_open(office):
    name = row_without_blob(office)
    row = Recording.objects.get()
    seen(office)
    with office.desk.blobs.put(BlobId(row.blob)) as file:
        file.write(b"found again")
    assert seen(office, LATER + 5).gone == 1
    incident = Incident.objects.get(subject=name)
    assert (incident.gone_at, incident.closed_at) == (office.now + LATER + 5, None)


def test_the_check_stands_in_the_log_and_on_a_row_with_counts_alone(office):
    row_without_blob(office)
    seen(office)
    entry = json.loads(OutboxEntry.objects.get(event="retention:store:checked").payload)
    assert {name: entry["details"][name] for name in ("things", "found", "new", "open", "born")} == {
        "things": 1, "found": 1, "new": 1, "open": 1, "born": 1,
    }  # fmt: skip
    row = StoreCheck.objects.get()
    assert (row.counts["found"], row.fates, row.more) == (1, [-1, 1, 0, 0, 0, 0], False)


def test_another_tenant_s_blob_is_no_difference_and_nobody_s_is_everybody_s(office, other_tenant):
    blob_without_row(office)
    office.recorded()
    seen(office)
    check(other_tenant, office.desk, Millis(office.now + LATER))
    assert kinds() == [("blob_without_row", "7" * 32)]
    from rufschutz.core.base import tenant_scope

    with tenant_scope(other_tenant):
        assert kinds() == [("blob_without_row", "7" * 32)]


@pytest.mark.rule("R48")
def test_what_dies_between_the_two_looks_is_no_difference(office, monkeypatch):
    office.recorded()
    again = module._again

    def late(*args):
        run([office.tenant], office.place, Millis(office.now + FAR))
        return again(*args)

    monkeypatch.setattr(module, "_again", late)
    monkeypatch.setattr(module, "differences", lambda *_: ())
    for look in range(2):
        if look:
            monkeypatch.setattr(module, "differences", streams_differences)
        assert seen(office).found == 0


def streams_differences(thing, now):
    from rufschutz.domain.completeness.artefact import differences

    return differences(thing, now)


@pytest.mark.parametrize("step", ["_again", "_write", "_finish"])
def test_killed_at_any_step_the_next_check_finds_the_same_once(office, monkeypatch, step):
    row_without_wrap(office)
    blob_without_row(office)
    with monkeypatch.context() as patched:
        patched.setattr(module, step, lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            seen(office)
    seen(office, LATER + 1)
    assert [kind for kind, _ in kinds()] == ["blob_without_row", "row_without_wrap"]
    assert Incident.objects.count() == 2
    assert StoreCheck.objects.count() == 1


def test_two_checks_at_once_write_a_difference_once(office, monkeypatch):
    row_without_wrap(office)
    again = module._again

    def second(*args):
        monkeypatch.setattr(module, "_again", again)
        seen(office, LATER + 1)
        return again(*args)

    monkeypatch.setattr(module, "_again", second)
    seen(office)
    row = Incident.objects.get()
    assert (row.last_seen_at, row.gone_at) == (office.now + LATER + 1, None)


@pytest.mark.parametrize("page", [1, 2, 3])
def test_pages_cut_nothing(office, monkeypatch, page):
    for name in "12345":
        office.recorded(name)
    whole = [found.thing for found in streams.everything(office.tenant)]
    monkeypatch.setattr(streams, "PAGE", page)
    assert [found.thing for found in streams.everything(office.tenant)] == whole
    assert len(whole) == 5
    assert all(thing.wraps == thing.uses == 1 for thing in whole)


def test_more_than_it_writes_down_is_said(office, monkeypatch):
    monkeypatch.setattr(module, "MOST", 1)
    office.recorded("1")
    office.recorded("2")
    VaultWrap.objects.all().delete()
    assert seen(office).more
    assert Incident.objects.count() == 1
    assert Call.objects.count() == 2


@pytest.mark.rule("R48")
def test_a_clock_that_ran_ahead_leaves_nothing_standing(office):
    name = row_without_blob(office)
    seen(office, FAR)
    assert seen(office).found == 1
    assert StoreCheck.objects.get().at == office.now + LATER
    row = Recording.objects.get(id=name)
    with office.desk.blobs.put(BlobId(row.blob)) as file:
        file.write(b"found again")
    assert seen(office, LATER + 5).gone == 1
    blob_path(office, row).unlink()
    assert seen(office, LATER + 6).new == 0
    assert Incident.objects.get().gone_at is None


@pytest.mark.rule("R48")
def test_where_the_disk_does_not_answer_nothing_is_claimed(office, monkeypatch):
    row_without_blob(office)
    seen(office)
    office.recorded("2")

    def broken(_):
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as patched:
        patched.setattr(office.desk.blobs, "absent", broken)
        with pytest.raises(OSError, match="Input/output"):
            seen(office, LATER + 5)
    assert Incident.objects.get().gone_at is None
    assert StoreCheck.objects.count() == 1
    assert (seen(office, LATER + 6).found, Incident.objects.count()) == (1, 1)


@pytest.mark.rule("R48")
def test_a_held_call_has_a_key_more_and_a_restricted_one_has_that_alone(office, monkeypatch):
    caller = office.recorded()
    told = VaultWrap.objects.values().get()
    VaultWrap.objects.create(**told | {"id": "f" * 32, "purpose": "legal_claims"})
    assert seen(office).found == 1
    monkeypatch.setattr(module, "held", frozenset)
    assert seen(office, LATER + 5).found == 0
    VaultWrap.objects.filter(id=told["id"]).delete()
    assert seen(office, LATER + 6).found == 0
    assert kinds() == []
    assert Incident.objects.get().subject == caller.artefact
