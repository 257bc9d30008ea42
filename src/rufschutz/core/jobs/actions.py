"""What the worker does, and when: one row per recurring job, nothing else remembers.

Each job is safe to run at any time and again. Dropping the table makes all of them
due at once and loses nothing. A job whose work a wrong clock would make irrevocable
says so; it is held while the clock is in doubt.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from rufschutz.adapters.clock import Clock
from rufschutz.adapters.logs import LogChoice
from rufschutz.adapters.logs.files import forget_old
from rufschutz.adapters.metrics import PROCESSES
from rufschutz.core.accounts.actions import forget_visits
from rufschutz.core.apikeys.actions import forget_ended
from rufschutz.core.audit.actions import sequence
from rufschutz.core.audit.actions.daily import write_daily
from rufschutz.core.audit.actions.years import keep_years
from rufschutz.core.backup.actions.rounds import Upkeep, upkeep
from rufschutz.core.breath import no_breath
from rufschutz.core.completeness.actions.check import check as check_store
from rufschutz.core.completeness.actions.leaves import check_log
from rufschutz.core.consent import actions as consents
from rufschutz.core.glass.actions import forget_due
from rufschutz.core.holds.actions.settling import settle as settle_holds
from rufschutz.core.ingest.actions.archival import archive_ended, destroy_leftovers
from rufschutz.core.ingest.actions.crash import dead_calls, end_dead_calls
from rufschutz.core.ingest.actions.forget import forget_applied
from rufschutz.core.ingest.actions.orphans import drop_keys_alone
from rufschutz.core.ingest.actions.passing import discard_given_up
from rufschutz.core.ingest.queries import damaged_files, epochs_in_use, lag
from rufschutz.core.jobs.counts import COUNTS
from rufschutz.core.jobs.desk import ingest_desk, retention_place
from rufschutz.core.jobs.models import SPOOL, Schedule
from rufschutz.core.keys.actions import finish_rotations
from rufschutz.core.offboarding.actions import go_on
from rufschutz.core.pages import forget_pages
from rufschutz.core.purposes.actions import Shelves, forget_decided, refresh, retire, take_effect_due
from rufschutz.core.purposes.queries import unspoken
from rufschutz.core.recordings.actions import check_consents
from rufschutz.core.recordings.actions.integrity import look_at_some
from rufschutz.core.retention.actions import finish_all, run
from rufschutz.core.retention.meter import StatusFile
from rufschutz.core.retention.queries import overdue
from rufschutz.core.tenants.queries import controller, tenant_ids
from rufschutz.domain.moments import DAY, SECOND, Millis
from rufschutz.handover import durable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from rufschutz.core.breath import Breath
    from rufschutz.core.ingest.actions.spool import SpoolTaker
    from rufschutz.core.ingest.desk import Desk
    from rufschutz.core.keys.actions import Keys
    from rufschutz.core.retention.actions import Place
    from rufschutz.core.runtime import Installation
    from rufschutz.domain.ids import CallId, TenantId

__all__ = ["SWEEP_AHEAD", "Job", "Works", "poll", "retention_place", "run_due", "sequence_all", "works"]

log = logging.getLogger(__name__)

MINUTE = 60 * SECOND
HOUR = 60 * MINUTE

SWEEP_AHEAD = HOUR + 5 * MINUTE
"""How far (ms) the sweep looks ahead: until the next one, and until that one at its latest.

