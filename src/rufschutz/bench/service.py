"""A whole service under measurement: a fresh installation in a directory of its own, all processes.

It is set up and started by the product's own commands, on loopback and free ports.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rufschutz.bench.errors import BenchError
from rufschutz.bench.ports import free_port
from rufschutz.bench.processes import children, words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType
    from typing import Self

LINE: Final = "praxis"
START_SECONDS: Final = 60.0
END_SECONDS: Final = 20.0

_PRACTICE: Final = (
    ("--name", "Praxis Beispiel"),
    ("--short", "Praxis Beispiel"),
    ("--address", "Beispielweg eins"),
    ("--dpo", "Datenschutz ät example Punkt org"),
    ("--authority", "die Berliner Beauftragte für Datenschutz"),
    ("--url", "example Punkt org"),
    ("--email", "inhaber@example.org"),
    ("--owner", "Inhaberin"),
    ("--line", LINE),
)
_FREE_PORTS: Final = ("--sip-port", "0", "--rtp-ports", "0", "0", "--metrics-ports", "0", "0", "0")


class Service:
    """``rufschutz serve`` with all its processes, or only ``part`` of it; use it in a ``with`` block.

    ``settings`` are added to those that an installation begins with.
    """

    def __init__(self, part: str = "all", **settings: float) -> None:
        self._part = part
        self._settings = settings
        self._home = tempfile.TemporaryDirectory(prefix="rufschutz-bench-")
        self.data = Path(self._home.name) / "data"
        self._port = free_port()
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        try:
            options = [word for pair in _PRACTICE for word in pair]
            self._run(["init", *options, "--web-port", str(self._port), *_FREE_PORTS])
            with (self.data / "rufschutz.toml").open("a", encoding="utf-8") as settings:
                settings.writelines(f"{name} = {value}\n" for name, value in self._settings.items())
            self._process = subprocess.Popen(  # noqa: S603 - our own words
                _command(["serve", self._part]), env=self._environment(), stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL, text=True,
            )  # fmt: skip
            self._await()
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    @property
    def target(self) -> str:
        """Where the line can be called."""
        return f"sip:{LINE}@127.0.0.1:{self.port}"

    @property
    def port(self) -> int:
        """The SIP port."""
        return int(json.loads((self.data / "run" / "voice.json").read_bytes())["port"])

    def processes(self) -> tuple[tuple[str, int], ...]:
        """Return the name and number of each process, the one that watches over them first."""
        if self._process is None:
            return ()
        first = self._process.pid
        if self._part != "all":
            return ((self._part, first),)
        return (("supervisor", first), *((words(pid)[-1], pid) for pid in children(first)))

    def show_a_page(self) -> None:
        """Let the console show its sign-in page, so that what it loads late is loaded."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self._port}/anmelden/", timeout=20) as answer:
            answer.read()

    def _environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("DJANGO_")}
        kept.pop("RUFSCHUTZ_DATABASE", None)
        home = {
            "RUFSCHUTZ_DATA": str(self.data),
            "RUFSCHUTZ_ROOT_KEY_FILE": str(self.data.parent / "root.key"),
        }
        return kept | home

    def _run(self, arguments: Sequence[str]) -> None:
        done = subprocess.run(  # noqa: S603 - our own words
            _command(arguments), env=self._environment(), capture_output=True, text=True, check=False
        )
        if done.returncode != 0:
            raise BenchError(f"the installation could not be made: {done.stderr[-2000:]}")

    def _await(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not (self._answers() and (self.data / "run" / "voice.json").exists()):
            if time.monotonic() > deadline:
                raise BenchError("the service did not come up in time")
            time.sleep(0.1)

    def _answers(self) -> bool:
        if self._part == "voice":
            return True
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self._port}/gesund", timeout=2) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def _end(self) -> None:
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(END_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._home.cleanup()


def _command(arguments: Sequence[str]) -> list[str]:
    return [sys.executable, "-m", "rufschutz", *arguments]
