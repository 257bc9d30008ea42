"""Files that differ from what was published are named and kept before anything is written in their place."""

from __future__ import annotations

import pytest

from rufschutz.core.audit import differing
from rufschutz.core.audit.actions import mending, rebuild, record
from rufschutz.core.audit.models import Checkpoint, LogEntry, LogHead, OutboxEntry
from rufschutz.core.audit.tiles import LogFilesDiffer, LogRowsDiffer, TileStore
from rufschutz.core.completeness.models import Incident
from rufschutz.domain.audit.entry import Entry
from rufschutz.domain.audit.verify import verify_log
from rufschutz.domain.audit.vocabulary import AuditEvent
from rufschutz.domain.moments import Millis

pytestmark = pytest.mark.usefixtures("scope")


class Crash(BaseException):
    """The process is gone."""


def note(office, count):
    for number in range(count):
        at = Millis(office.now + number)
        record(Entry(AuditEvent.CALL_VIEWED, office.tenant, at, "p", f"{number:032x}"))


@pytest.fixture
def files(office):
    """A log of a full tile and a partial one, as it is published; return its directory."""
    note(office, 300 - OutboxEntry.objects.count())
    office.sequence()
    assert LogHead.objects.get().published == 300
    return office.log / office.tenant


def grows(office):
    """Let the log grow, and let what was told about it be logged, too."""
    note(office, 5)
    office.sequence()
    head = LogHead.objects.get()
    assert (head.size, OutboxEntry.objects.count()) == (head.published, 0)


def faults(office):
    directory = office.log / office.tenant
    return verify_log(
        lambda path: (directory / path).read_bytes(), str(office.desk.keys.log_signer(office.tenant).key)
    )


def named():
    return sorted(Incident.objects.values_list("subject", flat=True))


def kept(files):
    return {
        path.relative_to(files / "differing").parts[1:]: path.read_bytes()
        for path in (files / "differing").rglob("*")
        if path.is_file()
    }


@pytest.mark.rule("R61")
@pytest.mark.parametrize("path", ["tile/0/001.p/44", "tile/entries/001.p/44", "tile/1/000.p/1", "checkpoint"])
def test_an_altered_file_is_an_incident_with_its_name_and_its_bytes_are_kept(office, files, path):
    forged = bytes(byte ^ 1 for byte in (files / path).read_bytes())
    (files / path).write_bytes(forged)
    grows(office)
    (name,) = named()
    assert name.startswith("the published checkpoint" if path == "checkpoint" else path)
    assert LogEntry.objects.filter(event=AuditEvent.INCIDENT_FOUND.value).count() == 1
    assert kept(files) == {tuple(path.split("/")): forged}
    assert faults(office) == []


@pytest.mark.parametrize("path", ["tile/0/001.p/44", "tile/entries/001.p/44", "checkpoint"])
def test_a_missing_file_is_an_incident_with_its_name(office, files, path):
    (files / path).unlink()
    grows(office)
    (name,) = named()
    assert name == ("the published checkpoint is missing" if path == "checkpoint" else f"{path} is missing")
    assert faults(office) == []


def test_with_one_that_stops_the_log_every_other_file_that_differs_is_named(office, files):
    (files / "tile/0/001.p/44").unlink()
    (files / "tile/0/000").write_bytes(b"?")
    (files / "tile/extra").write_bytes(b"of nobody")
    (files / "tile/entries/000").unlink()
    (files / "tile/entries/000").symlink_to(files / "checkpoint")
    grows(office)
    assert named() == [
        "tile/0/000 is not what was published",
        "tile/0/001.p/44 is missing",
        "tile/entries/000 is not what was published",
        "tile/extra is not what was published",
    ]
    assert {("tile", "0", "000"), ("tile", "extra")} <= kept(files).keys()
    assert not (files / "tile/entries/000").is_symlink()
    assert faults(office) == []


def test_a_file_that_lies_in_the_way_of_a_new_one_is_not_written_over(office, files):
    (files / "tile/0/001.p/49").write_bytes(b"was here first")
    grows(office)
    assert named() == ["tile/0/001.p/49 is not what was published"]
    assert kept(files) == {("tile", "0", "001.p", "49"): b"was here first"}


def test_an_altered_older_partial_tile_does_not_go_unseen_when_its_full_one_comes(office, files):
    note(office, 10)
    office.sequence()
    (files / "tile/0/001.p/44").write_bytes(b"x" * 44 * 32)
    note(office, 300)
    office.sequence()
    assert named() == ["tile/0/001.p/44 is not what was published"]
    assert kept(files) == {("tile", "0", "001.p", "44"): b"x" * 44 * 32}
    assert faults(office) == []


@pytest.mark.rule("R61")
def test_where_the_rows_were_altered_too_no_file_is_touched_and_entries_go_on(office, files):
    (files / "tile/0/001.p/44").write_bytes(b"?")
    LogEntry.objects.filter(index=7).update(leaf=b"x" * 38)
    first = Checkpoint.objects.filter(size__gt=7).order_by("size")[0].size
    before = {path: path.read_bytes() for path in files.rglob("*") if path.is_file()}
    note(office, 5)
    office.sequence()
    assert {path: path.read_bytes() for path in before} == before
    assert OutboxEntry.objects.count() == 0
    assert LogHead.objects.get().published == 300
    office.sequence()
    assert {f"checkpoint of {first}", "tile/0/001.p/44 is not what was published"} <= set(named())
    with pytest.raises(LogRowsDiffer, match="no file was touched"):
        rebuild(office.tenant, office.log, office.now)


def test_with_nobody_to_tell_nothing_is_mended(office, files, monkeypatch):
    monkeypatch.setattr(differing, "TELLERS", [])
    (files / "checkpoint").write_bytes(b"?")
    with pytest.raises(LogFilesDiffer, match="nobody"):
        rebuild(office.tenant, office.log, office.now)
    assert (files / "checkpoint").read_bytes() == b"?"


STEPS = ("mending.tell", "mending.derived", "TileStore.mend", "TileStore.move_aside", "TileStore._write")


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("step", STEPS)
def test_killed_between_any_two_steps_the_next_run_tells_keeps_and_mends(
    office, files, monkeypatch, step, when
):
    (files / "tile/0/001.p/44").write_bytes(b"?")
    owner, name = step.split(".")
    place = {"mending": mending, "TileStore": TileStore}[owner]
    real = getattr(place, name)

    def dying(*words):
        if when == "after":
            real(*words)
        raise Crash

    note(office, 5)
    with monkeypatch.context() as patch:
        patch.setattr(place, name, dying)
        with pytest.raises(Crash):
            office.sequence()
    office.sequence()
    assert "tile/0/001.p/44 is not what was published" in named()
    assert kept(files) == {("tile", "0", "001.p", "44"): b"?"}
    assert faults(office) == []


def test_a_file_that_is_as_it_should_be_is_no_finding(office, files):
    assert rebuild(office.tenant, office.log, office.now) == ()
    assert (named(), kept(files)) == ([], {})
