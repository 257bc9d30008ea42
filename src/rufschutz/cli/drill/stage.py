"""The stage of a drill: two throw-away installations, each step a process of its own, as in an emergency.

Nothing of the real installation is read. The root key is the stage's own and goes with it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rufschutz.bench.cluster import cluster, database, programs
from rufschutz.bench.errors import BenchError
from rufschutz.cli.drill.report import Check, Done
from rufschutz.cli.drill.scene import LEFT
from rufschutz.core.errors import CoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_SETUP: Final = (
    *("--name", "Praxis Beispiel", "--short", "Praxis Beispiel", "--address", "Beispielweg 1, Berlin"),
    *("--dpo", "die Datenschutzbeauftragte", "--authority", "die Aufsicht", "--url", "praxis punkt example"),
    *("--email", "drill@example.org", "--owner", "Drill", "--sip-port", "0", "--web-port", "0"),
    *("--metrics-ports", "0", "0", "0"),
)
_LONGEST: Final = 900


class DrillError(CoreError):
    """A step of the drill could not be taken at all."""

    advice = "The last lines above say why; the installation itself was not touched."


class StepError(DrillError):
    """A step failed: the drill did not pass, whatever could have been looked at."""


def rehearse(server: str, tell: Callable[[str], None]) -> Done:
    """Play the whole drill; ``server`` is a PostgreSQL URL, '' for SQLite. Raises `DrillError`."""
    with ExitStack() as held:
        home = Path(held.enter_context(tempfile.TemporaryDirectory(prefix="rufschutz-drill-")))
        urls = held.enter_context(_databases(server)) if server else ("", "")
        stage = _Stage(home, urls, tell)
        return stage.play()


class _Stage:
    """One play in ``home``; ``urls`` of the two databases, '' for SQLite."""

    def __init__(self, home: Path, urls: tuple[str, str], tell: Callable[[str], None]) -> None:
        self._home = home
        self._urls = urls
        self._tell = tell
        self._seconds: list[tuple[str, float]] = []

    def play(self) -> Done:
        """Take every step and look; a step that fails is a drill that failed."""
        try:
            checks = self._played()
        except StepError as error:
            checks = (Check("every step of the drill can be taken", passed=False, seen=_one_line(error)),)
        return Done("postgresql" if self._urls[0] else "sqlite", checks, tuple(self._seconds))

    def _played(self) -> tuple[Check, ...]:
        before, after, backups = self._home / "before", self._home / "after", self._home / "backups"
        self._step("setting up", before, "rufschutz", "init", *_SETUP)
        self._step("recording", before, "rufschutz.cli.drill.scene", "record", self._secrets)
        self._step("backing up", before, "rufschutz", "backup", "--to", backups)
        self._step("deleting", before, "rufschutz.cli.drill.scene", "end", self._secrets)
        held = self._held(backups)
        tombstones = before / "tombstones" / "tombstones.log"
        (after / "spool").mkdir(parents=True)
        (after / "spool" / LEFT).write_bytes(b"left behind")
        self._step("restoring", after, "rufschutz", "restore", "--from", backups, "--tombstones", tombstones)
        told = self._step("looking", after, "rufschutz.cli.drill.scene", "look", self._secrets)
        return (held, *(Check(*each) for each in json.loads(told.splitlines()[-1])))

    def _held(self, backups: Path) -> Check:
        """Say whether the backup holds what was deleted since: else a restore would have nothing to undo."""
        secrets = json.loads(self._secrets.read_text())
        blobs = [secrets[name]["blob"][0] for name in ("deleted", "withdrawn")]
        there = [blob for blob in blobs if any((backups / "blobs").rglob(blob))]
        seen = f"{len(there)} of {len(blobs)}"
        return Check("the backup holds the ciphertext of what was deleted since", there == blobs, seen)

    @property
    def _secrets(self) -> Path:
        return self._home / "secrets.json"

    def _step(self, words: str, data: Path, module: str, *arguments: str | Path) -> str:
        self._tell(words)
        began = time.monotonic()
        url = self._urls[0] if data.name == "before" else self._urls[1]
        chosen = ["--data", str(data)] if module == "rufschutz" else []
        try:
            ran = subprocess.run(  # noqa: S603 - our own program
                [sys.executable, "-m", module, *chosen, *map(str, arguments)],
                env=self._environment(data, url),
                capture_output=True,
                text=True,
                check=False,
                timeout=_LONGEST,
            )
        except subprocess.TimeoutExpired as error:
            raise StepError(f"{words} took more than {_LONGEST} s") from error
        if ran.returncode:
            raise StepError(f"{words} failed: {ran.stderr.strip()[-600:]}")
        self._seconds.append((words, time.monotonic() - began))
        return ran.stdout

    def _environment(self, data: Path, url: str) -> dict[str, str]:
        named = {
            "RUFSCHUTZ_DATA": str(data),
            "RUFSCHUTZ_ROOT_KEY_FILE": str(self._home / "root.key"),
            "RUFSCHUTZ_DATABASE": url,
            "RUFSCHUTZ_DATABASE_OWNER": "",
        }
        kept = {name: value for name, value in os.environ.items() if not name.startswith("RUFSCHUTZ_")}
        return {**kept, **{name: value for name, value in named.items() if value}}


def _one_line(error: StepError) -> str:
    return " ".join(str(error).replace("|", "/").split())


@contextmanager
def _databases(server: str) -> Iterator[tuple[str, str]]:
    """Give two empty databases: beside the installation's, or in a throw-away cluster on this machine."""
    with ExitStack() as held:
        try:
            urls = _pair(held, server)
        except BenchError:
            folder = programs()
            if folder is None:
                raise DrillError(
                    "no throw-away database can be made",
                    advice="Name a role that may make databases: rufschutz drill --server URL",
                ) from None
            urls = _pair(held, held.enter_context(cluster(folder, durable=False)))
        yield urls


def _pair(held: ExitStack, server: str) -> tuple[str, str]:
    names = (f"rufschutz_drill_{os.getpid()}_{place}" for place in ("before", "after"))
    first, second = (held.enter_context(database(server, name)) for name in names)
    return first, second
