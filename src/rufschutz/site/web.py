"""The web process: the console on one address, until it is told to stop.

Decides how pages are served, not what they say. It must never write an access log:
an address and a path are personal data here.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import django
import uvicorn

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable

_GRACE_S = 5


class _Server(uvicorn.Server):
    """Uvicorn, telling once where it listens."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[int], None] | None) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Open the port, then say which one it is."""
        await super().startup(sockets)
        if self.started and self._ready is not None:
            self._ready(int(self.servers[0].sockets[0].getsockname()[1]))


def run(host: str, port: int, ready: Callable[[int], None] | None = None) -> None:
    """Serve the console on ``host``:``port`` until SIGTERM or SIGINT.

    ``port`` 0 takes a free one; ``ready`` is told the port once pages are served. Without
    the right root key nothing is served: raises what `core.setup.actions.unlock` raises.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rufschutz.site.settings")
    _unlock()
    config = uvicorn.Config(
        "rufschutz.site.asgi:application",
        host=host,
        port=port,
        http="h11",
        ws="none",
        loop="asyncio",
        lifespan="off",
        access_log=False,
        log_config=None,
        log_level="warning",
        server_header=False,
        date_header=True,
        proxy_headers=False,
        timeout_graceful_shutdown=_GRACE_S,
    )
    _Server(config, ready).run()


def _unlock() -> None:
    django.setup()
    from rufschutz.console import vaultdoor  # noqa: PLC0415 - Django has to start first

    vaultdoor.keys()
