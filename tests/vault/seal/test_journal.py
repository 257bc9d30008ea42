"""A journal is begun durably, holds only sealed sound, and can be destroyed at any moment."""

from __future__ import annotations

import dataclasses
import errno
import os
from typing import TYPE_CHECKING

import pytest

from rufschutz.domain.ids import ArtefactId
from rufschutz.handover import durable
from rufschutz.vault.open.journal import JournalState, WrapMissing, read_journal
from rufschutz.vault.seal.journal import (
    JournalClosed,
    JournalRemains,
    JournalUnwritable,
    JournalWriter,
    destroy_journal,
    journal_path,
    wrap_path,
)
from rufschutz.vault.seal.suite import SuiteError

if TYPE_CHECKING:
    from pathlib import Path

    from rufschutz.handover.plan import IngestKey
    from rufschutz.vault.open.suite import PrivateIngestKey
    from rufschutz.vault.seal.journal import JournalHead

VOICE = b"a voice!"


def refuse(*_: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def half_written(descriptor: int, data: bytes) -> None:
    os.write(descriptor, data[: len(data) // 2])
    refuse()


def names(directory: Path) -> list[str]:
    return sorted(path.name for path in directory.iterdir())


def test_the_wrap_is_durable_before_the_journal_exists(
    tmp_path: Path, head: JournalHead, ingest_key: IngestKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[list[str]] = []
    real = os.fsync

    def noted(descriptor: int) -> None:
        seen.append(names(tmp_path))
        real(descriptor)

    monkeypatch.setattr(os, "fsync", noted)
    JournalWriter.create(tmp_path, head, ingest_key).destroy()
    assert seen[:4] == [["a1.wrap"]] * 2 + [["a1.journal", "a1.wrap"]] * 2


@pytest.mark.rule("R12")
def test_no_sound_reaches_the_disk_in_the_clear(journal: JournalWriter) -> None:
    journal.append(VOICE)
    journal.gap(100, "full_text")
    journal.final()
    for path in (journal.journal, journal.wrap):
        assert VOICE not in path.read_bytes()
        assert b"full_text" not in path.read_bytes()


def test_sound_longer_than_a_second_becomes_a_record_a_second(
    journal: JournalWriter, private: PrivateIngestKey
) -> None:
    journal.append(b"x" * 25)
    journal.append(b"")
    journal.final()
    opened = read_journal(journal.journal, journal.wrap, private)
    assert [len(part.data) for part in opened.parts] == [10, 10, 5]  # type: ignore[union-attr]


def test_an_artefact_is_begun_once(
    tmp_path: Path,
    journal: JournalWriter,
    head: JournalHead,
    ingest_key: IngestKey,
    private: PrivateIngestKey,
) -> None:
    journal.append(b"first")
    with pytest.raises(FileExistsError):
        JournalWriter.create(tmp_path, head, ingest_key)
    journal.final()
    assert read_journal(journal.journal, journal.wrap, private).sound() == b"first"


def test_a_journal_that_lies_there_without_a_wrap_is_not_written_over(
    tmp_path: Path, head: JournalHead, ingest_key: IngestKey
) -> None:
    journal_path(tmp_path, head.artefact).write_bytes(b"old")
    with pytest.raises(FileExistsError):
        JournalWriter.create(tmp_path, head, ingest_key)
    assert names(tmp_path) == ["a1.journal"]


def test_an_id_that_leads_elsewhere_is_refused(
    tmp_path: Path, head: JournalHead, ingest_key: IngestKey
) -> None:
    with pytest.raises(durable.UnsafeName):
        JournalWriter.create(tmp_path, dataclasses.replace(head, artefact=ArtefactId("../a")), ingest_key)


def test_another_suite_is_refused_before_anything_is_written(
    tmp_path: Path, head: JournalHead, ingest_key: IngestKey
) -> None:
    with pytest.raises(SuiteError):
        JournalWriter.create(tmp_path, head, dataclasses.replace(ingest_key, suite="rot13/1"))
    with pytest.raises(SuiteError):
        JournalWriter.create(tmp_path, dataclasses.replace(head, suite="rot13/1"), ingest_key)
    assert names(tmp_path) == []


@pytest.mark.rule("R17")
@pytest.mark.parametrize("moment", ["begun", "recording", "final", "closed"])
def test_destroying_leaves_neither_key_nor_wrap_nor_journal(
    tmp_path: Path, journal: JournalWriter, moment: str
) -> None:
    if moment != "begun":
        journal.append(VOICE)
    if moment == "final":
        journal.final()
    if moment == "closed":
        journal.close()
    journal.destroy()
    assert names(tmp_path) == []
    journal.destroy()
    with pytest.raises(JournalClosed):
        journal.append(VOICE)


def test_the_key_is_overwritten_when_the_journal_ends(journal: JournalWriter) -> None:
    memory = journal._key.expose()
    journal.final()
    assert memory == bytes(32)


@pytest.mark.parametrize("act", ["append", "gap", "final"])
def test_a_final_journal_takes_no_more(journal: JournalWriter, act: str) -> None:
    journal.final()
    journal.sync()
    arguments = {"append": (b"x",), "gap": (1, "x"), "final": ()}[act]
    with pytest.raises(JournalClosed):
        getattr(journal, act)(*arguments)


def test_a_destruction_interrupted_after_the_wrap_leaves_nothing_to_open(
    journal: JournalWriter, private: PrivateIngestKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal.append(VOICE)
    real = durable.remove

    def only_the_wrap(path: Path) -> None:
        if path == journal.journal:
            refuse()
        real(path)

    with monkeypatch.context() as disk:
        disk.setattr(durable, "remove", only_the_wrap)
        with pytest.raises(JournalRemains, match=r"a1\.journal could not be removed"):
            journal.destroy()
    with pytest.raises(WrapMissing):
        read_journal(journal.journal, journal.wrap, private)
    journal.destroy()
    assert not journal.journal.exists()


def test_absence_is_read_back(journal: JournalWriter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(durable, "remove", lambda path: None)
    with pytest.raises(JournalRemains, match=r"a1\.wrap is still there"):
        journal.destroy()


def test_anyone_who_may_delete_can_finish_a_destruction(tmp_path: Path, journal: JournalWriter) -> None:
    journal.final()
    destroy_journal(tmp_path, ArtefactId("a1"))
    destroy_journal(tmp_path, ArtefactId("a1"))
    assert names(tmp_path) == []
    assert wrap_path(tmp_path, ArtefactId("a1")).name == "a1.wrap"


def test_a_full_disk_keeps_what_was_sealed_before(
    journal: JournalWriter, private: PrivateIngestKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal.append(b"kept")
    monkeypatch.setattr(durable, "write_all", half_written)
    with pytest.raises(JournalUnwritable, match="No space"):
        journal.append(b"lost")
    with pytest.raises(JournalClosed):
        journal.append(b"more")
    opened = read_journal(journal.journal, journal.wrap, private)
    assert (opened.sound(), opened.state) == (b"kept", JournalState.CUT_SHORT)


def test_a_disk_that_does_not_take_the_sound_ends_the_journal(
    journal: JournalWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "fdatasync", refuse)
    with pytest.raises(JournalUnwritable, match="not durable"):
        journal.sync()
    with pytest.raises(JournalClosed):
        journal.append(b"more")


@pytest.mark.parametrize("ending", [".wrap", ".journal"])
def test_a_journal_that_cannot_begin_leaves_nothing(
    tmp_path: Path, head: JournalHead, ingest_key: IngestKey, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    real = os.open

    def full_for(path: Path, flags: int, mode: int = 0o777) -> int:
        if str(path).endswith(ending):
            refuse()
        return real(path, flags, mode)

    monkeypatch.setattr(os, "open", full_for)
    with pytest.raises(JournalUnwritable, match="No space"):
        JournalWriter.create(tmp_path, head, ingest_key)
    assert names(tmp_path) == []
