"""Which measurements there are, the steps each takes, and the table its results make.

A step runs alone: whatever it starts ends with it, so that no measurement disturbs
the next.
"""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from rufschutz.bench import calling, cluster, deletion, media, memory, sealing, tables

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rufschutz.bench.deletion import DeletionResult
    from rufschutz.bench.table import Table

T = TypeVar("T")

NAMES: Final = ("media", "sealing", "deletion", "call", "memory")
DELETED: Final = (1_000, 10_000)
DELETED_LARGE: Final = 100_000


@dataclass(frozen=True, slots=True)
class Wish:
    """What to measure: ``calls`` at once and for how many ``seconds`` each.

    ``postgres``: the URL of a server on which databases may be made; '' starts a
    throw-away one. ``large``: delete a hundred thousand recordings, too.
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
        steps.append(Step(f"{calls} calls, a task each", partial(media.run_reference, calls, wish.seconds)))
    return Measurement("media", tuple(steps), tables.media)


def _sealing(_wish: Wish) -> Measurement[Any]:
    return Measurement("sealing", (Step("sealing", sealing.measure),), _only(tables.sealing))


def _deletion(wish: Wish) -> Measurement[Any]:
    sizes = (*DELETED, *([DELETED_LARGE] if wish.large else []))
    steps = [Step(f"{size} deletions, SQLite", partial(_delete, size)) for size in sizes]
    missing = not wish.postgres and cluster.programs() is None
    if not missing:
        steps += [
            Step(f"{size} deletions, PostgreSQL", partial(_delete_postgres, size, wish)) for size in sizes
        ]
    left_out = "PostgreSQL left out: it is not installed, and --postgres names none" if missing else ""
    return Measurement("deletion", tuple(steps), partial(tables.deletion, left_out=left_out))


def _delete(size: int) -> DeletionResult:
    return deletion.measure(size)[0]


def _delete_postgres(size: int, wish: Wish) -> DeletionResult:
    with ExitStack() as stack:
        server = wish.postgres
        folder = cluster.programs()
        if not server and folder is not None:
            server = stack.enter_context(cluster.cluster(folder, durable=True))
        url = stack.enter_context(cluster.database(server, f"rufschutz_bench_{size}"))
        return deletion.measure(size, [url])[0]


def _call(_wish: Wish) -> Measurement[Any]:
    return Measurement("call", (Step("whole calls", calling.measure),), _only(tables.calling))


def _memory(_wish: Wish) -> Measurement[Any]:
    return Measurement("memory", (Step("an idle service", memory.measure),), _only(tables.memory))


def _only(table: Callable[[T], Table]) -> Callable[[Sequence[T]], Table]:
    return lambda results: table(results[0])


_MAKERS: Final[dict[str, Callable[[Wish], Measurement[Any]]]] = {
    "media": _media,
    "sealing": _sealing,
    "deletion": _deletion,
    "call": _call,
    "memory": _memory,
}
