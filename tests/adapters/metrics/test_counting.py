from __future__ import annotations

from rufschutz.adapters.metrics.counting import Tally, Timing
from rufschutz.adapters.metrics.measure import Buckets, Kind, Metric

VIEWS = Metric("views", Kind.COUNTER, "", ("view",))


def test_a_tally_counts_by_labels():
    tally = Tally(VIEWS)
    tally.add("a")
    tally.add("b", by=2)
    tally.add("a")
    assert {measure.labels: measure.value for measure in tally.measures()} == {("a",): 2, ("b",): 2}


def test_a_tally_without_labels_begins_at_nothing():
    assert [m.value for m in Tally(Metric("n", Kind.COUNTER, "")).measures()] == [0]


def test_a_label_that_is_no_closed_set_cannot_fill_the_memory():
    tally = Tally(VIEWS)
    for number in range(2_000):
        tally.add(str(number))
    assert len(tally.measures()) == 500
    tally.add("7")
    assert {m.labels: m.value for m in tally.measures()}["7",] == 2


def test_a_timing_falls_into_its_bucket():
    timing = Timing(Metric("t", Kind.HISTOGRAM, ""), (0.1, 1.0))
    for seconds in (0.05, 0.1, 0.5, 3.0):
        timing.add(seconds)
    (measure,) = timing.measures()
    assert measure.value == Buckets((0.1, 1.0), (2, 3), 4, 3.65)
