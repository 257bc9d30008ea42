"""Counters and a histogram for a process whose threads count at the same time."""

from __future__ import annotations

import threading
from bisect import bisect_left
from typing import TYPE_CHECKING, Final

from rufschutz.adapters.metrics.measure import Buckets, Measure

if TYPE_CHECKING:
    from rufschutz.adapters.metrics.measure import Metric

_SERIES: Final = 500


class Tally:
    """Counts by labels. Beyond 500 different ones nothing new is counted: labels must be closed sets."""

    def __init__(self, metric: Metric) -> None:
        self._metric = metric
        self._counts: dict[tuple[str, ...], int] = {} if metric.labels else {(): 0}
        self._lock = threading.Lock()

    def add(self, *labels: str, by: int = 1) -> None:
        """Count."""
        with self._lock:
            if labels in self._counts or len(self._counts) < _SERIES:
                self._counts[labels] = self._counts.get(labels, 0) + by

    def measures(self) -> tuple[Measure, ...]:
        """Return all counts."""
        with self._lock:
            return tuple(
                Measure(self._metric, float(count), labels) for labels, count in self._counts.items()
            )


class Timing:
    """A histogram of spans in seconds; ``edges`` are the buckets' upper ends, rising."""

    def __init__(self, metric: Metric, edges: tuple[float, ...]) -> None:
        self._metric = metric
        self._edges = edges
        self._counts = [0] * (len(edges) + 1)
        self._total = 0.0
        self._lock = threading.Lock()

    def add(self, seconds: float) -> None:
        """Count one span."""
        with self._lock:
            self._counts[bisect_left(self._edges, seconds)] += 1
            self._total += seconds

    def measures(self) -> tuple[Measure, ...]:
        """Return the histogram."""
        with self._lock:
            below = tuple(sum(self._counts[: number + 1]) for number in range(len(self._edges)))
            return (Measure(self._metric, Buckets(self._edges, below, sum(self._counts), self._total)),)
