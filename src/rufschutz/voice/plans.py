"""The plans that are in force: read from the plan directory, signed or not taken.

A plan that is damaged, unsigned or of an unknown format never replaces a good one:
the last good plan of a line stays until a better one arrives or its file goes.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from rufschutz.domain.errors import RufschutzError
from rufschutz.handover.plan import CallPlan, read_plan
from rufschutz.vault.seal.signature import read_signed
from rufschutz.voice.peers import admits

if TYPE_CHECKING:
    from pathlib import Path

log = logging.getLogger(__name__)


class PlanBook:
    """The plans by line, kept up to date by `refresh`."""

    def __init__(self, directory: Path, public_key: bytes) -> None:
        self._directory = directory
        self._public_key = public_key
        self._seen: dict[Path, tuple[int, int]] = {}
        self._plans: dict[Path, CallPlan] = {}

    def __len__(self) -> int:
        return len(self._plans)

    def find(self, user_part: str) -> CallPlan | None:
        """Return the plan of the line with this Request-URI user part, or None."""
        return next((plan for plan in self._plans.values() if plan.user_part == user_part), None)

    def serving(self, called: str, diverted_from: str, host: str) -> CallPlan | None:
        """Return the plan that answers a call from ``host``, None without a line or where it may not call."""
        plan = self.find(called) or self.find(diverted_from)
        return plan if plan is not None and admits(plan.allowed_peers, host) else None

    def every(self) -> tuple[CallPlan, ...]:
        """Return all plans in force."""
        return tuple(self._plans.values())

    def refresh(self) -> bool:
        """Take over what changed in the directory since the last time; return whether anything did."""
        found = {path: _mark(path) for path in self._directory.glob("*.plan")}
        changed = [path for path, mark in found.items() if self._seen.get(path) != mark]
        gone = self._plans.keys() - found.keys()
        for path in gone:
            del self._plans[path]
        self._seen = found
        for path in changed:
            self._take(path)
        return bool(gone or changed)

    def _take(self, path: Path) -> None:
        try:
            self._plans[path] = read_plan(read_signed(path.read_bytes(), self._public_key))
        except FileNotFoundError:
            self._plans.pop(path, None)
        except OSError as error:
            del self._seen[path]
            log.error("plan cannot be read", extra={"file": path.name, "reason": error.strerror})  # noqa: TRY400 - its words suffice
        except RufschutzError as error:
            log.error("plan refused", extra={"file": path.name, "reason": str(error)})  # noqa: TRY400 - its words suffice


def _mark(path: Path) -> tuple[int, int]:
    try:
        status = path.stat()
    except FileNotFoundError:
        return (0, 0)
    return (status.st_mtime_ns, status.st_ino)