A caller was promised a day; what is due at its end would otherwise go in the first hour of the next.
"""


FIRST_WAIT = 200
LONGEST_WAIT = 30 * SECOND
UNFINISHED = 30 * SECOND


@dataclass(frozen=True, slots=True)
class Works:
    """Everything the jobs work with. ``log``: all audit logs; ``texts``: what processes log.

    ``breathe``: what long work calls between its batches, so that no withdrawal waits for its end.
    ``run``: where it tells how far a deletion run is, None for nowhere. ``upkeep``: of backups.
    """

    desk: Desk
    place: Place
    shelves: Shelves
    log: Path
    taker: SpoolTaker
    texts: LogChoice = field(default_factory=LogChoice)
    breathe: Breath = no_breath
    run: Path | None = None
    upkeep: Upkeep | None = None
    packages: Path | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """A recurring job: its name, how often (ms), what it does; ``held``: not while the clock is in doubt."""

    name: str
    every: int
    do: Callable[[Works, Millis], object]
    held: bool = False


def works(installation: Installation, keys: Keys, taker: Callable[[Desk], SpoolTaker]) -> Works:
    """Return the works of an installation."""
    desk = ingest_desk(installation, keys)
    shelves = Shelves(installation.plans, installation.clips)
    return Works(
        desk,
        retention_place(installation),
        shelves,
        installation.log,
        taker(desk),
        installation.logs,
        run=installation.run,
        upkeep=upkeep(installation, keys.root_key, makes=True),
        packages=installation.packages,
    )


def poll(parts: Works, now: Millis) -> int:
    """Take over what the spool holds and archive what ended; return how many facts there were."""
    taken = parts.taker.take(now)
    COUNTS.facts += taken.facts
    if taken.facts:
        _try_all(partial(archive_ended, tenant, parts.desk, now) for tenant in tenant_ids())
    return taken.facts


def run_due(parts: Works, now: Millis, *, doubted: bool = False) -> tuple[str, ...]:
    """Run every job that is due, in their order, and return which; a failed one is due again `soon_again`.

    ``doubted``: ``now`` may be wrong, so what cannot be undone is held and stays due. One job that
    fails keeps no other from running. Raises the first failure, after its row says so.
    """
    due = []
    for job in JOBS:
        row, _ = Schedule.objects.get_or_create(name=job.name, defaults={"next_at": now})
        if _is_due(job, row, now) and not (doubted and job.held):
            due.append((job, row))
    _try_all(step for job, row in due for step in (partial(_run, job, row, parts, now), parts.breathe))
    return tuple(job.name for job, _ in due)


def _try_all(steps: Iterable[Callable[[], object]]) -> None:
    """Take every step, whatever becomes of the others; raise the first failure when all were tried."""
    failures = []
    for step in steps:
        try:
            step()
        except Exception as error:  # noqa: BLE001 - supervisor: what cannot be archived must not stop deletions
            failures.append(error)
    if failures:
        raise failures[0]


def _is_due(job: Job, row: Schedule, now: Millis) -> bool:
    """Say whether a job is due; a moment further off than any wait was set by a clock that ran ahead."""
    return not now < row.next_at <= now + max(job.every, LONGEST_WAIT)


def soon_again(failures: int) -> int:
    """Return how long (ms) a job waits that failed so many times in a row: 0.4 s, 0.8 s … 30 s.

    It waits alone: whatever a job cannot do, callers' facts are taken over meanwhile.
    """
    return min(LONGEST_WAIT, FIRST_WAIT << min(failures, 16))


def soon(name: str, now: Millis) -> None:
    """Let the worker do a job with its next round; raise `KeyError` for a job that there is not."""
    known = {job.name for job in JOBS}
    if name not in known:
        raise KeyError(name)
    Schedule.objects.update_or_create(name=name, defaults={"next_at": now})


def sequence_all(keys: Keys, installation: Installation, now: Millis) -> int:
    """Sequence and publish every tenant's log; return how many entries were logged."""
    return sum(sequence(tenant, keys, installation.log, now) for tenant in tenant_ids())


def _run(job: Job, row: Schedule, parts: Works, now: Millis) -> None:
    """Run a job. Its row says beforehand that it began, so that the next run knows of one that was killed."""
    if row.started_at is not None and not row.fault and row.started_at != row.finished_at:
        row.fault = "did not finish"
    row.started_at = now
    row.save(update_fields=["started_at", "fault"])
    try:
        job.do(parts, now)
    except BaseException as error:
        row.fault, row.failures = type(error).__name__, row.failures + 1
        row.next_at = now + soon_again(row.failures)
        raise
    else:
        row.finished_at, row.fault, row.failures, row.next_at = now, "", 0, now + job.every
    finally:
        row.save(update_fields=["finished_at", "fault", "failures", "next_at"])


