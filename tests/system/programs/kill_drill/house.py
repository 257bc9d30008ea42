"""The installation under the drill, its processes, and who saw them die."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import sounds

from rufschutz.bench.ports import free_port
from rufschutz.handover.plan import CallPlan, read_plan

PRACTICE = {
    "name": "Praxis Beispiel", "short": "Praxis Beispiel", "address": "Beispielweg eins",
    "dpo": "Datenschutz ät example Punkt org", "authority": "die Berliner Beauftragte für Datenschutz",
    "url": "example Punkt org", "email": "inhaber@example.org", "owner": "Inhaberin",
}  # fmt: skip
HERE = Path(__file__).resolve().parent


@dataclass
class House:
    """One installation in ``home``. Processes write what they say to ``home``'s log files.

    ``apart``: each process has a session, and with it a share of the processors, of its own, as it
    has under a service manager.
    """

    home: Path
    apart: bool = False
    live: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("DJANGO_")}
        kept.pop("RUFSCHUTZ_DATABASE", None)
        temporary = self.home / "tmp"
        temporary.mkdir(exist_ok=True)
        return kept | {
            "RUFSCHUTZ_DATA": str(self.data),
            "RUFSCHUTZ_ROOT_KEY_FILE": str(self.home / "root.key"),
            "TMPDIR": str(temporary),
        }

    def build(self, own: str = "", *, short: bool = True) -> CallPlan:
        """Set it up as its owner would, with short sounds unless real ones are wanted; return the plan.

        ``own``: lines for its settings.
        """
        options = [word for name, value in PRACTICE.items() for word in (f"--{name}", value)]
        self.run("init", *options, "--line", "praxis", "--sip-port", "0",
                 "--web-port", str(free_port()), "--rtp-ports", "0", "0",
                 "--metrics-ports", "0", "0", "0")  # fmt: skip
        settings = self.data / "rufschutz.toml"
        settings.write_text("drain_seconds = 1.0\n" + own + settings.read_text("utf-8"), "utf-8")
        if not short:
            return self.plan()
        sounds.shorten(self.data / "clips")
        before = self.plan()
        self.start("worker")
        self.until(lambda: self.plan() != before, 60, "the short plan is published")
        self.stop("worker")
        return self.plan()

    def plan(self) -> CallPlan:
        (path,) = (self.data / "plans").glob("*.plan")
        return read_plan(path.read_bytes().rpartition(b"\n")[0].rpartition(b"\n")[0])

    def run(self, *words: str, status: int | None = 0) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "rufschutz", *words], env=self.environment, capture_output=True,
            timeout=300, check=False,
        )  # fmt: skip
        if status is not None and done.returncode != status:
            raise SystemExit(f"{words}: {done.stderr.decode()[-3000:]}")
        return done.stdout.decode()

    def program(self, name: str) -> str:
        """Run one of the programs beside this folder against the installation; return what it prints."""
        done = subprocess.run(
            [sys.executable, str(HERE.parent / name)], env=self.environment, capture_output=True,
            timeout=300, check=False,
        )  # fmt: skip
        if done.returncode != 0:
            raise SystemExit(done.stderr.decode()[-3000:])
        return done.stdout.decode()

    def start(self, name: str, words: list[str] | None = None) -> subprocess.Popen[bytes]:
        command = words or [sys.executable, "-m", "rufschutz", "serve", name]
        with (self.home / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(
                command, env=self.environment, stdout=log, stderr=log, start_new_session=self.apart
            )
        self.live[name] = process
        return process

    def lane(self, name: str) -> subprocess.Popen[bytes]:
        return self.start(name, [sys.executable, str(HERE / "lane_voice.py"), name])

    def stop(self, name: str, seconds: float = 30) -> int:
        process = self.live.pop(name)
        process.terminate()
        try:
            return process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            return -signal.SIGKILL

    def close(self) -> None:
        for name in list(self.live):
            self.stop(name)

    def port(self, run: str, pid: int) -> int | None:
        """Return where the voice process ``pid`` answers, None while it does not."""
        try:
            status = json.loads((self.data / "run" / run / "voice.json").read_bytes())
        except (FileNotFoundError, ValueError):
            return None
        return int(status["port"]) if status["pid"] == pid else None

    @staticmethod
    def until(wanted, seconds: float, what: str) -> None:
        deadline = time.monotonic() + seconds
        while not wanted():
            if time.monotonic() > deadline:
                raise SystemExit(f"after {seconds:g} s still not so: {what}")
            time.sleep(0.05)


@dataclass
class Witness:
    """Keeps what the installation may later delete: every spool file, and each checkpoint of the log."""

    house: House
    kept: Path
    checkpoints: list[str] = field(default_factory=list)

    def look(self) -> None:
        self.kept.mkdir(exist_ok=True)
        for file in (self.house.data / "spool").glob("*.spool"):
            target = self.kept / file.name
            if not target.exists():
                try:
                    os.link(file, target)
                except FileNotFoundError:
                    continue
        for path in (self.house.data / "log").glob("*/checkpoint"):
            try:
                text = path.read_text("utf-8")
            except FileNotFoundError:
                continue
            if not self.checkpoints or self.checkpoints[-1] != text:
                self.checkpoints.append(text)

    def forget(self) -> None:
        shutil.rmtree(self.kept, ignore_errors=True)
