"""The worker's answers to voice: what may follow from a number that calls.

Decides who is answered at all and that nothing stops the worker for it; what follows from a
number is `domain.consent.known`'s. One thread answers one question after the other. Only the
group of the run directory can ask, a number is in no log, and the key of the index stays here.
Without this socket callers are asked in full, so a fault here costs nobody a call.
"""

from __future__ import annotations

import contextlib
import logging
import os
import socket
import threading
import time
from typing import TYPE_CHECKING, Final, Protocol

from django.db import DatabaseError, InterfaceError, connections

from rufschutz.core.errors import CoreError
from rufschutz.handover.codec import RecordError
from rufschutz.handover.lookup import (
    FORMAT,
    LONGEST,
    MODE,
    SOCKET,
    LookupAnswer,
    address,
    line_of,
    read_request,
)
from rufschutz.vault.errors import VaultError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from rufschutz.domain.consent.known import Known
    from rufschutz.handover.lookup import LookupRequest

log = logging.getLogger(__name__)

UNFINISHED: Final = f".{SOCKET}.new"
"""Its name until it is ready: what a killed worker left so is replaced by the next one."""

WAITING: Final = 256
"""Questions that may wait; whoever asks gives up sooner than they are many."""

DRIBBLE_SECONDS: Final = 0.2
"""Whoever takes longer to write a question has long given up."""

WORTH_TRYING: Final = 0.1
"""Seconds after which voice has nearly given up: a database that took so long to fail is not asked again."""

POLL_SECONDS: Final = 0.2
END_SECONDS: Final = 2.0


class Book(Protocol):
    """Where the answers come from."""

    def known(self, request: LookupRequest) -> Known:
        """Return what may follow from a number."""

    def answered(self, request: LookupRequest, known: Known) -> None:
        """Do what is to be done once voice has its answer."""


class Answering:
    """Answers from `open` to `close`, out of ``book``."""

    def __init__(self, run: Path, book: Book, passed: Callable[[], float] = time.monotonic) -> None:
        self._run = run
        self._book = book
        self._passed = passed
        self._listening: socket.socket | None = None
        self._inode = 0
        self._over = threading.Event()
        self._thread: threading.Thread | None = None

    def open(self) -> bool:
        """Put the socket in place, even of a killed worker's, and answer; say whether that went well."""
        listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            self._inode = _put_in_place(listening, self._run)
        except OSError as error:
            listening.close()
            log.warning("voice cannot ask about numbers: %s", os.strerror(error.errno or 0))
            return False
        listening.settimeout(POLL_SECONDS)
        self._listening = listening
        self._thread = threading.Thread(target=self._serve, args=(listening,), name="answering", daemon=True)
        self._thread.start()
        return True

    def close(self) -> None:
        """Answer no more and take the socket away, unless another worker has put its own there."""
        thread, listening = self._thread, self._listening
        self._thread = self._listening = None
        if thread is None or listening is None:
            return
        self._over.set()
        thread.join(END_SECONDS)
        listening.close()
        with contextlib.suppress(OSError):
            if (self._run / SOCKET).lstat().st_ino == self._inode:
                (self._run / SOCKET).unlink()

    def _serve(self, listening: socket.socket) -> None:
        while not self._over.is_set():
            try:
                asking, _ = listening.accept()
            except TimeoutError:
                continue
            except OSError as error:  # no descriptor is free, say: the next question may find one
                log.warning("a question of voice was not taken: %s", os.strerror(error.errno or 0))
                self._over.wait(POLL_SECONDS)
                continue
            with asking:
                self._one(asking)
        connections.close_all()

    def _one(self, asking: socket.socket) -> None:
        asking.settimeout(DRIBBLE_SECONDS)
        try:
            request = read_request(_line(asking))
            known = self._known(request)
            answer = LookupAnswer(FORMAT, known.never_record, tuple(sorted(known.consented)))
            asking.sendall(line_of(answer))
            asking.shutdown(socket.SHUT_RDWR)
            self._book.answered(request, known)
        except (OSError, RecordError, DatabaseError, VaultError, CoreError) as error:
            log.warning("a question of voice had no answer: %s", type(error).__name__)
        except Exception as error:  # noqa: BLE001 - supervisor: the next caller's question is another one
            log.error("a question of voice failed: %s", type(error).__name__)  # noqa: TRY400 - its words may hold a number
        else:
            return
        connections.close_all()  # this thread's; a database that was away is met anew

    def _known(self, request: LookupRequest) -> Known:
        """Ask the book, once more over a new connection where the old one had died with its server.

        It lies idle between two calls, so nobody notices that before the next caller does. Where the
        fault itself took longer than voice waits, the second answer would come too late.
        """
        began = self._passed()
        try:
            return self._book.known(request)
        except (DatabaseError, InterfaceError):
            if self._passed() - began > WORTH_TRYING:
                raise
            connections.close_all()
            return self._book.known(request)


def _put_in_place(listening: socket.socket, run: Path) -> int:
    """Bind under another name, restrict it, then rename: nobody meets it half made. Return its inode."""
    (run / UNFINISHED).unlink(missing_ok=True)
    with address(run, UNFINISHED) as name:
        listening.bind(name)
    (run / UNFINISHED).chmod(MODE)
    listening.listen(WAITING)
    inode = (run / UNFINISHED).lstat().st_ino
    (run / UNFINISHED).rename(run / SOCKET)
    return inode


def _line(asking: socket.socket) -> bytes:
    line = b""
    while not line.endswith(b"\n") and len(line) <= LONGEST:
        piece = asking.recv(LONGEST)
        if not piece:
            break
        line += piece
    return line
