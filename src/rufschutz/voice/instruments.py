"""What the voice process shows of itself: its state and its counts as readings, and whether it works.

It only reads, from a thread that is not the loop's: plain numbers, one after the other, never
a collection that the loop changes. It knows no call and no line.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from rufschutz.adapters.metrics import names
from rufschutz.adapters.metrics.counting import Timing
from rufschutz.adapters.metrics.endpoint import Told
from rufschutz.adapters.metrics.measure import Buckets, Measure
from rufschutz.adapters.metrics.page import Page
from rufschutz.handover.health import NoRecording
from rufschutz.voice.admission import AdmissionCounts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from rufschutz.adapters.metrics.measure import Metric
    from rufschutz.handover.health import VoiceHealth
    from rufschutz.voice.health import Watched
    from rufschutz.voice.media.clock import TickClock

_EDGES: Final = (0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1)
_HANGS_S: Final = 2.0
_LET_IN: Final = ("admitted",)

WORDS: Final = {
    NoRecording.DISK_LOW: "calls are answered without recording: the disk is below its reserve",
    NoRecording.DISK_REFUSES: "calls are answered without recording: the disk refuses",
    NoRecording.NO_PLAN: "calls are answered without recording: no plan is in force",
}


@dataclass(frozen=True, slots=True)
class Instruments:
    """``counts`` returns what is counted elsewhere: each metric with the holder of its counts."""

    watched: Watched
    ticks: TickClock
    counts: Callable[[], Sequence[tuple[Metric, object]]]

    def told(self) -> Told:
        """Return what the endpoint tells."""
        return Told(Page("voice", [self.measures, self.totals]).text, self.live, self.ready)

    def measures(self) -> Iterator[Measure]:
        """Return all readings."""
        health = self.watched.look()
        yield names.READY.read(not self.ready())
        yield from _state(health)
        below, count, total = self.ticks.fell(_EDGES)
        yield Measure(names.TICK, Buckets(_EDGES, below, count, total))
        yield names.TICKS_MISSED.read(health.ticks_missed)

    def totals(self) -> Iterator[Measure]:
        """Return what is counted elsewhere."""
        for metric, holder in self.counts():
            if isinstance(holder, AdmissionCounts):
                yield names.ADMITTED.read(holder.admitted)
            for measure in counted(metric, holder):
                if measure.labels != _LET_IN:
                    yield measure

    def live(self) -> tuple[str, ...]:
        """Say what no waiting mends: a loop that hangs."""
        behind = self.ticks.behind()
        hangs = (f"the loop hangs since {behind:.0f} s",) if behind > _HANGS_S else ()
        fell = ("what makes facts durable has ended",) if self.watched.look().facts_fell else ()
        return (*hangs, *fell)

    def ready(self) -> tuple[str, ...]:
        """Say what keeps this process from its whole work."""
        health = self.watched.look()
        plans = () if health.plans else ("there is no plan, so no line is answered",)
        why = WORDS.get(health.why_not)
        disk = (f"the disk says: {health.refusal}",) if health.refusal else ()
        return (*self.live(), *plans, *((why,) if why else ()), *disk)


def counted(metric: Metric, holder: Any) -> Iterator[Measure]:  # noqa: ANN401 - any holder of counts
    """Return the readings of a holder of counts.

    A mapping has its labels as keys, a `Timing` tells itself; of a dataclass each whole number
    counts, labelled with the field's name.
    """
    if isinstance(holder, Mapping):
        yield from (metric.read(count, *labels) for labels, count in holder.items())
        return
    if isinstance(holder, Timing):
        yield from holder.measures()
        return
    for field in dataclasses.fields(holder):
        value = getattr(holder, field.name)
        if isinstance(value, int) and not isinstance(value, bool):
            yield metric.read(value, field.name)


def _state(health: VoiceHealth) -> Iterator[Measure]:
    since, until = health.facts_since, health.plans_not_after
    yield names.CALLS.read(health.calls)
    yield names.RECORDINGS.read(health.recordings)
    yield names.RECORDING_POSSIBLE.read(health.why_not is NoRecording.NOTHING)
    yield names.FACTS_WAITING.read(health.facts_waiting)
    yield names.FACTS_OLDEST.read(0 if since is None else max(0, health.at - since) / 1000)
    yield names.DISK_REFUSES.read(bool(health.refusal))
    yield names.DISK_FREE.read(health.disk_free)
    yield names.DISK_RESERVE.read(health.disk_reserve)
    yield names.PLANS.read(health.plans)
    yield names.CLOCK_OFF.read(health.clock_off / 1000)
    if until is not None:
        yield names.PLAN_EXPIRES.read((until - health.at) / 1000)
