"""Where the demo lives: made fresh, started as three processes, ended with the command.

A directory that is not marked demo is never touched. The root key lies beside the
data directory, not in it.
"""

from __future__ import annotations

import fcntl
import json
import os
import shlex
import shutil
import signal
import socket
import subprocess
import time
import urllib.request
from functools import cached_property
from typing import TYPE_CHECKING, Self
from zoneinfo import ZoneInfo

from rufschutz.adapters.clock import Clock, new_id
from rufschutz.cli.again import program_path
from rufschutz.cli.children import serve_command, spawn
from rufschutz.core import runtime
from rufschutz.core.errors import SettingsError
from rufschutz.core.setup.ground import Choice, lay
from rufschutz.domain.access.request import Actor, Role
from rufschutz.domain.moments import Millis, day_of
from rufschutz.vault.blobs import BlobDirectory

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import FrameType

    from rufschutz.core.keys.actions import Keys
    from rufschutz.core.runtime import Installation
    from rufschutz.domain.ids import ArtefactId, TenantId

TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # noqa: S105 - known on purpose, accepted in a demo only
EMAIL = "inhaber@example.org"
LINE = "praxis"
ZONE = ZoneInfo("Europe/Berlin")
START_SECONDS = 30.0
HALF_AN_HOUR = 1_800_000

PROCESSES = ("voice", "worker", "web")
MADE = ("data", "keys", "processes.log", "certificate.json", "log.key", "message.wav")
"""What a demo makes, and all that the next one removes."""


class DemoError(SettingsError):
    """The demo cannot begin or go on."""


