from __future__ import annotations

import pytest
from prometheus_client.parser import text_string_to_metric_families

from rufschutz.adapters.metrics.measure import Buckets, Kind, Measure, Metric
from rufschutz.adapters.metrics.page import Page

CALLS = Metric("calls", Kind.GAUGE, "Calls that run.")
REFUSED = Metric("refused", Kind.COUNTER, "Refused.", ("reason",))
LATE = Metric("late_seconds", Kind.HISTOGRAM, "Late.")


def samples(page):
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(page.text().decode())
        for sample in family.samples
    }


def test_a_page_shows_what_the_sources_say_now():
    calls = [3]
    page = Page("voice", [lambda: [CALLS.read(calls[0]), REFUSED.read(7, "full"), REFUSED.read(1, "late")]])
    found = samples(page)
    assert (found["calls",], found["refused_total", "full"], found["refused_total", "late"]) == (3, 7, 1)
    calls[0] = 4
    assert samples(page)["calls",] == 4


def test_a_histogram_has_buckets_count_and_sum():
    page = Page("voice", [lambda: [Measure(LATE, Buckets((0.001, 0.01), (5, 8), 9, 0.5))]])
    found = samples(page)
    assert found["late_seconds_bucket", "0.001"] == 5
    assert found["late_seconds_bucket", "+Inf"] == 9
    assert (found["late_seconds_count",], found["late_seconds_sum",]) == (9, 0.5)


def test_every_process_tells_its_build_its_log_and_its_memory():
    found = samples(Page("voice", []))
    assert [key for key in found if key[0] == "rufschutz_build_info" and "voice" in key]
    assert ("rufschutz_log_pii_dropped_total",) in found
    assert ("process_resident_memory_bytes",) in found


@pytest.mark.parametrize("error", [RuntimeError("set changed"), OSError(5, "away")])
def test_a_source_that_fails_hides_no_other(error, caplog):
    def broken():
        raise error

    found = samples(Page("voice", [broken, lambda: [CALLS.read(1)]]))
    assert found["calls",] == 1
    assert "cannot be read" in caplog.text
