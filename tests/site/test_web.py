"""The web process as it is: one port, told once, no access log, h11, ends when asked to."""

from __future__ import annotations

import logging
import threading
import urllib.request
from typing import TYPE_CHECKING

import pytest
import uvicorn

from rufschutz.console import vaultdoor
from rufschutz.core.errors import SettingsError
from rufschutz.site import web

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[uvicorn.Config]:
    """Serve a stand-in application, so that no installation is needed; collect how it is served."""
    configs: list[uvicorn.Config] = []
    make = uvicorn.Config

    async def application(scope, receive, send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"here"})

    def config(app: str, **options: object) -> uvicorn.Config:
        assert app == "rufschutz.site.asgi:application"
        configs.append(make(application, **options))  # type: ignore[arg-type]
        return configs[-1]

    monkeypatch.setattr(web.uvicorn, "Config", config)
    monkeypatch.setattr(vaultdoor, "keys", lambda: None)
    return configs


def serve(started: list[str]) -> None:
    """Run the server in a thread until one page was fetched."""
    servers: list[web._Server] = []
    original = web._Server.__init__

    def remember(self: web._Server, *arguments: object) -> None:
        original(self, *arguments)  # type: ignore[arg-type]
        servers.append(self)

    def ready(port: int) -> None:
        def fetch() -> None:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/anrufe/?x=geheim", timeout=5) as answer:
                    started.append(answer.read().decode())
            finally:
                servers[0].should_exit = True

        threading.Thread(target=fetch).start()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(web._Server, "__init__", remember)
        web.run("127.0.0.1", 0, ready)


def test_it_says_where_it_serves_and_writes_no_visitor_down(
    served: list[uvicorn.Config], caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    caplog.set_level(logging.DEBUG)
    pages: list[str] = []
    serve(pages)
    assert pages == ["here"]
    assert "geheim" not in caplog.text
    (config,) = served
    assert config.access_log is False
    assert (config.http, config.ws, config.proxy_headers) == ("h11", "none", False)


def test_without_the_root_key_nothing_is_served(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web._Server, "run", lambda _: pytest.fail("served all the same"))
    with pytest.raises(SettingsError):
        web.run("127.0.0.1", 0)
