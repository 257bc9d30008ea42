"""A real installation with its real processes, on loopback, in a directory of its own."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from rufschutz.handover.spool import acknowledged, read_lines, spool_files
from rufschutz.voice.caller.phone import Order, Phone
from rufschutz.voice.caller.script import parse_script
from rufschutz.voice.media.codecs import Codec, decode, encode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

PROGRAMS = Path(__file__).parent / "programs"
LINE = "praxis"
PRACTICE = {
    "name": "Hausarztpraxis am Markt",
    "short": "Praxis am Markt",
    "address": "Marktplatz eins, eins null eins eins fünf Berlin",
    "dpo": "Datenschutz ät example Punkt org",
    "authority": "die Berliner Beauftragte für Datenschutz",
    "url": "example Punkt org Schrägstrich Datenschutz",
    "email": "inhaber@example.org",
    "owner": "Inhaberin",
}

LONGEST = (
    "test_demo.py",
    "test_upgrade.py",
    "test_killed_worker.py",
    "test_database_away.py",
    "test_console_axe.py",
)
"""Begun first: at the end, one of them alone would keep everybody waiting."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.path.name not in LONGEST)


class Caller(Phone):
    """A test caller who speaks from the first packet on, whatever else is done."""

    def __init__(self, order: Order, always: np.ndarray | None) -> None:
        super().__init__(order)
        self._always = always

    def _accepted(self, event) -> None:
        super()._accepted(event)
        if self._always is not None and self._out is not None:
            codec = Codec(self._settled.codec)
            self._out.play(encode(codec, self._always).tobytes())


