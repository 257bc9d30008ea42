"""The small HTTP port of a process: /metrics, /health/live, /health/ready, and nothing else.

One thread answers one request after the other, each within two seconds in all, so that a scraper
that hangs or dribbles costs the process nothing; at the end the request that runs is cut off. It
listens on loopback unless the settings say otherwise, and a port that is taken is a warning: whoever
looks after a process must never be what stops it.
"""

from __future__ import annotations

import contextlib
import hashlib
import http.server
import io
import json
import logging
import os
import socket
import socketserver
import sys
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from rufschutz.adapters.metrics.page import TYPE
from rufschutz.handover import durable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

log = logging.getLogger(__name__)

_SECONDS: Final = 2.0
_END_SECONDS: Final = 1.0
_POLL_SECONDS: Final = 0.5
_MOST: Final = 8_192
"""Bytes of a request: what a scraper needs many times over. What comes behind is never read."""

_PLAIN: Final = "text/plain; charset=utf-8"

MARK: Final = "X-Rufschutz"
"""The header in which an endpoint says of which installation it is, and which process (`mark`)."""


def mark(run: Path, process: str) -> str:
    """Return what an endpoint of this process says in `MARK`; ``run`` tells installations apart."""
    return f"{process} {hashlib.sha256(str(run.resolve()).encode()).hexdigest()[:16]}"


@dataclass(frozen=True, slots=True)
class Told:
    """What an endpoint tells: ``page`` the metrics, ``live`` and ``ready`` what is wrong (nothing: well)."""

    page: Callable[[], bytes]
    live: Callable[[], Sequence[str]]
    ready: Callable[[], Sequence[str]]


class HealthEndpoint:
    """Listens from `open` to `close`."""

    def __init__(self, told: Told, said: str = "") -> None:
        self._told = told
        self._mark = said
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None

    @property
    def port(self) -> int:
        """The port that was opened, 0 while none is."""
        return 0 if self._server is None else int(self._server.server_address[1])

    def open(self, host: str, port: int) -> bool:
        """Listen, on any free port where it is 0; say whether that went well."""
        try:
            self._server = _server(host, port, self._told, self._mark)
        except OSError as error:
            why = os.strerror(error.errno or 0)
            log.warning("no metrics and no health on tcp port %d: %s", port, why)
            return False
        self._thread = threading.Thread(target=self._server.serve, name="metrics", daemon=True)
        self._thread.start()
        return True

    def close(self) -> None:
        """Listen no more; a request that runs is cut off, and nobody waits longer than a second for it."""
        server, thread = self._server, self._thread
        self._server = self._thread = None
        if server is not None and thread is not None:
            server.end()
            thread.join(_END_SECONDS)
            server.server_close()


def listen(process: str, told: Told, host: str, port: int | None, run: Path) -> HealthEndpoint:
    """Return a process's endpoint, open unless ``port`` is None; which one 0 gave stands in ``run``."""
    endpoint = HealthEndpoint(told, mark(run, process))
    if port is not None and endpoint.open(host, port) and port == 0:
        status = {"pid": os.getpid(), "host": host, "port": endpoint.port}
        durable.replace(run / f"health-{process}.json", json.dumps(status).encode())
    return endpoint


class _Server(socketserver.TCPServer):
    allow_reuse_address = True
    request_queue_size = 16
    timeout = _POLL_SECONDS
    told: Told
    mark: str
    _peer: socket.socket | None = None
    _ends = False

    def serve(self) -> None:
        """Answer one request after the other until `end`."""
        while not self._ends:
            self.handle_request()

    def end(self) -> None:
        """Take no connection any more and cut off the one that is open; returns at once."""
        self._ends = True
        for each in (self.socket, self._peer):
            with contextlib.suppress(OSError):
                if each is not None:
                    each.shutdown(socket.SHUT_RDWR)

    def finish_request(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - the library's signature
        """Answer one request unless the end came before it."""
        self._peer = request
        try:
            if not self._ends:
                super().finish_request(request, client_address)
        finally:
            self._peer = None

    def handle_error(self, request: object, client_address: object) -> None:  # noqa: ARG002 - the library's signature
        """Leave a broken connection alone; tell of anything else."""
        error = sys.exception()
        if not isinstance(error, OSError):
            log.error("a request for metrics or health failed", exc_info=error)


def _server(host: str, port: int, told: Told, said: str) -> _Server:
    family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    kind = type("_Bound", (_Server,), {"address_family": family})
    server: _Server = kind(address[:2], _Handler)
    server.told, server.mark = told, said
    return server


class _Patience(io.RawIOBase):
    """Reads a request: no longer than until a moment (s, monotonic), and no more than `_MOST` bytes."""

    def __init__(self, connection: socket.socket, until: float) -> None:
        self._connection = connection
        self._until = until
        self._left = _MOST

    def readable(self) -> bool:
        """Say that this can be read."""
        return True

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401 - a buffer has no name in this Python
        """Read what is there; raise `TimeoutError` when the time is over."""
        self.hurry()
        found = self._connection.recv_into(memoryview(buffer)[: self._left]) if self._left else 0
        self._left -= found
        return found

    def hurry(self) -> None:
        """Let the next read or write take what is left at most; raise `TimeoutError` where nothing is."""
        left = self._until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._connection.settimeout(left)


class _Handler(http.server.BaseHTTPRequestHandler):
    server_version = "rufschutz"
    sys_version = ""
    server: _Server

    def setup(self) -> None:
        """Give the whole request one limit of time and one of bytes."""
        super().setup()
        self._patience = _Patience(self.connection, time.monotonic() + _SECONDS)
        self.rfile = io.BufferedReader(self._patience)

    def do_GET(self) -> None:
        """Answer one request."""
        told = self.server.told
        match self.path:
            case "/metrics":
                self._answer(200, TYPE, told.page())
            case "/health/live":
                self._say("live", told.live())
            case "/health/ready":
                self._say("ready", told.ready())
            case _:
                self._answer(404, _PLAIN, b"/metrics /health/live /health/ready\n")

    def _say(self, state: str, wrong: Sequence[str]) -> None:
        words = "".join(f"{line}\n" for line in wrong) if wrong else f"{state}\n"
        self._answer(503 if wrong else 200, _PLAIN, words.encode())

    def _answer(self, status: int, kind: str, body: bytes) -> None:
        self._patience.hurry()
        self.send_response(status)
        self.send_header(MARK, self.server.mark)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self._patience.hurry()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002, ANN401 - the library's signature
        """Write no access log."""
