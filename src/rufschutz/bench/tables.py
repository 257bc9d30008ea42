"""The results of each measurement as the table that is printed, with the targets of the product."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rufschutz.bench.media import NOISY, TASKS, TICK
from rufschutz.bench.record import SEARCHES
from rufschutz.bench.table import Column, Table, Target

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rufschutz.bench.access import AccessResult
    from rufschutz.bench.calling import CallingResult
    from rufschutz.bench.consenting import Figures
    from rufschutz.bench.deletion import DeletionResult
    from rufschutz.bench.gate import GateResult
    from rufschutz.bench.media import MediaResult
    from rufschutz.bench.memory import MemoryResult
    from rufschutz.bench.record import GrowthResult, LogResult
    from rufschutz.bench.sealing import SealingResult
    from rufschutz.bench.setups import SetupsResult
    from rufschutz.bench.table import Cell

CPU_PERCENT, NOISY_CPU_PERCENT, LATE_MS, MEGABYTES = 0.08, 0.12, 5.0, 0.5
IDLE_MEGABYTES, SETUPS = 250.0, 200.0
ENTRIES = 20_000.0
DELETIONS = {"sqlite": 500.0, "postgresql": 2_000.0}
DECISION_US = 10.0
ACCESS = 100_000.0


def media(results: Sequence[MediaResult]) -> Table:
    """Return calls on one core: ours and one task per call, and what a call costs."""
    columns = (
        Column("way", "way"),
        Column("calls", "calls"),
        Column("cpu_percent", "% of a core per call", 3),
        Column("megabytes", "MB per call", 3),
        Column("megabytes_in_all", "MB in all", 1),
        Column("late_p50", "late p50, ms", 2),
        Column("late_p99", "p99", 2),
        Column("late_max", "max", 2),
        Column("missed_ticks", "ticks missed"),
        Column("heard", "packets heard", 3),
    )
    rows = tuple(
        (
            each.way,
            each.calls,
            each.cpu_percent,
            each.megabytes,
            each.megabytes_in_all,
            each.late_p50,
            each.late_p99,
            each.late_max,
            each.missed_ticks,
            each.heard,
        )
        for each in results
    )
    title = "media: G.711 in and out, sealed recording, on one core"
    return Table("media", title, columns, rows, _media_targets(results), _media_ratios(results))


def _media_targets(results: Sequence[MediaResult]) -> tuple[Target, ...]:
    ours = [each for each in results if each.way == TICK]
    noisy = [each for each in results if each.way == NOISY]
    targets = []
    for found, where, cpu in ((ours, "", CPU_PERCENT), (noisy, ", bad link", NOISY_CPU_PERCENT)):
        if not found:
            continue
        most = max(found, key=lambda each: each.calls)
        worst = max(each.cpu_percent for each in found)
        targets += [
            Target(f"CPU per call, the worst size{where}", worst, cpu, "%"),
            Target(f"lateness p99 at {most.calls} calls{where}", most.late_p99, LATE_MS, "ms"),
        ]
    if ours:
        worst = max(each.megabytes for each in ours)
        targets.append(Target("memory per call, the worst size", worst, MEGABYTES, "MB"))
    return tuple(targets)


def _media_ratios(results: Sequence[MediaResult]) -> tuple[str, ...]:
    ours = {each.calls: each.cpu_percent for each in results if each.way == TICK}
    words = {TASKS: "one task per call", NOISY: "a bad link with keys as sound"}
    return tuple(
        f"{each.calls} calls: {words[each.way]} takes {each.cpu_percent / ours[each.calls]:.1f} "
        "times the CPU of the tick"
        for each in results
        if each.way in words and ours.get(each.calls, 0) > 0
    )


def sealing(results: Sequence[SealingResult]) -> Table:
    """Return the speed of journal and archive beside the bare cipher."""
    columns = (
        Column("what", "what"),
        Column("piece", "bytes a piece"),
        Column("ours", "MB/s", 0),
        Column("cipher", "AES-256-GCM alone, MB/s", 0),
        Column("ratio", "ratio", 2),
    )
    rows = tuple((each.what, each.piece, each.ours, each.cipher, each.ratio) for each in results)
    calls = [each.ours * 1e6 / each.piece for each in results if each.what.startswith("journal")]
    notes = tuple(f"the journal's speed is that of {int(count):,} calls recorded at once" for count in calls)
    return Table("sealing", "sealing: sound beside the bare cipher", columns, rows, (), notes)


def gate(results: Sequence[GateResult]) -> Table:
    """Return how long the consent gate takes for each sort of decision."""
    columns = (Column("what", "decision"), Column("microseconds", "µs", 2))
    rows = tuple((each.what, each.microseconds) for each in results)
    slowest = max(each.microseconds for each in results)
    targets = (Target("a decision of the gate, the slowest sort", slowest, DECISION_US, "µs"),)
    return Table("gate", "gate: three purposes a call", columns, rows, targets)


def consent(results: Sequence[Figures], left_out: str = "") -> Table:
    """Return what becomes of a yes and of a withdrawal, in time, and how fast consents are checked."""
    return figured("consent", "consent: from the yes to the sound, and back", results, left_out)


def figured(name: str, title: str, results: Sequence[Figures], left_out: str = "") -> Table:
    """Return figures line by line, each with its limit where it has one."""
    columns = (Column("figure", "figure"), Column("value", "value", 1), Column("unit", "unit"))
    figures = [figure for each in results for figure in each.figures()]
    rows = tuple((figure.what, figure.value, figure.unit) for figure in figures)
    targets = tuple(
        Target(figure.what, figure.value, figure.limit, figure.unit, at_most=figure.at_most)
        for figure in figures
        if figure.limit
    )
    notes = (left_out,) if left_out else ()
    return Table(name, title, columns, rows, targets, notes)


def access(results: Sequence[AccessResult]) -> Table:
    """Return decisions of access a second, by sort of request."""
    columns = (
        Column("what", "request"),
        Column("per_second", "decisions/s", 0),
        Column("trace", "words of the trace"),
    )
    rows = tuple((each.what, each.per_second, each.trace) for each in results)
    slowest = min(each.per_second for each in results)
    what = "decisions on one core, the slowest sort"
    targets = (Target(what, slowest, ACCESS, "/s", at_most=False),)
    return Table("access", "access: decided with the complete trace", columns, rows, targets)


def deletion(results: Sequence[DeletionResult], left_out: str = "") -> Table:
    """Return deletions a second, logged, with certificates derived for a sample."""
    columns = (
        Column("database", "database"),
        Column("artefacts", "calls' recordings"),
        Column("seconds", "seconds", 2),
        Column("per_second", "deletions/s", 0),
        Column("cpu_ms", "CPU each, ms", 3),
        Column("certified", "certificates held"),
    )
    rows = tuple(
        (each.database, each.artefacts, each.seconds, each.per_second, each.cpu_ms, each.certified)
        for each in results
    )
    targets = [
        Target(f"deletions on {database}, the slowest size", min(rates), limit, "/s", at_most=False)
        for database, limit in DELETIONS.items()
        if (rates := [each.per_second for each in results if each.database == database])
    ]
    title = "deletion: erased, read back, logged, provable"
    return Table("deletion", title, columns, rows, tuple(targets), (left_out,) if left_out else ())


def log(results: Sequence[LogResult], left_out: str = "") -> Table:
    """Return entries a second, into the outbox and from there to the checkpoint, and what comes later."""
    columns = (
        Column("database", "database"),
        Column("entries", "entries"),
        Column("size", "in a log of"),
        Column("recorded", "into the outbox/s", 0),
        Column("per_second", "outbox to checkpoint/s", 0),
        Column("per_core", "a second of CPU", 0),
        Column("checking", "checked, s", 1),
        Column("checking_cpu", "CPU, s", 1),
        *(Column(f"search_{name}", f"searched by {name}, ms", 1) for name in SEARCHES),
    )
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            each.database,
            each.entries,
            each.size,
            each.entries / each.recording,
            each.per_second,
            each.per_core,
            each.checking,
            each.checking_cpu,
            *(milliseconds for _, milliseconds in each.searches),
        )
        for each in results
    )
    targets = tuple(
        Target(
            f"from the outbox to the checkpoint, {each.database}",
            each.per_second,
            ENTRIES,
            "/s",
            at_most=False,
        )
        for each in results
    )
    title = "log: from the outbox to the signed checkpoint, then searched and held against itself"
    return Table("log", title, columns, rows, targets, (left_out,) if left_out else ())


def growth(results: Sequence[Sequence[GrowthResult]], left_out: str = "") -> Table:
    """Return what one call costs in a record that grows, and by how much that grows."""
    columns = (
        Column("database", "database"),
        Column("calls", "calls in the record"),
        Column("ingest", "take over and archive, ms", 2),
        Column("ingest_cpu", "CPU of it, ms", 2),
        Column("journals_per_second", "journals/s", 0),
        Column("deletion", "erase and log, ms", 2),
        Column("deletion_cpu", "CPU of it, ms", 2),
        Column("idle", "a run with nothing due, ms", 0),
        Column("beyond_cpu", "CPU of an erasure beyond that, ms", 2),
        Column("list_first", "first page of the list, ms", 2),
        Column("list_middle", "a page in the middle, ms", 2),
    )
    rows = tuple(
        (
            each.database,
            each.calls,
            each.ingest,
            each.ingest_cpu,
            each.journals_per_second,
            each.deletion,
            each.deletion_cpu,
            each.idle,
            each.beyond_cpu,
            each.list_first,
            each.list_middle,
        )
        for stages in results
        for each in stages
    )
    notes = [_grown(stages[0], stages[-1]) for stages in results if len(stages) > 1]
    title = "growth: the same work in a record that grows"
    return Table("growth", title, columns, rows, (), (*notes, *([left_out] if left_out else [])))


def _grown(first: GrowthResult, last: GrowthResult) -> str:
    return (
        f"{first.database}: {last.calls / first.calls:,.0f} times as many calls make ingest "
        f"{last.ingest / first.ingest:.1f}, deletion {last.deletion / first.deletion:.1f}, the first page "
        f"{last.list_first / first.list_first:.1f} and a page in the middle "
        f"{last.list_middle / first.list_middle:.1f} times as dear"
    )


def memory(results: Sequence[MemoryResult]) -> Table:
    """Return what each idle process takes, and all of them."""
    columns = (Column("process", "process"), Column("megabytes", "PSS, MB", 1))
    total = sum(each.megabytes for each in results)
    rows = (*((each.process, each.megabytes) for each in results), ("all", total))
    targets = (Target("idle, all processes", total, IDLE_MEGABYTES, "MB"),)
    return Table("memory", "memory: the whole service, idle, after a first page", columns, rows, targets)


def calling(result: CallingResult) -> Table:
    """Return what a whole call waits for and costs."""
    columns = (Column("figure", "figure"), Column("value", "value", 1), Column("unit", "unit"))
    rows = (
        ("calls", float(result.calls), ""),
        ("length of a call", result.length_s, "s"),
        ("INVITE to answer, median", result.answer_ms, "ms"),
        ("INVITE to answer, worst", result.answer_worst_ms, "ms"),
        ("last hang-up to last archive", result.archive_ms, "ms"),
        *((f"CPU per call, {name}", value, "ms") for name, value in result.cpu_ms),
    )
    return Table("call", "call: whole calls, each leaving a message", columns, rows)


def setups(results: Sequence[SetupsResult]) -> Table:
    """Return calls set up a second, by how many are under way at once."""
    columns = (
        Column("at_once", "at once"),
        Column("calls", "calls"),
        Column("per_second", "set-ups/s", 0),
        Column("cpu_ms", "voice's CPU each, ms", 2),
        Column("options", "OPTIONS/s", 0),
        Column("ratio", "OPTIONS a set-up", 1),
        Column("bare", "messages alone, set-ups/s", 0),
        Column("repeated", "sent again"),
    )
    rows = tuple(
        (
            each.at_once,
            each.calls,
            each.per_second,
            each.cpu_ms,
            each.options,
            each.ratio,
            each.bare,
            each.repeated,
        )
        for each in results
    )
    best = max(each.per_second for each in results)
    targets = (Target("set-ups, the best level", best, SETUPS, "/s", at_most=False),)
    title = "setups: INVITE, 200, ACK, facts durable, BYE, over UDP on one core"
    return Table("setups", title, columns, rows, targets)
