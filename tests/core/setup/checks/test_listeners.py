"""Whether another program holds the ports of metrics and health."""

from __future__ import annotations

import socket
from dataclasses import replace

import pytest

from rufschutz.adapters.metrics import MetricsChoice
from rufschutz.adapters.metrics.endpoint import Told, listen
from rufschutz.adapters.metrics.page import Page
from rufschutz.core import runtime
from rufschutz.core.setup.checks.listeners import strangers


@pytest.fixture
def installation(tmp_path):
    (tmp_path / "rufschutz.toml").write_text('installation = "x"\n')
    (tmp_path / "run").mkdir()
    return runtime.read(tmp_path)


def told() -> Told:
    return Told(Page("voice", []).text, lambda: (), lambda: ())


def test_a_stranger_is_found_our_own_and_nobody_are_not(installation):
    with socket.create_server(("127.0.0.1", 0)) as held:
        taken = held.getsockname()[1]
        ours = listen("voice", told(), "127.0.0.1", 0, installation.run)
        try:
            ports = MetricsChoice("127.0.0.1", (ours.port, taken, 0))
            assert strangers(replace(installation, metrics=ports)) == {taken}
        finally:
            ours.close()


def test_another_installation_is_a_stranger(installation, tmp_path):
    (tmp_path / "other").mkdir()
    theirs = listen("voice", told(), "127.0.0.1", 0, tmp_path / "other")
    try:
        ports = MetricsChoice("127.0.0.1", (theirs.port, 0, 0))
        assert strangers(replace(installation, metrics=ports)) == {theirs.port}
    finally:
        theirs.close()
