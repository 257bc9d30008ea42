from __future__ import annotations

import dataclasses
import errno
import os
import threading

import pytest

from rufschutz.domain.call.events import EndedBy
from rufschutz.domain.call.facts import CallEnded, Head
from rufschutz.handover import durable
from rufschutz.handover.spool import acknowledge, read_head, read_lines, spool_files
from rufschutz.vault.errors import VaultError as SuiteError
from rufschutz.voice import spooler as module
from rufschutz.voice.spooler import Spooler


def fact(number):
    return CallEnded(Head(f"fact-{number}", "tenant-1", "line-1", "call-1", 0), EndedBy.CALLER, "refused")


@pytest.fixture
def spooler(kit, tmp_path):
    directory = tmp_path / "spool"
    directory.mkdir()
    made = Spooler(directory, "voice-a", kit.plan.spool_key)
    made.start()
    yield made
    made.close()


def store(spooler, number):
    done = threading.Event()
    spooler.store(fact(number), done.set)
    assert done.wait(5)


def lines(tmp_path):
    return [line for file in spool_files(tmp_path / "spool") for line in read_lines(file.path)]


def test_a_fact_is_told_durable_after_it_is_on_the_disk(spooler, tmp_path):
    store(spooler, 1)
    assert [line.envelope.fact for line in lines(tmp_path)] == ["fact-1"]
    assert b"refused" not in (spool_files(tmp_path / "spool")[0].path).read_bytes()


def test_facts_keep_their_order(spooler, tmp_path):
    for number in range(20):
        spooler.store(fact(number), lambda: None)
    store(spooler, 20)
    assert [line.envelope.sequence for line in lines(tmp_path)] == list(range(1, 22))


def test_a_new_key_begins_a_new_file(spooler, kit, tmp_path):
    store(spooler, 1)
    new = type(kit.plan.spool_key)("2030-01-02", kit.plan.spool_key.suite, kit.plan.spool_key.public_key)
    spooler.use_key(new)
    store(spooler, 2)
    assert [read_head(file.path).key_epoch for file in spool_files(tmp_path / "spool")] == [
        "2030-01-01",
        "2030-01-02",
    ]


def test_what_is_acknowledged_is_deleted_at_the_next_file(spooler, kit, tmp_path):
    store(spooler, 1)
    acknowledge(spool_files(tmp_path / "spool")[0].path, 1)
    spooler.use_key(
        type(kit.plan.spool_key)("2030-01-02", kit.plan.spool_key.suite, kit.plan.spool_key.public_key)
    )
    store(spooler, 2)
    assert [line.envelope.fact for line in lines(tmp_path)] == ["fact-2"]


def test_a_disk_that_refuses_delays_but_loses_nothing(spooler, tmp_path, monkeypatch):
    monkeypatch.setattr(module, "RETRY_SECONDS", 0.01)
    refusals = iter([OSError(28, "No space left on device")] * 3)
    sync = module.SpoolWriter.sync

    def full(self):
        if (error := next(refusals, None)) is not None:
            raise error
        sync(self)

    monkeypatch.setattr(module.SpoolWriter, "sync", full)
    store(spooler, 1)
    assert {line.envelope.fact for line in lines(tmp_path)} == {"fact-1"}


def test_no_fault_of_any_kind_ends_the_thread(spooler, tmp_path, monkeypatch):
    monkeypatch.setattr(module, "RETRY_SECONDS", 0.01)
    refusals = iter([SuiteError("no such suite"), ValueError("out of place")])
    create = module.SpoolSealer.create

    def refuse(key):
        if (error := next(refusals, None)) is not None:
            raise error
        return create(key)

    monkeypatch.setattr(module.SpoolSealer, "create", refuse)
    spooler.use_key(dataclasses.replace(spooler._key, epoch="2030-01-02"))
    store(spooler, 1)
    assert {line.envelope.fact for line in lines(tmp_path)} == {"fact-1"}


def test_a_loop_that_is_closed_keeps_no_fact_from_the_disk(spooler, tmp_path):
    def gone():
        raise RuntimeError("Event loop is closed")

    spooler.store(fact(1), gone)
    store(spooler, 2)
    assert [line.envelope.fact for line in lines(tmp_path)] == ["fact-1", "fact-2"]


@pytest.mark.rule("R17")
def test_what_the_disk_refuses_waits_in_memory_and_is_written_later(spooler, tmp_path, monkeypatch):
    full, write = [True], durable.write_all

    def write_all(descriptor, data):
        if full[0]:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        write(descriptor, data)

    monkeypatch.setattr(module, "RETRY_SECONDS", 0.01)
    monkeypatch.setattr(durable, "write_all", write_all)
    done = threading.Event()
    spooler.store(fact(1), lambda: None)
    spooler.store(fact(2), done.set)
    while not (spooler.state().refusal and spooler.state().waiting == 2):
        pass
    state = spooler.state()
    assert (state.since, state.refusal) == (0, "No space left on device")
    while spooler.state().failures < 3:
        pass
    assert spooler.state().refusal == "No space left on device"
    assert not done.is_set()
    full[0] = False
    assert done.wait(5)
    assert (spooler.state().waiting, spooler.state().refusal) == (0, "")
    assert [line.envelope.fact for line in lines(tmp_path)] == ["fact-1", "fact-2"]


def test_what_is_lost_at_the_end_is_said(spooler, monkeypatch, caplog):
    def refuse(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(durable, "write_all", refuse)
    spooler.store(fact(1), lambda: None)
    while not spooler.state().refusal:
        pass
    spooler.close()
    assert "1 facts are lost: No space left on device" in caplog.text


@pytest.mark.rule("R17")
@pytest.mark.parametrize("name", ["Copy of voice-0123456789ab-1.spool", "backup.spool"])
def test_a_file_that_is_not_ours_neither_keeps_voice_from_starting_nor_ends_the_writing(kit, tmp_path, name):
    (tmp_path / name).write_bytes(b"whatever\n")
    made = Spooler(tmp_path, "voice-a", kit.plan.spool_key)
    made.start()
    store(made, 1)
    made.close()


def test_what_others_left_never_ends_the_thread(kit, tmp_path, monkeypatch, caplog):
    def odd(_directory):
        raise ValueError("odd")

    monkeypatch.setattr(module, "collect_dead", odd)
    made = Spooler(tmp_path, "voice-a", kit.plan.spool_key)
    made.start()
    store(made, 1)
    assert not made.state().fell
    made.close()
    assert "old spool files stay for now: ValueError" in caplog.text


def test_a_thread_that_fell_is_told_and_so_is_the_age_of_what_it_never_took(kit, tmp_path):
    made = Spooler(tmp_path, "voice-a", kit.plan.spool_key)
    made._run = lambda: None
    made._thread = threading.Thread(target=made._run)
    assert not made.state().fell
    made.start()
    made._thread.join()
    late = dataclasses.replace(fact(1), head=dataclasses.replace(fact(1).head, at=70))
    made.store(late, lambda: None)
    made.store(fact(2), lambda: None)
    state = made.state()
    assert (state.waiting, state.since, state.fell) == (2, 70, True)
    made.close()
    assert not made.state().fell
