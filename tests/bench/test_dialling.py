from __future__ import annotations

import socket
import threading

import pytest

from rufschutz.bench import dialling
from rufschutz.bench.dialling import Dialler
from rufschutz.bench.errors import BenchError
from rufschutz.voice.sip.messages import read
from rufschutz.voice.sip.replies import reply


class Server:
    """Answers everything with what a test wants, and loses every so many."""

    def __init__(self, codes=(100, 200), loses=0):
        self.seen, self._codes, self._loses, self._count = [], codes, loses, 0
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self._socket.settimeout(0.1)
        self.port = self._socket.getsockname()[1]
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._serve)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._over.set()
        self._thread.join()
        self._socket.close()

    def _serve(self):
        while True:
            try:
                data, source = self._socket.recvfrom(65_536)
            except TimeoutError:
                if self._over.is_set():
                    return
                continue
            request = read(data)
            self._count += 1
            if self._loses and self._count % self._loses == 0:
                continue
            self.seen.append(request.method)
            for code in self._codes if request.method != "ACK" else ():
                self._socket.sendto(bytes(reply(request, code, tag="t")), source)


def test_a_set_up_is_invite_ack_and_bye():
    with Server() as server, Dialler("praxis", server.port) as caller:
        made = caller.set_up(5, 1)
    assert server.seen == ["INVITE", "ACK", "BYE"] * 5
    assert (made.done, made.refused, made.repeated) == (5, 0, 0)


def test_so_many_are_under_way_at_once():
    with Server() as server, Dialler("praxis", server.port) as caller:
        caller.set_up(8, 4)
    assert server.seen[:4] == ["INVITE"] * 4


def test_options_are_asked_and_answered():
    with Server() as server, Dialler("praxis", server.port) as caller:
        assert caller.ask(7, 3).done == 7
    assert server.seen == ["OPTIONS"] * 7


def test_a_refused_call_is_acknowledged_and_counted():
    server = Server(codes=(503,))
    with server, Dialler("praxis", server.port) as caller:
        assert caller.set_up(3, 1).refused == 3
    assert server.seen == ["INVITE", "ACK"] * 3


def test_what_is_lost_is_sent_again(monkeypatch):
    monkeypatch.setattr(dialling, "REPEAT_AFTER", 0.02)
    with Server(loses=4) as server, Dialler("praxis", server.port) as caller:
        made = caller.set_up(6, 2)
    assert made.done == 6
    assert made.repeated > 0


def test_a_server_that_is_gone_is_not_waited_for(monkeypatch):
    monkeypatch.setattr(dialling, "PATIENCE", 0.1)
    with Server(codes=()) as server, Dialler("praxis", server.port) as caller, pytest.raises(BenchError):
        caller.set_up(1, 1)
