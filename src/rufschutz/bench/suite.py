"""Which measurements there are, the steps each takes, and the table its results make.

A step runs alone: whatever it starts ends with it, so that no measurement disturbs
the next.
"""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from rufschutz.bench import (
    access,
    calling,
    cluster,
    consenting,
    deletion,
    gate,
    granting,
    media,
    memory,
    proving,
    record,
    restore,
    rotation,
    sealing,
    searching,
    setups,
    store,
    tables,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rufschutz.bench.consenting import Figures
    from rufschutz.bench.table import Table

T = TypeVar("T")

NAMES: Final = (
    "media",
    "sealing",
    "gate",
    "access",
    "consent",
    "log",
    "verify",
    "growth",
    "deletion",
    "store",
    "keys",
    "restore",
    "call",
    "setups",
    "memory",
)
DELETED: Final = (1_000, 10_000)
DELETED_LARGE: Final = 100_000


@dataclass(frozen=True, slots=True)
class Wish:
    """What to measure: ``calls`` at once and for how many ``seconds`` each.

    ``postgres``: the URL of a server on which databases may be made; '' starts a
    throw-away one. ``large``: a hundred thousand recordings, too, a million calls, consents, keys, entries.
    """

    calls: tuple[int, ...] = media.SIZES
    seconds: float = 10.0
    postgres: str = ""
    large: bool = False


@dataclass(frozen=True, slots=True)
class Step(Generic[T]):
    """A part of a measurement; ``label`` says what is going on."""

    label: str
    run: Callable[[], T]


@dataclass(frozen=True, slots=True)
class Measurement(Generic[T]):
    """A measurement: run the steps one after another, then make the table of what they return."""

    name: str
    steps: tuple[Step[T], ...]
    table: Callable[[Sequence[T]], Table]


def measurement(name: str, wish: Wish) -> Measurement[Any]:
    """Return the measurement of this name (one of `NAMES`)."""
    return _MAKERS[name](wish)


def _media(wish: Wish) -> Measurement[Any]:
    steps = []
    for calls in wish.calls:
        steps.append(Step(f"{calls} calls, one tick", partial(media.run, calls, wish.seconds)))
        steps.append(Step(f"{calls} calls over a bad link", partial(media.run_noisy, calls, wish.seconds)))
        steps.append(Step(f"{calls} calls, a task each", partial(media.run_reference, calls, wish.seconds)))
    return Measurement("media", tuple(steps), tables.media)


def _sealing(_wish: Wish) -> Measurement[Any]:
    return Measurement("sealing", (Step("sealing", sealing.measure),), _only(tables.sealing))


def _gate(_wish: Wish) -> Measurement[Any]:
    return Measurement("gate", (Step("the gate's decisions", gate.measure),), _only(tables.gate))


def _consent(wish: Wish) -> Measurement[Any]:
    what = f"{consenting.USES} recordings against their consents"
    checked, left_out = _on_both(what, partial(consenting.measure_on, consenting.USES), wish)
    granted: Step[Any] = Step(f"{granting.CALLS} calls, granted and withdrawn", granting.measure)
    consents, calls = searching.CONSENTS, searching.CALLS
    if wish.large:
        consents, calls = searching.CONSENTS_LARGE, searching.CALLS_LARGE
    found, _ = _on_both(
        f"{consents} consents, searched", partial(searching.measure_on, consents, calls), wish
    )
    steps: tuple[Step[Any], ...] = (granted, *checked, *found)
    return Measurement("consent", steps, partial(tables.consent, left_out=left_out))


def _access(_wish: Wish) -> Measurement[Any]:
    return Measurement("access", (Step("decisions of access", access.measure),), _only(tables.access))


def _log(wish: Wish) -> Measurement[Any]:
    size = record.ENTRIES_LARGE if wish.large else record.ENTRIES
    what = f"{record.ENTRIES} entries in a log of {size}"
    steps, left_out = _on_both(what, partial(record.log, record.ENTRIES, size), wish)
    return Measurement("log", steps, partial(tables.log, left_out=left_out))


def _verify(_wish: Wish) -> Measurement[Any]:
    step = Step(f"{proving.ENTRIES} log entries, checked by a stranger", proving.measure)
    title = "verify: a whole log, by the file that strangers get"
    return Measurement("verify", (step,), partial(tables.figured, "verify", title))


def _store(wish: Wish) -> Measurement[Any]:
    calls = store.CALLS_LARGE if wish.large else store.CALLS
    title = "store: rows, keys, files, deletions, births against each other"
    return _figured("store", title, f"a store of {calls} calls", partial(store.measure_on, calls), wish)


def _keys(wish: Wish) -> Measurement[Any]:
    keys = rotation.KEYS_LARGE if wish.large else rotation.KEYS
    title = "keys: a tenant's key replaced while calls are archived"
    return _figured("keys", title, f"{keys} subject keys", partial(rotation.measure_on, keys), wish)


def _restore(wish: Wish) -> Measurement[Any]:
    number = restore.RECORDINGS_LARGE if wish.large else restore.RECORDINGS
    title = "restore: from the backups to the last step, beside cp"
    return _figured("restore", title, f"{number} recordings", partial(restore.measure_on, number), wish)


def _figured(name: str, title: str, what: str, run: Callable[[str], Figures], wish: Wish) -> Measurement[Any]:
    steps, left_out = _on_both(what, run, wish)
    return Measurement(name, steps, partial(tables.figured, name, title, left_out=left_out))


def _growth(wish: Wish) -> Measurement[Any]:
    sizes = (*record.SIZES, *([record.SIZE_LARGE] if wish.large else []))
    steps, left_out = _on_both(f"a record of up to {sizes[-1]} calls", partial(record.growth, sizes), wish)
    return Measurement("growth", steps, partial(tables.growth, left_out=left_out))


def _deletion(wish: Wish) -> Measurement[Any]:
    sizes = (*DELETED, *([DELETED_LARGE] if wish.large else []))
    made = [_on_both(f"{size} deletions", partial(deletion.measure_on, size), wish) for size in sizes]
    steps = sorted((step for each, _ in made for step in each), key=lambda step: "SQLite" not in step.label)
    return Measurement("deletion", tuple(steps), partial(tables.deletion, left_out=made[0][1]))


def _on_both(what: str, run: Callable[[str], T], wish: Wish) -> tuple[tuple[Step[T], ...], str]:
    """Return a step on SQLite and one on PostgreSQL, and a word where there is none."""
    steps = [Step(f"{what}, SQLite", partial(run, ""))]
    if not wish.postgres and cluster.programs() is None:
        return tuple(steps), "PostgreSQL left out: it is not installed, and --postgres names none"
    steps.append(Step(f"{what}, PostgreSQL", partial(_postgres, run, wish)))
    return tuple(steps), ""


def _postgres(run: Callable[[str], T], wish: Wish) -> T:
    with ExitStack() as stack:
        server = wish.postgres
        folder = cluster.programs()
        if not server and folder is not None:
            server = stack.enter_context(cluster.cluster(folder, durable=True))
        return run(stack.enter_context(cluster.database(server, "rufschutz_bench")))


def _call(_wish: Wish) -> Measurement[Any]:
    return Measurement("call", (Step("whole calls", calling.measure),), _only(tables.calling))


def _setups(_wish: Wish) -> Measurement[Any]:
    return Measurement("setups", (Step("set-ups", setups.measure),), _only(tables.setups))


def _memory(_wish: Wish) -> Measurement[Any]:
    return Measurement("memory", (Step("an idle service", memory.measure),), _only(tables.memory))


def _only(table: Callable[[T], Table]) -> Callable[[Sequence[T]], Table]:
    return lambda results: table(results[0])


_MAKERS: Final[dict[str, Callable[[Wish], Measurement[Any]]]] = {
    "media": _media,
    "sealing": _sealing,
    "gate": _gate,
    "access": _access,
    "consent": _consent,
    "log": _log,
    "growth": _growth,
    "verify": _verify,
    "store": _store,
    "keys": _keys,
    "restore": _restore,
    "deletion": _deletion,
    "call": _call,
    "setups": _setups,
    "memory": _memory,
}