def _spool(parts: Works, now: Millis) -> None:
    """Take the spool over once more: the job's row then says up to which moment all of it is in the record.

    Who serves what callers left asks that (`queries.caught_up`): a withdrawal may wait in the spool.
    """
    poll(parts, now)


def _ends(parts: Works, now: Millis) -> None:
    """End calls whose process died; ask who is dead before taking what they wrote."""
    dead = {tenant: dead_calls(tenant, parts.desk) for tenant in tenant_ids()}
    parts.taker.take(now)
    each = [step for tenant, calls in dead.items() for step in _endings(tenant, calls, parts.desk, now)]
    _try_all((*each, partial(drop_keys_alone, parts.desk, now)))


def _endings(
    tenant: TenantId, calls: tuple[CallId, ...], desk: Desk, now: Millis
) -> tuple[Callable[[], object], ...]:
    return (
        partial(end_dead_calls, tenant, calls, desk, now),
        partial(archive_ended, tenant, desk, now),
        partial(destroy_leftovers, tenant, desk),
    )


def _finish(parts: Works, now: Millis) -> None:
    """Finish what the console began: it may not enter the journals."""
    finish_all(tenant_ids(), parts.place, now)


def _log(parts: Works, now: Millis) -> None:
    for tenant in tenant_ids():
        sequence(tenant, parts.desk.keys, parts.log, now, parts.breathe)


def _years(parts: Works, now: Millis) -> None:
    """Close the year of each log at its turn, drop what its rules end, and write the page of the day."""
    for tenant in tenant_ids():
        zone = controller(tenant).tzinfo
        keep_years(tenant, zone, parts.desk.rules(tenant), parts.desk.keys, parts.log, now)
        write_daily(tenant, zone, parts.log, now)


def _sweep(parts: Works, now: Millis) -> None:
    if parts.run is None:
        run(tenant_ids(), parts.place, now, ahead=SWEEP_AHEAD, breathe=parts.breathe)
        return
    status = StatusFile(parts.run, Clock().now)
    done = run(tenant_ids(), parts.place, now, ahead=SWEEP_AHEAD, breathe=parts.breathe, tell=status.tell)
    status.end(done.total)


def _plans(parts: Works, now: Millis) -> None:
    for refusal in refresh(parts.desk.keys, parts.shelves, now).refused:
        log.error("the plan of line %s is refused: %s", refusal.line, refusal.error)


def _policies(parts: Works, now: Millis) -> None:
    """Let proposals take effect whose time has come, and let callers hear a new policy at once."""
    try:
        take_effect_due(now)
    finally:
        if unspoken(Millis(now - HOUR)):
            _plans(parts, now)


def tidy(parts: Works, now: Millis) -> int:
    """Remove what killed processes left half replaced; return how many files.

    Only what was written more than half a minute ago: another process may be at work.
    """
    places = (parts.desk.spool, parts.log, parts.shelves.plans, parts.shelves.clips)
    return sum(durable.discard_unfinished(place, (now - UNFINISHED) / 1000) for place in places)


def forget_logs(choice: LogChoice, now: Millis) -> None:
    """Delete log files older than their days, also of processes that never start again."""
    if choice.directory is None:
        return
    if refused := forget_old(choice.directory, PROCESSES, choice.days, now / 1000):
        log.error(
            "%d log files are older than log_days and cannot be deleted: the worker has to be in "
            "the group that owns log_directory, and that group has to have the right to write there",
            len(refused),
        )


def _holds(parts: Works, now: Millis) -> None:
    """End the holds that time ends, and give back the keys of what is free again."""
    for tenant in tenant_ids():
        settle_holds(tenant, parts.desk.keys, now)


def _consents(parts: Works, now: Millis) -> None:
    for tenant in tenant_ids():
        if found := check_consents(tenant, parts.desk, now, parts.breathe).unheld:
            log.critical("%d uses of recordings rest on no valid consent: they are locked away", len(found))


