"""Core away for an hour under load: what voice wrote waits and is seen to wait, then arrives in order."""

from __future__ import annotations

import json
import os
import re
import sqlite3
import subprocess
import time
import tomllib
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from rufschutz.bench.cluster import OWNER, cluster, programs
from rufschutz.handover.spool import acknowledged, read_lines, spool_files

pytestmark = [pytest.mark.system, pytest.mark.long]

CALLS = 3_000
MESSAGES = CALLS // 10
FACTS = MESSAGES * 5 + (CALLS - MESSAGES) * 2
LOCKED_SECONDS = 8


class Lock:
    """Another program that keeps the database to itself."""

    def __init__(self, path):
        self.connection = sqlite3.connect(path, isolation_level=None, timeout=30)

    def __enter__(self):
        self.connection.execute("BEGIN EXCLUSIVE")

    def __exit__(self, *_):
        self.connection.execute("ROLLBACK")


def taken_over(service):
    return sum(acknowledged(file.path) for file in spool_files(service.data / "spool"))


def waiting(service):
    files = spool_files(service.data / "spool")
    return sum(len(list(read_lines(file.path, acknowledged(file.path)))) for file in files)


@pytest.mark.rule("R18")
def test_an_hour_of_calls_waits_and_arrives_once_in_the_order_of_each_writer(service):
    service.program("hour", str(CALLS))
    assert waiting(service) == FACTS
    found = {each["name"]: each["what"] for each in json.loads(service.run("check", "--json"))}
    assert found["facts_waiting"].startswith(f"{FACTS} facts of calls wait for the worker")
    shown = re.findall(r"0 taken over, (\d+) wait", service.run("spool", "show"))
    assert sum(map(int, shown)) == FACTS

    lock = Lock(service.data / "record" / "db.sqlite3")
    with lock:
        service.start("worker")
        service.wait_until(lambda: "facts wait in the spool" in service.log("worker"), 150, "worker fails")
        assert taken_over(service) == 0
    service.wait_until(lambda: taken_over(service) > FACTS // 10, 120, "the worker catches up")
    with lock:
        time.sleep(LOCKED_SECONDS)
        assert taken_over(service) < FACTS
    lock.connection.close()
    journals = service.data / "journals"
    service.wait_until(lambda: not list(journals.iterdir()), 300, "everything is taken over")
    assert service.taken()

    record = json.loads(service.program("hour"))
    assert record["outcomes"] == {"refused": CALLS - MESSAGES, "yes_and_recorded": MESSAGES}
    assert record["states"] == {"archived": MESSAGES}
    assert record["ends"] == CALLS
    assert record["fallen"] == 0
    assert len(record["log"]) == len(set(record["log"])) == CALLS
    for writer in (0, 1):
        own = record["calls"][writer::2]
        assert [call for call in record["log"] if call in set(own)] == own
    assert "PROVEN" in service.proven_log()
    assert "facts_waiting" not in service.run("check", "--json")


class Server:
    """A PostgreSQL that can be stopped like one whose machine lost its power, and started again."""

    def __init__(self, url):
        with psycopg.connect(url.replace(f"{OWNER}@", "postgres@")) as connection:
            (directory,) = connection.execute("SHOW data_directory").fetchone()
        self.data = Path(directory)
        port = urlsplit(url).port
        self.options = f"-p {port} -k {self.data.parent} -c listen_addresses=127.0.0.1 -c fsync=off"

    def stop(self):
        self._tell("-m", "immediate", "stop")

    def start(self):
        self._tell("-w", "-l", str(self.data.parent / "log"), "-o", self.options, "start")

    def _tell(self, *words):
        command = [str(programs() / "pg_ctl"), "-D", str(self.data), *words]
        if os.geteuid() == 0:
            command = ["/usr/sbin/runuser", "-u", "postgres", "--", *command]
        quiet = subprocess.DEVNULL
        subprocess.run(command, check=True, cwd=self.data.parent, stdout=quiet, stderr=quiet, timeout=60)


def status(port):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/gesund", timeout=10) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


@pytest.fixture
def on_postgresql(installed, tmp_path):
    """An installation on a server of its own, and that server."""
    (tmp_path / "tmp").mkdir()
    made = type(installed)(tmp_path / "data", tmp_path / "root.key", tmp_path / "tmp")
    folder = programs()
    assert folder is not None
    with cluster(folder, durable=False) as url:
        made.set_up("--database", url)
        yield made, Server(url)
        made.close()


@pytest.mark.needs("initdb")
@pytest.mark.rule("R18")
def test_a_database_that_dies_under_calls_costs_none_of_them_and_nobody_mends_it_by_hand(
    on_postgresql, noise
):
    service, server = on_postgresql
    port = tomllib.loads((service.data / "rufschutz.toml").read_text())["web_port"]
    service.start("all")
    voice_up = service.data / "run" / "voice.json"
    service.wait_until(lambda: voice_up.exists() and status(port) == 200, 60, "it answers")
    family = (service.data / "run" / "voice.json").read_bytes()
    with service.calling([service.order("1 wait:12 #")], noise.long):
        service.wait_until(lambda: list(service.data.glob("journals/*.journal")), 40, "a message is spoken")
        server.stop()
        service.wait_until(lambda: status(port) == 503, 30, "the console says so")
        answered = service.call_all(
            [service.order("1 wait:6 #"), service.order("2s:2 5s:hangup")], noise.long
        )
        assert [each.status for each in answered] == [200, 200]
        service.wait_until(lambda: "facts wait in the spool" in service.log("all"), 30, "the worker says so")
    assert waiting(service) > 20
    assert len(list(service.data.glob("journals/*.journal"))) == 2
    assert status(port) == 503
    server.start()
    service.wait_until(lambda: status(port) == 200, 60, "the console is back")
    service.wait_until(service.taken, 90, "the worker goes on by itself")
    assert (service.data / "run" / "voice.json").read_bytes() == family
    assert sorted(call["outcome"] for call in service.record()["calls"].values()) == [
        "refused", "yes_and_recorded", "yes_and_recorded",
    ]  # fmt: skip
    assert "PROVEN" in service.proven_log()
    assert "well again after" in service.log("all")
