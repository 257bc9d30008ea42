from __future__ import annotations

import http.client
import io
import json
import socket
import threading
import urllib.error
import urllib.request

import pytest

from rufschutz.adapters.metrics import endpoint as module
from rufschutz.adapters.metrics.endpoint import HealthEndpoint, Told, listen


@pytest.fixture
def wrong():
    return []


@pytest.fixture
def endpoint(wrong):
    made = HealthEndpoint(Told(lambda: b"calls 1\n", lambda: (), lambda: tuple(wrong)))
    assert made.open("127.0.0.1", 0)
    yield made
    made.close()


def get(endpoint, path):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{endpoint.port}{path}", timeout=5) as answer:
            return answer.status, answer.read().decode(), answer.headers
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode(), error.headers


def test_it_shows_the_metrics_uncached(endpoint):
    status, body, headers = get(endpoint, "/metrics")
    assert (status, body) == (200, "calls 1\n")
    assert headers["Content-Type"].startswith("text/plain; version=0.0.4")
    assert headers["Cache-Control"] == "no-store"


def test_ready_says_what_is_wrong(endpoint, wrong):
    assert get(endpoint, "/health/ready")[:2] == (200, "ready\n")
    wrong += ["no plan is in force", "the disk refuses"]
    assert get(endpoint, "/health/ready")[:2] == (503, "no plan is in force\nthe disk refuses\n")
    assert get(endpoint, "/health/live")[:2] == (200, "live\n")


@pytest.mark.parametrize("path", ["/", "/metrics/", "/../../etc/passwd", "/metrics?x=1"])
def test_nothing_else_is_served(endpoint, path):
    assert get(endpoint, path)[0] == 404


def test_it_writes_no_access_log(endpoint, capfd):
    get(endpoint, "/metrics")
    get(endpoint, "/nothing")
    assert capfd.readouterr() == ("", "")


def test_who_connects_and_says_nothing_holds_it_up_for_his_time_at_most(endpoint, monkeypatch):
    monkeypatch.setattr(module, "_SECONDS", 0.1)
    with socket.create_connection(("127.0.0.1", endpoint.port)):
        assert get(endpoint, "/health/live")[0] == 200


class Dribbling:
    """A connection that always has one more byte, each a while after the last, and a clock that sees it."""

    def __init__(self, monkeypatch, seconds):
        self.now, self.read, self._seconds = 100.0, 0, seconds
        monkeypatch.setattr(module.time, "monotonic", lambda: self.now)

    def settimeout(self, seconds):
        assert 0 < seconds <= 2.0

    def recv_into(self, buffer):
        self.now += self._seconds
        self.read += 1
        buffer[:1] = b"x"
        return 1


def test_a_request_has_two_seconds_in_all_however_it_dribbles(monkeypatch):
    slow = Dribbling(monkeypatch, 0.3)
    with pytest.raises(TimeoutError):
        io.BufferedReader(module._Patience(slow, slow.now + 2.0)).readline()
    assert slow.read == 7


def test_a_request_is_read_so_far_and_no_further(monkeypatch):
    endless = Dribbling(monkeypatch, 0.0)
    assert len(io.BufferedReader(module._Patience(endless, endless.now + 2.0)).read()) == module._MOST


def test_who_dribbles_keeps_nobody_else_out(endpoint, monkeypatch):
    monkeypatch.setattr(module, "_SECONDS", 0.2)
    gone = threading.Event()
    with socket.create_connection(("127.0.0.1", endpoint.port)) as peer:
        dribble = threading.Thread(target=drip, args=(peer, gone))
        dribble.start()
        assert get(endpoint, "/health/live")[0] == 200
        assert gone.wait(5)
        dribble.join()


def drip(peer, gone):
    """Send a header without an end, byte by byte, until the other side has had enough."""
    try:
        peer.sendall(b"GET /metrics HTTP/1.1\r\nX: ")
        while not gone.wait(0.01):
            peer.sendall(b"x")
    except OSError:
        gone.set()


def test_the_end_waits_for_nobody_who_connects_and_says_nothing(monkeypatch):
    monkeypatch.setattr(module, "_SECONDS", 3_600.0)
    made = HealthEndpoint(Told(lambda: b"", lambda: (), lambda: ()))
    made.open("127.0.0.1", 0)
    server, thread = made._server, made._thread
    with socket.create_connection(("127.0.0.1", made.port)) as peer:
        peer.sendall(b"GET /metrics")
        while server._peer is None:
            pass
        made.close()
        assert not thread.is_alive()
        assert peer.recv(1) == b""


def test_the_end_waits_for_no_page_that_hangs(monkeypatch):
    monkeypatch.setattr(module, "_END_SECONDS", 0.05)
    asked, goes_on = threading.Event(), threading.Event()

    def hangs():
        asked.set()
        goes_on.wait(10)
        return b""

    made = HealthEndpoint(Told(hangs, lambda: (), lambda: ()))
    made.open("127.0.0.1", 0)
    thread = made._thread
    with socket.create_connection(("127.0.0.1", made.port)) as peer:
        peer.sendall(b"GET /metrics HTTP/1.1\r\n\r\n")
        assert asked.wait(5)
        made.close()
        assert thread.is_alive()
        goes_on.set()
        thread.join(5)


@pytest.mark.parametrize("nonsense", [b"\r\n\r\n", b"POST /metrics HTTP/1.1\r\n\r\n", b"\xff" * 70_000])
def test_nonsense_ends_nothing(endpoint, nonsense):
    with socket.create_connection(("127.0.0.1", endpoint.port)) as peer:
        peer.sendall(nonsense)
    assert get(endpoint, "/health/live")[0] == 200


def test_a_page_that_breaks_is_told_and_ends_nothing(caplog):
    def broken():
        raise ValueError

    made = HealthEndpoint(Told(broken, lambda: (), lambda: ()))
    made.open("127.0.0.1", 0)
    try:
        with pytest.raises(http.client.RemoteDisconnected):
            urllib.request.urlopen(f"http://127.0.0.1:{made.port}/metrics", timeout=5)
        assert get(made, "/health/live")[0] == 200
    finally:
        made.close()
    assert "failed" in caplog.text


def test_a_taken_port_is_a_warning_and_not_the_end(endpoint, caplog):
    other = HealthEndpoint(endpoint._told)
    assert not other.open("127.0.0.1", endpoint.port)
    assert "no metrics and no health" in caplog.text
    assert other.port == 0
    other.close()


def test_any_free_port_is_written_down_and_a_chosen_one_is_known(tmp_path, endpoint):
    told = endpoint._told
    free = listen("voice", told, "127.0.0.1", 0, tmp_path)
    (status,) = tmp_path.iterdir()
    assert status.name == "health-voice.json"
    assert json.loads(status.read_bytes())["port"] == free.port
    free.close()
    status.unlink()
    chosen = listen("voice", told, "127.0.0.1", free.port or 1, tmp_path)
    assert list(tmp_path.iterdir()) == []
    chosen.close()


def test_switched_off_nothing_listens(tmp_path, endpoint):
    assert listen("web", endpoint._told, "127.0.0.1", None, tmp_path).port == 0
