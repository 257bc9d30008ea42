from __future__ import annotations

from rufschutz.core.ingest.counts import IngestCounts


def test_nothing_was_counted_before_the_start():
    assert IngestCounts() == IngestCounts(archived=0)