@dataclass
class Service:
    """One installation. Processes are started by name and ended with the fixture."""

    data: Path
    root_key: Path
    temporary: Path
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        return {
            **{name: value for name, value in os.environ.items() if not name.startswith("DJANGO_")},
            "RUFSCHUTZ_DATA": str(self.data),
            "RUFSCHUTZ_ROOT_KEY_FILE": str(self.root_key),
            "TMPDIR": str(self.temporary),
        }

    @staticmethod
    def free_port(kind: socket.SocketKind = socket.SOCK_STREAM) -> int:
        with socket.socket(socket.AF_INET, kind) as probe:
            probe.bind(("127.0.0.1", 0))
            return int(probe.getsockname()[1])

    def wait_until(self, wanted: Callable[[], object], seconds: float, what: str) -> None:
        """Look twenty times a second; fail with ``what``, and what processes said, when the time is over."""
        deadline = time.monotonic() + seconds
        while not wanted():
            if time.monotonic() > deadline:
                said = [f"{path.name}: {path.read_text('utf-8', 'replace')[-3000:]}" for path in self._logs()]
                pytest.fail("\n".join((f"after {seconds:g} s still not so: {what}", *said)))
            time.sleep(0.05)

    def _logs(self) -> list[Path]:
        return sorted(self.data.parent.glob("*.log"))

    def start(
        self, name: str, words: Sequence[str] = (), *, as_name: str = "", **options: object
    ) -> subprocess.Popen[bytes]:
        """Start ``serve NAME``, or ``words`` in its place; voice is up when this returns."""
        known = as_name or name
        assert known not in self.processes
        env = {**self.environment, **options.pop("env", {})}
        command = list(words) or [sys.executable, "-m", "rufschutz", "serve", name]
        with self.log_path(known).open("ab") as log:
            process = subprocess.Popen(command, env=env, stdout=log, stderr=log, **options)
        self.processes[known] = process
        if name == "voice":
            self.wait_until(lambda: self._answers(process, known), 20, "voice answers")
        return process

    def _answers(self, process: subprocess.Popen[bytes], name: str) -> bool:
        assert process.poll() is None, self.log(name)
        status = self.data / "run" / "voice.json"
        return status.exists() and json.loads(status.read_bytes())["pid"] == process.pid

    def log_path(self, name: str) -> Path:
        return self.data.parent / f"{name}.log"

    def log(self, name: str) -> str:
        return self.log_path(name).read_text("utf-8", "replace")

    def kill(self, name: str) -> None:
        """Kill by signal 9; nothing in the process can act on it."""
        process = self.processes.pop(name)
        process.kill()
        process.wait()

    def stop(self, name: str, seconds: float = 20) -> int:
        process = self.processes.pop(name)
        process.terminate()
        try:
            return process.wait(seconds)
        finally:
            process.kill()
            process.wait()

    def close(self) -> None:
        for name in list(self.processes):
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.stop(name, 10)

    @property
    def port(self) -> int:
        return int(json.loads((self.data / "run" / "voice.json").read_bytes())["port"])

    def target(self, line: str = LINE) -> str:
        return f"sip:{line}@127.0.0.1:{self.port}"

    def order(self, script: str, speech: np.ndarray | None = None, **options: object) -> Order:
        target = str(options.pop("target", "")) or self.target()
        return Order(target, parse_script(script), speech, **{"limit_s": 90, "linger_ms": 50, **options})

    def call_all(self, orders: Sequence[Order], always: np.ndarray | None = None) -> list:
        """Make calls at the same time and return their transcripts in order."""

        async def together() -> list:
            return await asyncio.gather(*(Caller(order, always).call() for order in orders))

        return asyncio.run(together())

    @contextlib.contextmanager
    def calling(self, orders: Sequence[Order], always: np.ndarray | None = None) -> Iterator[None]:
        """Let calls go on while the block runs; wait for their end after it."""
        thread = threading.Thread(target=self.call_all, args=(orders, always))
        thread.start()
        try:
            yield
        finally:
            thread.join()

    def set_up(self, *more: str, by: Callable[..., str] | None = None) -> str:
        """Run ``rufschutz init`` for a practice on ports of its own and return what it prints.

        ``more``: further options; ``by``: what runs it in the place of `run`.
        """
        options = [word for name, value in PRACTICE.items() for word in (f"--{name}", value)]
        ports = ["--sip-port", "0", "--web-port", str(self.free_port()), "--rtp-ports", "0", "0"]
        return (by or self.run)("init", *options, *ports, "--metrics-ports", "0", "0", "0", *more)

    def run(self, *words: str, status: int = 0) -> str:
        """Run ``rufschutz WORDS`` and return what it prints."""
        return self._output([sys.executable, "-m", "rufschutz", *words], status)

    def program(self, name: str, *words: str) -> str:
        """Run one of this folder's programs against the installation."""
        return self._output([sys.executable, str(PROGRAMS / f"{name}.py"), *words], 0)

    def _output(self, words: list[str], status: int) -> str:
        done = subprocess.run(words, env=self.environment, capture_output=True, timeout=180, check=False)
        assert done.returncode == status, f"{words}: {done.stderr.decode()[-3000:]}"
        return done.stdout.decode()

    def calls(self) -> list[dict]:
        return json.loads(self.run("calls", "list", "--json"))

    def record(self) -> dict:
        """Return rows as the tables hold them: calls by id, each with consents, entries, recordings."""
        return json.loads(self.program("record"))

    def taken(self) -> bool:
        """Whether core has taken over every fact and every journal that voice left."""
        files = spool_files(self.data / "spool")
        facts = all(acknowledged(file.path) == len(list(read_lines(file.path))) for file in files)
        return facts and not list((self.data / "journals").iterdir())

    def proven_log(self) -> str:
        """Verify the whole log as an auditor does, without the database; return what is said of it."""
        record = self.record()
        directory = self.data / "log" / record["tenant"]
        return self.run("verify", "--key", record["log_key"], "--log", str(directory))

    def copy(self, directory: Path) -> Service:
        """Return a copy as it lies on the disk, with no process and a web port of its own."""
        shutil.copytree(self.data, directory / "data")
        settings = directory / "data" / "rufschutz.toml"
        own = f"web_port = {self.free_port()}"
        settings.write_text(re.sub(r"(?m)^web_port = \d+$", own, settings.read_text("utf-8")), "utf-8")
        temporary = directory / "tmp"
        temporary.mkdir()
        return Service(directory / "data", self.root_key, temporary)


