"""The page that Prometheus reads, made of what the sources say at that moment.

A source that fails leaves its metrics out and is logged; the others are told. It never waits.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, GCCollector, ProcessCollector, generate_latest
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
)
from prometheus_client.core import (
    Metric as Family,
)
from prometheus_client.registry import Collector

from rufschutz.adapters.build import build, version
from rufschutz.adapters.logs import COUNTS
from rufschutz.adapters.metrics import names
from rufschutz.adapters.metrics.measure import Buckets, Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from rufschutz.adapters.metrics.measure import Measure, Metric

    Source = Callable[[], Iterable[Measure]]

TYPE = "text/plain; version=0.0.4; charset=utf-8"

log = logging.getLogger(__name__)


class Page:
    """One process's page. ``sources`` are asked each time; they are called from any one thread."""

    def __init__(self, process: str, sources: Sequence[Source]) -> None:
        self._registry = CollectorRegistry()
        self._registry.register(_Readings((lambda: _common(process), *sources)))
        ProcessCollector(registry=self._registry)
        GCCollector(registry=self._registry)

    def text(self) -> bytes:
        """Return the page, encoded as `TYPE`."""
        return generate_latest(self._registry)


class _Readings(Collector):
    """What Prometheus' library calls a collector, over our own readings."""

    def __init__(self, sources: Sequence[Source]) -> None:
        self._sources = sources

    def describe(self) -> Iterable[Family]:
        """Return nothing: what there is depends on the sources."""
        return ()

    def collect(self) -> Iterator[Family]:
        """Return the readings, grouped by metric."""
        families: dict[str, Family] = {}
        for measure in self._measures():
            metric = measure.metric
            if metric.name not in families:
                families[metric.name] = _family(metric)
            _add(families[metric.name], measure)
        yield from families.values()

    def _measures(self) -> Iterator[Measure]:
        for source in self._sources:
            try:
                yield from tuple(source())
            except Exception:  # supervisor: one source that fails hides no other
                log.exception("a part of the metrics cannot be read")


def _family(metric: Metric) -> Family:
    match metric.kind:
        case Kind.COUNTER:
            return CounterMetricFamily(metric.name, metric.help, labels=metric.labels)
        case Kind.GAUGE:
            return GaugeMetricFamily(metric.name, metric.help, labels=metric.labels)
        case Kind.HISTOGRAM:
            return HistogramMetricFamily(metric.name, metric.help, labels=metric.labels)


def _add(family: Family, measure: Measure) -> None:
    value = measure.value
    if isinstance(value, Buckets):
        if isinstance(family, HistogramMetricFamily):
            edges = [(str(edge), float(count)) for edge, count in zip(value.edges, value.below, strict=True)]
            family.add_metric(measure.labels, [*edges, ("+Inf", float(value.count))], value.total)
    elif isinstance(family, CounterMetricFamily | GaugeMetricFamily):
        family.add_metric(measure.labels, value)


def _common(process: str) -> tuple[Measure, ...]:
    return (
        names.BUILD.read(1, process, version(), build()),
        names.LOG_LINES.read(COUNTS.lines - COUNTS.warnings - COUNTS.errors, "info"),
        names.LOG_LINES.read(COUNTS.warnings, "warning"),
        names.LOG_LINES.read(COUNTS.errors, "error"),
        names.LOG_DROPPED.read(COUNTS.dropped),
        names.LOG_LOST.read(COUNTS.lost),
    )
