"""A metric's declaration and one reading of it, without any library's types."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a metric is: a count that only grows, a value now, or how often it fell into which bucket."""

    COUNTER = "counter"
    GAUGE = "gauge"
    HISTOGRAM = "histogram"


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric: its full name (a counter's without ``_total``), what it means, the names of its labels."""

    name: str
    kind: Kind
    help: str
    labels: tuple[str, ...] = ()

    @property
    def shown(self) -> str:
        """The name under which an alert rule finds it."""
        return f"{self.name}_total" if self.kind is Kind.COUNTER else self.name

    def read(self, value: float, *labels: str) -> Measure:
        """Return one reading."""
        return Measure(self, float(value), labels)


@dataclass(frozen=True, slots=True)
class Buckets:
    """A histogram's state: upper edges (the last is open), how many fell at or below each, and their sum."""

    edges: tuple[float, ...]
    below: tuple[int, ...]
    count: int
    total: float


@dataclass(frozen=True, slots=True)
class Measure:
    """One reading of a metric; ``labels`` are the labels' values in the metric's order."""

    metric: Metric
    value: float | Buckets
    labels: tuple[str, ...] = ()