@dataclass(frozen=True)
class Noise:
    """A second of noise that can be found again in any file, in whatever form it was written."""

    samples: np.ndarray

    @property
    def long(self) -> np.ndarray:
        return np.tile(self.samples, 60)

    def windows(self) -> list[bytes]:
        """64 bytes every 20 ms: as A-law, µ-law, one made of the other, and each of them as 16-bit."""
        alaw, ulaw = encode(Codec.PCMA, self.samples), encode(Codec.PCMU, self.samples)
        from_alaw, from_ulaw = decode(Codec.PCMA, alaw), decode(Codec.PCMU, ulaw)
        laws = [alaw, ulaw, encode(Codec.PCMU, from_alaw), encode(Codec.PCMA, from_ulaw)]
        whole = [law.tobytes() for law in laws]
        for samples in (self.samples, from_alaw, from_ulaw):
            whole += [samples.astype("<i2").tobytes(), samples.astype(">i2").tobytes()]
        return [form[at : at + 64] for form in whole for at in range(0, len(form), len(form) // 50)]

    def found_in(self, directories: Sequence[Path], processes: Sequence[int] = ()) -> dict[str, int]:
        """Return each file that holds some of it, with the number of windows found.

        ``processes``: their open files that have no name any more are searched too.
        """
        files = [path for root in directories for path in root.rglob("*") if path.is_file()]
        for pid in processes:
            with contextlib.suppress(PermissionError):  # voice is not dumpable: then only root may look
                links = list(Path(f"/proc/{pid}/fd").iterdir())
                files += [link for link in links if "(deleted)" in str(link.readlink())]
        windows = self.windows()
        hits = {str(path): sum(window in path.read_bytes() for window in windows) for path in files}
        return {path: count for path, count in hits.items() if count}


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Callable[..., Service]:
    """What is made by the first of all test processes that asks for it, for those after it to copy."""
    own = tmp_path_factory.getbasetemp()
    shared = own if worker_id == "master" else own.parent

    def make(name: str, fill: Callable[[Path], Service]) -> Service:
        home = shared / name
        with (shared / f"{name}.lock").open("wb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not (home / "whole").exists():
                shutil.rmtree(home, ignore_errors=True)
                home.mkdir()
                made = fill(home)
                made.close()
                (home / "root-key").write_text(str(made.root_key), "utf-8")
                (home / "whole").touch()
        return Service(home / "data", Path((home / "root-key").read_text("utf-8")), home / "tmp")

    return make


@pytest.fixture(scope="session")
def installed(made_once: Callable[..., Service]) -> Service:
    """An installation that nobody starts: others copy it."""

    def fill(home: Path) -> Service:
        (home / "tmp").mkdir()
        service = Service(home / "data", home / "keys" / "root.key", home / "tmp")
        service.set_up()
        return service

    return made_once("installed", fill)


@pytest.fixture
def copy_of(tmp_path: Path) -> Iterator[Callable[[Service], Service]]:
    """Copies of an installation, without any process; what is started in them ends with the test."""
    made: list[Service] = []

    def copy(original: Service) -> Service:
        directory = tmp_path / f"copy-{len(made)}"
        directory.mkdir()
        made.append(original.copy(directory))
        return made[-1]

    yield copy
    for service in made:
        service.close()


@pytest.fixture
def service(installed: Service, copy_of: Callable[[Service], Service]) -> Service:
    """A fresh installation without any process."""
    return copy_of(installed)


@pytest.fixture(scope="session")
def backlog(installed: Service, noise: Noise, made_once: Callable[..., Service]) -> Service:
    """An installation that was called while core was away: facts and journals wait; others copy it."""

    def fill(home: Path) -> Service:
        service = installed.copy(home)
        service.start("voice")
        words = ("1 wait:9 hangup", "1 wait:8 #", "15s:2 17s:hangup", "3s:hangup", "1 wait:8 * wait:1 hangup")
        answered = service.call_all([service.order(script) for script in words], noise.long)
        assert [transcript.status for transcript in answered] == [200] * len(words)
        assert service.stop("voice") == 0
        return service

    return made_once("backlog", fill)


@pytest.fixture(scope="session")
def noise() -> Noise:
    return Noise(np.random.default_rng(20300101).integers(-9_000, 9_000, 8_000).astype(np.int16))
