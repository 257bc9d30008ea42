"""``rufschutz health`` asks each process over loopback and says in one line how it fares."""

from __future__ import annotations

import json

import pytest

from rufschutz.adapters.metrics.endpoint import Told, listen


@pytest.fixture
def asked(office):
    """An installation whose processes listen on any free ports."""
    file = office.data / "rufschutz.toml"
    kept = [line for line in file.read_text("utf-8").splitlines() if not line.startswith("metrics_ports")]
    file.write_text("\n".join([*kept, "metrics_ports = [0, 0, 0]\n"]), "utf-8")
    return office


@pytest.fixture
def up(asked):
    """Processes that answer; ``wrong`` is what keeps the worker from its work."""
    wrong = []
    endpoints = [
        listen(name, Told(bytes, tuple, lambda name=name: wrong if name == "worker" else ()), "127.0.0.1", 0,
               asked.data / "run")
        for name in ("voice", "worker", "web")
    ]  # fmt: skip
    yield wrong
    for endpoint in endpoints:
        endpoint.close()


@pytest.mark.usefixtures("up")
def test_three_lines_and_status_0_while_all_can_work(asked):
    done = asked.run("health")
    assert done.stdout.split() == ["voice", "ready", "worker", "ready", "web", "ready"]
    assert done.returncode == 0


def test_who_cannot_says_why_and_the_status_is_1(asked, up):
    up.append("the database does not answer")
    done = asked.run("health")
    assert "worker  the database does not answer" in done.stdout
    assert done.returncode == 1
    assert asked.run("health", "voice", "web").returncode == 0
    found = json.loads(asked.run("health", "--json").stdout)
    assert found["worker"] == {"ready": False, "words": ["the database does not answer"]}


def test_nobody_there_is_an_answer_too(asked):
    done = asked.run("health")
    assert done.stdout.count("is it running?") == 3
    assert done.returncode == 1
    assert done.stderr == ""


def test_a_stranger_who_says_ready_is_no_process_of_ours(asked, tmp_path):
    well = Told(bytes, tuple, tuple)
    others = [listen(name, well, "127.0.0.1", 0, tmp_path) for name in ("voice", "worker")]
    status = {"pid": 1, "host": "127.0.0.1", "port": others[0].port}
    (asked.data / "run" / "health-voice.json").write_text(json.dumps(status), "utf-8")
    try:
        done = asked.run("health", "voice")
    finally:
        for each in others:
            each.close()
    assert "another program answers" in done.stdout
    assert done.returncode == 1


def test_switched_off_is_said(asked):
    file = asked.data / "rufschutz.toml"
    file.write_text(
        file.read_text("utf-8").replace("metrics_ports = [0, 0, 0]", 'metrics_ports = ""'), "utf-8"
    )
    assert "metrics_ports in rufschutz.toml is empty" in asked.run("health", "voice").stdout
