"""The worker answers voice about a number, outlives every question, and replaces a fallen worker's socket."""

from __future__ import annotations

import contextlib
import errno
import logging
import socket
import stat
import time

import pytest
from django.db import DatabaseError, InterfaceError

from rufschutz.core.ingest import answering as module
from rufschutz.core.ingest.answering import UNFINISHED, Answering
from rufschutz.domain.consent.known import Known
from rufschutz.handover.lookup import (
    FORMAT,
    SOCKET,
    LookupAnswer,
    LookupRequest,
    address,
    line_of,
    read_answer,
)

NUMBER = "+493023125042"
REQUEST = LookupRequest(FORMAT, "tenant", "line", NUMBER)


class Record:
    """What is known, by number; ``error`` is raised in its place."""

    def __init__(self) -> None:
        self.numbers = {NUMBER: Known(never_record=True, consented=frozenset({"reminder", "recognise"}))}
        self.error = None
        self.once = []
        self.noted = []

    def known(self, request):
        if self.once:
            raise self.once.pop()
        if self.error is not None:
            raise self.error
        return self.numbers.get(request.number, Known())

    def answered(self, request, known):
        self.noted.append(known)


@pytest.fixture
def record():
    return Record()


@pytest.fixture
def answering(record, tmp_path):
    made = Answering(tmp_path, record)
    assert made.open()
    yield made
    made.close()


QUESTION = line_of(REQUEST)


def ask(run, line=QUESTION):
    with socket.socket(socket.AF_UNIX) as asking:
        asking.settimeout(5)
        with address(run) as name:
            asking.connect(name)
        asking.sendall(line)
        asking.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: asking.recv(4_096), b""))


@pytest.mark.usefixtures("answering")
def test_what_may_follow_is_told_and_nothing_else(tmp_path):
    assert read_answer(ask(tmp_path)) == LookupAnswer(FORMAT, True, ("recognise", "reminder"))


@pytest.mark.usefixtures("answering")
def test_what_is_to_be_done_of_it_is_done_once_voice_has_its_answer(record, tmp_path):
    ask(tmp_path)
    ask(tmp_path, b"hello\n")
    ask(tmp_path)
    deadline = time.monotonic() + 5
    while len(record.noted) < 2 and time.monotonic() < deadline:
        time.sleep(0.01)
    assert record.noted == 2 * [record.numbers[NUMBER]]


@pytest.mark.usefixtures("answering")
def test_the_group_of_the_directory_asks_and_nobody_else(tmp_path):
    assert stat.S_IMODE((tmp_path / SOCKET).lstat().st_mode) == 0o660


@pytest.mark.usefixtures("answering")
@pytest.mark.parametrize("error", [DatabaseError("away"), RuntimeError(NUMBER), KeyError(NUMBER)])
def test_a_question_that_fails_has_no_answer_and_the_next_one_has(record, tmp_path, caplog, error):
    caplog.set_level(logging.DEBUG)
    record.error = error
    assert ask(tmp_path) == b""
    record.error = None
    assert read_answer(ask(tmp_path)).never_record
    assert NUMBER[4:] not in caplog.text


@pytest.mark.parametrize("error", [DatabaseError("away"), InterfaceError("closed"), RuntimeError("?")])
@pytest.mark.usefixtures("answering")
def test_after_a_fault_the_database_is_met_anew(record, tmp_path, monkeypatch, error):
    closed = []
    monkeypatch.setattr(module.connections, "close_all", lambda: closed.append(True))
    record.error = error
    assert ask(tmp_path) == b""
    record.error = None
    assert read_answer(ask(tmp_path)).never_record
    assert closed


@pytest.mark.usefixtures("answering")
@pytest.mark.parametrize("error", [DatabaseError("server closed"), InterfaceError("connection closed")])
def test_the_first_question_after_the_database_was_restarted_is_answered(
    record, tmp_path, monkeypatch, error
):
    closed = []
    monkeypatch.setattr(module.connections, "close_all", lambda: closed.append(True))
    record.once = [error]
    assert read_answer(ask(tmp_path)).never_record
    assert closed == [True]


def test_a_database_that_took_too_long_to_fail_is_not_asked_again(record, tmp_path):
    moments = iter([0.0, 0.2])
    made = Answering(tmp_path, record, lambda: next(moments))
    assert made.open()
    try:
        record.once = [DatabaseError("slow")]
        assert ask(tmp_path) == b""
    finally:
        made.close()


def test_a_question_that_cannot_be_taken_ends_nothing(record, tmp_path, monkeypatch):
    full = [OSError(errno.EMFILE, "no more files")]
    accept = socket.socket.accept

    def taken(listening):
        if full:
            raise full.pop()
        return accept(listening)

    monkeypatch.setattr(socket.socket, "accept", taken)
    answering = Answering(tmp_path, record)
    assert answering.open()
    try:
        assert read_answer(ask(tmp_path)).never_record
    finally:
        answering.close()
    assert not full


@pytest.mark.usefixtures("answering")
@pytest.mark.parametrize("line", [b"", b"hello\n", b"x" * 9_000, line_of(REQUEST)[:-1]])
def test_what_is_no_question_has_no_answer(tmp_path, line):
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        assert ask(tmp_path, line) == b""
    assert read_answer(ask(tmp_path)).never_record


@pytest.mark.usefixtures("answering")
def test_who_dribbles_keeps_nobody_waiting(tmp_path):
    with socket.socket(socket.AF_UNIX) as slow:
        with address(tmp_path) as name:
            slow.connect(name)
        slow.sendall(b"{")
        began = time.monotonic()
        assert read_answer(ask(tmp_path)).never_record
        assert time.monotonic() - began < 2


def test_what_a_killed_worker_left_is_replaced(record, tmp_path):
    for name in (SOCKET, UNFINISHED):
        with socket.socket(socket.AF_UNIX) as fallen, address(tmp_path, name) as path:
            fallen.bind(path)
    answering = Answering(tmp_path, record)
    assert answering.open()
    assert read_answer(ask(tmp_path)).never_record
    answering.close()
    assert list(tmp_path.iterdir()) == []


def test_a_worker_that_ends_leaves_the_socket_of_its_successor(record, tmp_path):
    first, second = Answering(tmp_path, record), Answering(tmp_path, record)
    assert first.open()
    assert second.open()
    first.close()
    assert read_answer(ask(tmp_path)).never_record
    second.close()
    assert not (tmp_path / SOCKET).exists()


def test_where_no_socket_can_be_put_the_worker_works_on(record, tmp_path, caplog):
    answering = Answering(tmp_path / "away", record)
    assert not answering.open()
    answering.close()
    assert "cannot ask about numbers" in caplog.text
