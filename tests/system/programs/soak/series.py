"""What is seen every ten seconds: memory, CPU, ticks by voice's metrics page, what waits."""

from __future__ import annotations

import json
import time
import urllib.request
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rufschutz.adapters.metrics import names
from rufschutz.bench.processes import cpu_seconds, own_memory

if TYPE_CHECKING:
    from phones import Callers

    from house import House

QUANTILES = (0.5, 0.99)


@dataclass(frozen=True)
class Ticks:
    """A clock's counts so far: ``below`` gives for each upper edge (s) the ticks at most as late."""

    below: dict[float, float]
    missed: int

    @property
    def count(self) -> int:
        return int(max(self.below.values(), default=0))

    def since(self, before: Ticks) -> Ticks:
        edges = {edge: count - before.below.get(edge, 0) for edge, count in self.below.items()}
        return Ticks(edges, self.missed - before.missed)

    def quantile_ms(self, share: float) -> float:
        """Return the quantile, evenly within its bucket (as Prometheus does)."""
        wanted, edge_before, count_before = share * self.count, 0.0, 0.0
        for edge, count in sorted(self.below.items()):
            if edge == float("inf"):
                return 1000 * edge_before
            if count >= wanted and count > count_before:
                part = (wanted - count_before) / (count - count_before)
                return round(1000 * (edge_before + part * (edge - edge_before)), 2)
            edge_before, count_before = edge, count
        return 0.0


@dataclass(frozen=True)
class Look:
    """One moment. MB are what each process alone has filled: its share of libraries moves with whoever
    else maps them. Lateness in ms is that of the ticks since the look before.

    CPU time, ticks and ``missed`` (slots of 20 ms without a tick) count since the start of voice, and so does
    ``voice_waited_s``: how long its loop was ready to run while others had the processors.
    """

    s: int
    calls: int
    recordings: int
    voice_mb: float
    worker_mb: float
    voice_cpu_s: float
    voice_waited_s: float
    worker_cpu_s: float
    callers_cpu_s: float
    ticks: int
    missed: int
    late_p50_ms: float
    late_p99_ms: float
    facts_waiting: int
    journals: int
    begun: int
    answered: int


def waited_seconds(pid: int) -> float:
    """Return how long a process's first thread was ready and had no processor (scheduler statistics)."""
    return round(int(Path(f"/proc/{pid}/schedstat").read_text("utf-8").split()[1]) / 1e9, 2)


class Watch:
    """Looks at a house under load."""

    def __init__(self, house: House, callers: Callers) -> None:
        self._house, self._callers = house, callers
        self._began = time.monotonic()
        self._before = self._began_with = self._ticks(self._page())
        self._waited_before = waited_seconds(house.live["voice"].pid)
        self.looks: list[Look] = []

    def look(self) -> Look:
        page = self._page()
        ticks = self._ticks(page)
        late, self._before = ticks.since(self._before), ticks
        voice, worker = (self._house.live[name].pid for name in ("voice", "worker"))
        counts = self._callers.counts
        journals = sum(1 for _ in (self._house.data / "journals").glob("*.journal"))
        one = Look(
            round(time.monotonic() - self._began), int(page[names.CALLS.shown]),
            int(page[names.RECORDINGS.shown]),
            round(own_memory(voice) / 1e6, 1), round(own_memory(worker) / 1e6, 1),
            cpu_seconds(voice), waited_seconds(voice), cpu_seconds(worker), round(time.process_time(), 1),
            ticks.count, ticks.missed, late.quantile_ms(QUANTILES[0]), late.quantile_ms(QUANTILES[1]),
            int(page[names.FACTS_WAITING.shown]), journals, counts.begun, counts.answered,
        )  # fmt: skip
        self.looks.append(one)
        return one

    def lateness(self) -> dict[str, float]:
        """Return what all looks saw together: lateness, ticks, missed slots, the wait for a processor."""
        all_ticks = self._before.since(self._began_with)
        return {
            "p50_ms": all_ticks.quantile_ms(QUANTILES[0]),
            "p99_ms": all_ticks.quantile_ms(QUANTILES[1]),
            "ticks": all_ticks.count,
            "missed": all_ticks.missed,
            "waited_s": round(self.looks[-1].voice_waited_s - self._waited_before, 1),
        }

    def told(self) -> list[dict[str, float]]:
        return [asdict(each) for each in self.looks]

    def _page(self) -> dict[str, float]:
        """Read voice's metrics page: each line's name and labels with its value."""
        port = json.loads((self._house.data / "run" / "health-voice.json").read_bytes())["port"]
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
            lines = answer.read().decode().splitlines()
        return {line.rpartition(" ")[0]: float(line.rpartition(" ")[2]) for line in lines if line[:1] != "#"}

    @staticmethod
    def _ticks(page: dict[str, float]) -> Ticks:
        start = f'{names.TICK.shown}_bucket{{le="'
        edges = {name: value for name, value in page.items() if name.startswith(start)}
        below = {float(name[len(start) : -2]): value for name, value in edges.items()}
        return Ticks(below, int(page[names.TICKS_MISSED.shown]))
