"""The small HTTP port of a process: /metrics, /health/live, /health/ready, and nothing else.

One thread answers one request after the other, each within two seconds, so that a scraper that
hangs costs the process nothing. It listens on loopback unless the settings say otherwise, and a
port that is taken is a warning: whoever looks after a process must never be what stops it.
"""

from __future__ import annotations

import http.server
import json
import logging
import os
import socket
import socketserver
import sys
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from rufschutz.adapters.metrics.page import TYPE
from rufschutz.handover import durable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

log = logging.getLogger(__name__)

_SECONDS: Final = 2.0
_PLAIN: Final = "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Told:
    """What an endpoint tells: ``page`` the metrics, ``live`` and ``ready`` what is wrong (nothing: well)."""

    page: Callable[[], bytes]
    live: Callable[[], Sequence[str]]
    ready: Callable[[], Sequence[str]]


class HealthEndpoint:
    """Listens from `open` to `close`."""

    def __init__(self, told: Told) -> None:
        self._told = told
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None

    @property
    def port(self) -> int:
        """The port that was opened, 0 while none is."""
        return 0 if self._server is None else int(self._server.server_address[1])

    def open(self, host: str, port: int) -> bool:
        """Listen, on any free port where it is 0; say whether that went well."""
        try:
            self._server = _server(host, port, self._told)
        except OSError as error:
            why = os.strerror(error.errno or 0)
            log.warning("no metrics and no health on tcp port %d: %s", port, why)
            return False
        self._thread = threading.Thread(target=self._server.serve_forever, name="metrics", daemon=True)
        self._thread.start()
        return True

    def close(self) -> None:
        """Listen no more."""
        if self._server is not None and self._thread is not None:
            self._server.shutdown()
            self._server.server_close()
            self._thread.join()
            self._server = self._thread = None


def listen(process: str, told: Told, host: str, port: int | None, run: Path) -> HealthEndpoint:
    """Return a process's endpoint, open unless ``port`` is None; which one 0 gave stands in ``run``."""
    endpoint = HealthEndpoint(told)
    if port is not None and endpoint.open(host, port) and port == 0:
        status = {"pid": os.getpid(), "host": host, "port": endpoint.port}
        durable.replace(run / f"health-{process}.json", json.dumps(status).encode())
    return endpoint


class _Server(socketserver.TCPServer):
    allow_reuse_address = True
    request_queue_size = 16
    told: Told

    def handle_error(self, request: object, client_address: object) -> None:  # noqa: ARG002 - the library's signature
        """Leave a broken connection alone; tell of anything else."""
        error = sys.exception()
        if not isinstance(error, OSError):
            log.error("a request for metrics or health failed", exc_info=error)


def _server(host: str, port: int, told: Told) -> _Server:
    family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    kind = type("_Bound", (_Server,), {"address_family": family})
    server: _Server = kind(address[:2], _Handler)
    server.told = told
    return server


class _Handler(http.server.BaseHTTPRequestHandler):
    timeout = _SECONDS
    server_version = "rufschutz"
    sys_version = ""
    server: _Server

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
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002, ANN401 - the library's signature
        """Write no access log."""