def _keys(parts: Works, now: Millis) -> None:
    """Finish what a killed process left half wrapped anew, and let old keys go that nothing needs."""
    for tenant in tenant_ids():
        finish_rotations(parts.desk.keys, tenant, now, parts.breathe)


def _store(parts: Works, now: Millis) -> None:
    """Check that nothing is missing and nothing too much."""
    for tenant in tenant_ids():
        leaves = check_log(tenant, parts.desk.keys, parts.log, now, parts.breathe)
        if found := leaves + check_store(tenant, parts.desk, now, parts.breathe).found:
            log.critical("%d things are not as they have to be: see rufschutz store check", found)


def _looks(parts: Works, now: Millis) -> None:
    """Read a part of the archives through, so that each is read within thirty days."""
    for tenant in tenant_ids():
        _, altered = look_at_some(tenant, parts.desk.keys, parts.desk.blobs, now, parts.breathe)
        if altered:
            log.critical("%d recordings are not what was stored", altered)


def _offboard(parts: Works, now: Millis) -> None:
    """Take the next steps of controllers that leave."""
    for tenant in tenant_ids():
        desk, packages = parts.desk, parts.packages or parts.log.parent / "packages"
        go_on(tenant, desk.keys, desk.blobs, parts.shelves, parts.log, packages, now, parts.breathe)


def _retire(parts: Works, now: Millis) -> None:
    tidy(parts, now)
    forget_logs(parts.texts, now)
    discard_given_up(parts.desk, now)
    retire(epochs_in_use(parts.desk), now)
    forget_visits(now)
    for tenant in tenant_ids():
        forget_applied(tenant, now)
        forget_decided(tenant, now)
        consents.invalidate(tenant, parts.desk.keys, parts.desk.rules(tenant), now)
        consents.expire(tenant, parts.desk.keys, parts.desk.rules(tenant), now)
        forget_ended(tenant, now)
        forget_due(tenant, now)


def _tombstones(parts: Works, now: Millis) -> None:
    if parts.upkeep is not None:
        parts.upkeep.write(now)


def _backups(parts: Works, now: Millis) -> None:
    if parts.upkeep is not None:
        parts.upkeep.end(now)


def _watch(parts: Works, now: Millis) -> None:
    consents.forget_guesses(now)
    behind = lag(parts.desk, now)
    if behind > DAY:
        log.critical("a fact waits in the spool since %d hours", behind // HOUR)
    for file in damaged_files():
        log.critical("%s stopped at line %d: facts from there on wait", file.name, file.line)
    for tenant in tenant_ids():
        if late := overdue(tenant, Millis(now - DAY)):
            log.critical("%d things are due since more than a day and not erased", late)


JOBS = (
    Job(SPOOL, SECOND, _spool),
    Job("ends", 2 * SECOND, _ends),
    Job("finish", 2 * SECOND, _finish),
    Job("sweep", HOUR, _sweep, held=True),
    Job("log", SECOND, _log),
    Job("years", HOUR, _years, held=True),
    Job("plans", HOUR, _plans),
    Job("policies", MINUTE, _policies, held=True),
    Job("holds", MINUTE, _holds, held=True),
    Job("consents", DAY, _consents, held=True),
    Job("keys", HOUR, _keys, held=True),
    Job("offboard", MINUTE, _offboard, held=True),
    Job("retire", DAY, _retire, held=True),
    Job("watch", MINUTE, _watch),
    Job("store", DAY, _store),
    Job("looks", HOUR, _looks),
    Job("tombstones", SECOND, _tombstones),
    Job("witness", HOUR, lambda parts, now: parts.upkeep and parts.upkeep.witness(now)),
    Job("pages", MINUTE, lambda _, __: forget_pages()),
    Job("backup", MINUTE, lambda parts, now: parts.upkeep and parts.upkeep.make(now, parts.breathe)),
    Job("backups", HOUR, _backups, held=True),
)
