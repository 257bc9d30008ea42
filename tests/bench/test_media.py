from __future__ import annotations

from rufschutz.bench import media


def test_over_a_bad_link_most_packets_come_and_all_time_is_recorded() -> None:
    result = media.run_noisy(calls=4, seconds=1.0, settle=0.4)
    assert result.way == "tick, bad link"
    assert 0.4 < result.heard < 1.2
    assert result.recorded > 4


def test_a_run_hears_its_callers_and_records_them() -> None:
    result = media.run(calls=4, seconds=1.0, settle=0.4)
    assert (result.way, result.calls) == ("tick", 4)
    assert 0.5 < result.heard < 1.5
    assert result.recorded > 4
    assert 0 < result.cpu_percent < 100
    assert 0 <= result.late_p50 <= result.late_p99 <= result.late_max + 0.1
