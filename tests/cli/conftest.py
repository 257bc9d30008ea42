"""Commands run as people run them: in a process of their own, against an installation of their own.

Setting one up takes seconds, so it is done once; a test that changes it takes a copy.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "fixtures"))

from cli_runner import Runner

if TYPE_CHECKING:
    from collections.abc import Iterator

RUNNER = Runner()

PRACTICE = {
    "name": "Hausarztpraxis am Markt",
    "short": "Praxis am Markt",
    "address": "Marktplatz eins",
    "dpo": "Datenschutz ät example Punkt org",
    "authority": "die Berliner Beauftragte für Datenschutz",
    "url": "example Punkt org",
    "email": "inhaber@example.org",
    "owner": "Inhaberin",
}
FREE_PORTS = ("--web-port", "0", "--sip-port", "0", "--rtp-ports", "0", "0", "--metrics-ports", "0", "0", "0")
"""No test may meet an installation that runs on this machine."""

SEED = """
import sys, django
django.setup()
from types import SimpleNamespace
from django.db import transaction
from rufschutz.adapters.clock import Clock
from rufschutz.bench.erasing import recording
from rufschutz.core.base import tenant_scope
from rufschutz.core import runtime
from rufschutz.core.jobs.desk import ingest_desk
from rufschutz.core.setup.actions import unlock
from rufschutz.core.tenants.queries import tenant_ids
installation = runtime.read(runtime.default_data())
desk = ingest_desk(installation, unlock(installation))
house = SimpleNamespace(tenant=tenant_ids()[0], desk=desk, now=Clock().now())
with tenant_scope(house.tenant), transaction.atomic():
    print(*[recording(house) for _ in range(int(sys.argv[1]))])
"""


@dataclass(frozen=True)
class Office:
    """An installation and the commands that see it."""

    data: Path
    root_key: Path

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("DJANGO_")}
        return {**kept, "RUFSCHUTZ_DATA": str(self.data), "RUFSCHUTZ_ROOT_KEY_FILE": str(self.root_key)}

    def run(self, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run ``rufschutz WORDS``; a name in ``environment`` replaces the installation's."""
        return RUNNER.run(list(words), self.environment | environment, 60)

    def program(self, code: str, *words: str) -> str:
        done = self._run(
            [sys.executable, "-c", code, *words], {"DJANGO_SETTINGS_MODULE": "rufschutz.site.settings"}
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def _run(self, words: list[str], environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            words, env=self.environment | environment, capture_output=True, text=True, timeout=60, check=False
        )

    def copy(self, directory: Path, *, demo: bool = False) -> Office:
        made = Office(directory / "data", self.root_key)
        shutil.copytree(self.data, made.data)
        if demo:
            settings = made.data / "rufschutz.toml"
            settings.write_text(settings.read_text("utf-8").replace("demo = false", "demo = true"), "utf-8")
        return made


@pytest.fixture(scope="session", autouse=True)
def runner() -> Iterator[None]:
    """End what runs the commands."""
    yield
    RUNNER.close()


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """An installation that no test changes."""
    home = tmp_path_factory.mktemp("cli")
    made = Office(home / "data", home / "keys" / "root.key")
    options = [word for name, value in PRACTICE.items() for word in (f"--{name}", value)]
    done = made.run("init", *options, *FREE_PORTS)
    assert done.returncode == 0, done.stderr
    (home / "said").write_text(done.stdout + done.stderr, "utf-8")
    return made


@pytest.fixture
def office(installed: Office, tmp_path: Path) -> Office:
    """A copy to change."""
    return installed.copy(tmp_path)


@pytest.fixture
def nowhere(tmp_path: Path) -> Office:
    """A directory without an installation."""
    return Office(tmp_path / "nothing", tmp_path / "root.key")


@pytest.fixture(scope="session")
def seeded(installed: Office, tmp_path_factory: pytest.TempPathFactory) -> Office:
    """A demo with three recordings, none of them due."""
    made = installed.copy(tmp_path_factory.mktemp("seeded"), demo=True)
    (made.data.parent / "artefacts").write_text(made.program(SEED, "3"), "utf-8")
    return made


@pytest.fixture(scope="session")
def target(installed: Office, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A line that is answered: the voice process of a copy, for the whole session."""
    made = installed.copy(tmp_path_factory.mktemp("answered"))
    words = [sys.executable, "-m", "rufschutz", "serve", "voice"]
    with subprocess.Popen(words, env=made.environment, stderr=subprocess.DEVNULL) as process:
        status, deadline = made.data / "run" / "voice.json", time.monotonic() + 20
        while not status.exists():
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.05)
        yield f"sip:praxis@127.0.0.1:{json.loads(status.read_bytes())['port']}"
        process.terminate()