class House:
    """A fresh installation and its processes; use it in a ``with`` block."""

    def __init__(self, directory: Path, say: Callable[[str], None]) -> None:
        self.directory = directory
        self.data = directory / "data"
        self.say = say
        self._children: list[subprocess.Popen[bytes]] = []
        self._token = ""
        self._lock: int | None = None

    def __enter__(self) -> Self:
        self._make_room()
        os.environ["RUFSCHUTZ_DATA"] = str(self.data)
        os.environ["RUFSCHUTZ_ROOT_KEY_FILE"] = str(self.root_key_file)
        os.environ.pop("RUFSCHUTZ_DATABASE_OWNER", None)
        os.environ.pop("RUFSCHUTZ_DATABASE", None)  # a demo never writes to another installation's database
        self.installation = self._install()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, _interrupt)
        try:
            self._start()
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    @property
    def root_key_file(self) -> Path:
        """Where the demo's root key lies."""
        return self.directory / "keys" / "root.key"

    @property
    def target(self) -> str:
        """Where the demo's line can be called."""
        status = json.loads((self.installation.run / "voice.json").read_bytes())
        return f"sip:{LINE}@{status['host']}:{status['port']}"

    @cached_property
    def keys(self) -> Keys:
        """The installation's keys, opened with its root key."""
        from rufschutz.core.setup.actions import unlock

        return unlock(self.installation)

    @cached_property
    def blobs(self) -> BlobDirectory:
        """Where archives lie."""
        return BlobDirectory(self.installation.blobs)

    def owner(self) -> Actor:
        """Return the owner of the practice, signed in with a second factor."""
        from rufschutz.core.accounts.queries import members

        (owner,) = members(self.tenant, Clock().now())
        return Actor(person=owner.person, tenant=self.tenant, role=Role.OWNER, second_factor=True)

    def sweep_before(self, due: Millis) -> Millis | None:
        """Run the worker's sweep as if it came half an hour before ``due``; return when it erased, if so."""
        from rufschutz.core.jobs.actions import SWEEP_AHEAD, retention_place
        from rufschutz.core.retention.actions import run

        moment, place = Millis(due - HALF_AN_HOUR), retention_place(self.installation)
        report = run((self.tenant,), place, moment, ahead=SWEEP_AHEAD, simulated=True)
        return moment if report.total > 0 else None

    def certificate(self, artefact: ArtefactId) -> tuple[Path, Path]:
        """Write a deletion's certificate and the log's public key into the demo's directory."""
        from rufschutz.core.audit.actions import sequence
        from rufschutz.core.audit.proofs import certificate_of

        sequence(self.tenant, self.keys, self.installation.log, Clock().now())
        certificate = self.directory / "certificate.json"
        certificate.write_bytes(certificate_of(self.tenant, artefact, self.keys, self.installation.log))
        key = self.directory / "log.key"
        key.write_text(str(self.keys.log_signer(self.tenant).key))
        return certificate, key

    def show_the_way_in(self, receipt: str) -> None:
        """Print the address of the console, the one-time link, the second factor, and a caller's receipt."""
        base = f"http://{self.installation.web_host}:{self.installation.web_port}"
        self.say("")
        self.say(f"Console        {base}/")
        self.say(f"Sign in once   {base}/einrichten/{self._token}/   (15 minutes; choose a password)")
        self.say(f"Account        {EMAIL}")
        self.say(f"TOTP secret    {TOTP_SECRET}   (for an authenticator app; demo only)")
        day = day_of(Clock().now(), ZONE)
        self.say(f"Receipt        {receipt} of the last caller, with the day of the call: {day:%d.%m.%Y}")
        self.say(f"  its page     {base}/beleg   (no account: see what is stored, take the yes back)")
        self.say(f"Data           {self.data}   (rufschutz --data {shlex.quote(str(self.data))} …)")
        self.say("Dates          A deletion that stands in the future was simulated; all else happened now.")
        call = ("--data", str(self.data), "call", self.target, "--script", "1 play # # 1")
        sound = ("--play", str(self.directory / "message.wav"), "--save", "heard.wav", "--note")
        self.say(f"Call it        {program_path()} {shlex.join(call + sound)}")
        self.say("End            Ctrl-C")

    def stay(self) -> None:
        """Serve until interrupted or until a process falls."""
        try:
            while all(child.poll() is None for child in self._children):
                time.sleep(0.3)
            self.say("A process of the demo has ended; the demo ends with it.")
        except KeyboardInterrupt:
            self.say("\nThe demo ends. Goodbye.")

    def _make_room(self) -> None:
        settings = self.data / runtime.SETTINGS_FILE
        if settings.exists() and not runtime.read(self.data).demo:
            raise DemoError(
                f"{self.data} is not marked demo", advice="Choose another one: rufschutz demo --directory DIR"
            )
        if self.directory.exists() and any(self.directory.iterdir()) and not settings.exists():
            raise DemoError(
                f"{self.directory} is not empty and no demo",
                advice="Choose another one: rufschutz demo --directory DIR",
            )
        self.directory.mkdir(parents=True, exist_ok=True)
        self._hold()
        for name in MADE:
            _remove(self.directory / name)

    def _hold(self) -> None:
        """Keep the directory for this demo; the kernel lets go of it however this process ends."""
        self._lock = os.open(self.directory, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            self._let_go()
            raise DemoError(
                f"a demo is running in {self.directory}",
                advice="End it (Ctrl-C where it runs), or choose another one: rufschutz demo --directory DIR",
            ) from error

    def _let_go(self) -> None:
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def _install(self) -> Installation:
        self.say("Making a fresh installation: directories, keys, policy, announcements …")
        choice = Choice(
            demo=True,
            root_key_file=str(self.root_key_file),
            sip_port=_free_port(5070, socket.SOCK_DGRAM),
            web_port=_free_port(8420, socket.SOCK_STREAM),
            metrics_ports=(),
        )
        lay(self.data, choice, new_id())
        from rufschutz.cli.django import start

        installation = start(tables=False)
        from rufschutz.cli.demo.cast import MESSAGE, practice, spoken
        from rufschutz.core.setup.actions import initialise
        from rufschutz.voice.caller.sound import write_wav

        done = initialise(installation, practice(EMAIL, LINE, TOTP_SECRET), Clock().now())
        self.tenant: TenantId = done.tenant
        self._token = done.token
        write_wav(self.directory / "message.wav", spoken(MESSAGE))
        return installation

    def _start(self) -> None:
        with (self.directory / "processes.log").open("wb") as log:
            for name in PROCESSES:
                self._children.append(spawn(serve_command(name), log, own_group=True))
        deadline = time.monotonic() + START_SECONDS
        while not (self._phone_answers() and self._console_answers()):
            self._check(deadline)
            time.sleep(0.05)

    def _check(self, deadline: float) -> None:
        fallen = [
            name for name, child in zip(PROCESSES, self._children, strict=True) if child.poll() is not None
        ]
        if fallen or time.monotonic() > deadline:
            log = self.directory / "processes.log"
            what = f"{', '.join(fallen)} ended" if fallen else "the processes did not come up in time"
            raise DemoError(what, advice=f"See {log}:\n{log.read_text('utf-8', 'replace')[-2000:]}")

    def _phone_answers(self) -> bool:
        return (self.installation.run / "voice.json").exists()

    def _console_answers(self) -> bool:
        url = f"http://{self.installation.web_host}:{self.installation.web_port}/gesund"
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def _end(self) -> None:
        for child in self._children:
            child.terminate()
        for child in self._children:
            try:
                child.wait(15)
            except subprocess.TimeoutExpired:
                child.kill()
        self._let_go()


def _free_port(first: int, kind: socket.SocketKind) -> int:
    for port in range(first, first + 200):
        with socket.socket(socket.AF_INET, kind) as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise DemoError(f"no port from {first} on is free", advice="End another demo first.")


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
