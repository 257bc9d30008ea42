"""The processes: whether they run, under which users, and how their last work went."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rufschutz.core.jobs.queries import faulty_jobs, last_worked
from rufschutz.core.setup.checks.finding import error, warning
from rufschutz.handover import supervision

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rufschutz.core.runtime import Installation
    from rufschutz.core.setup.checks.finding import Finding
    from rufschutz.core.setup.checks.machine import Machine
    from rufschutz.domain.moments import Millis

AWAY = 5 * 60 * 1000
"""A worker that has finished nothing for so long (ms) does not run, or fails each time."""

LOOP = 3
"""So many quick ends in a row are no accident."""


def findings(installation: Installation, machine: Machine) -> Iterator[Finding]:
    """Yield processes that fall again and again, and a voice that reaches whose files it should not."""
    yield from _falling(installation)
    voice, blobs = machine.voice, installation.blobs
    if voice is None or not blobs.is_dir():
        return
    walled = installation.spool.stat().st_uid != blobs.stat().st_uid
    if walled and voice.user in {0, blobs.stat().st_uid}:
        what = "voice runs as a user who may read the archive"
        yield error("voice_user", what, "Start it by its unit: systemctl restart rufschutz-voice")


def _falling(installation: Installation) -> Iterator[Finding]:
    state = supervision.read(installation.run)
    for child in () if state is None or state.ending else state.children:
        if child.falls >= LOOP:
            what = f"{child.name} has ended {child.falls} times in a row, each time soon after its start"
            yield error("crash_loop", what, f"Its log says why (status {child.last_status}).")


def jobs(now: Millis) -> Iterator[Finding]:
    """Yield a worker that is away, and recurring work that failed the last time."""
    last = last_worked()
    if last is not None and now - last > AWAY:
        what = f"the worker has done nothing for {(now - last) // 60_000} minutes"
        advice = (
            "Start it: rufschutz serve, or systemctl restart rufschutz-worker; its log says why it ended."
        )
        yield error("worker", what, advice)
    for job in faulty_jobs():
        what = f"the worker's last {job.name} failed: {job.fault}"
        yield warning(
            "job", what, "See the worker's log: journalctl -u rufschutz-worker. It tries again by itself."
        )
