"""What a drill found, as a page for people and as JSON."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final

from rufschutz.adapters.build import version

if TYPE_CHECKING:
    from rufschutz.domain.moments import Millis

FORMAT = "rufschutz-drill/1"


SEARCHED: Final = {
    "sqlite": (
        "Searched were every row, the bytes of the database's files, of every blob and of what was put away."
    ),
    "postgresql": (
        "Searched were every row that a query can see, the bytes of every blob and of what was put away. "
        "The server's own files, which hold deleted rows until it writes over them, were not."
    ),
}
"""What a search means on each kind of database."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that has to be so after a restore; ``seen`` says what was found instead, or how much."""

    what: str
    passed: bool
    seen: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """A drill: on which kind of database, what was looked at, how many seconds each step took."""

    vendor: str
    checks: tuple[Check, ...]
    seconds: tuple[tuple[str, float], ...]

    @property
    def passed(self) -> bool:
        """Whether everything was as it has to be."""
        return bool(self.checks) and all(check.passed for check in self.checks)


def as_json(done: Done, now: Millis) -> bytes:
    """Return the report for programs."""
    words = {
        "format": FORMAT,
        "at": now,
        "day": _day(now),
        "version": version(),
        "database": done.vendor,
        "passed": done.passed,
        "checks": [asdict(check) for check in done.checks],
        "seconds": {name: round(seconds, 2) for name, seconds in done.seconds},
    }
    return json.dumps(words, indent=2, ensure_ascii=False).encode() + b"\n"


def as_markdown(done: Done, now: Millis) -> bytes:
    """Return the report for people."""
    rows = "\n".join(
        f"| {'passed' if check.passed else '**FAILED**'} | {check.what} | {check.seen} |"
        for check in done.checks
    )
    steps = "\n".join(f"| {name} | {seconds:.1f} |" for name, seconds in done.seconds)
    return (
        f"# Restore drill of {_day(now)}: {'passed' if done.passed else 'FAILED'}\n\n"
        f"Rufschutz {version()}, {done.vendor}. In a throw-away installation messages were recorded, "
        "backed up, then one was deleted, one withdrawn, one restricted, one number objected to; then the "
        "backup was restored and everything was searched for what must be gone. "
        f"{SEARCHED.get(done.vendor, '')}\n\n"
        f"| | what has to be so | seen |\n|---|---|---|\n{rows}\n\n"
        f"| step | seconds |\n|---|---|\n{steps}\n"
    ).encode()


def _day(now: Millis) -> str:
    return dt.datetime.fromtimestamp(now / 1000, dt.UTC).strftime("%Y-%m-%d %H:%M UTC")
