from __future__ import annotations

from rufschutz.adapters.metrics.measure import Kind, Metric


def test_a_counter_is_shown_with_total():
    assert Metric("a_b", Kind.COUNTER, "").shown == "a_b_total"
    assert Metric("a_b", Kind.GAUGE, "").shown == "a_b"


def test_a_reading_has_its_metric_value_and_labels():
    metric = Metric("a", Kind.GAUGE, "", ("state",))
    read = metric.read(3, "kept")
    assert (read.metric, read.value, read.labels) == (metric, 3.0, ("kept",))
