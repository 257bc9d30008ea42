"""The measured process of growth takes calls over, lists and erases with the product's own code."""

from __future__ import annotations

import pytest

from rufschutz.bench import growing, measured
from rufschutz.domain.moments import DAY


@pytest.mark.long
def test_each_size_is_reached_and_every_journal_archived(monkeypatch):
    stages = measured.run("growing", [growing.BATCH], "")
    assert [(stage["size"], stage["archived"]) for stage in stages] == [(growing.BATCH, growing.BATCH)]
    assert all(stage[name] > 0 for stage in stages for name in ("ingest", "list_first", "deletion"))


def test_a_stage_is_longer_than_a_message_lives_and_three_are_shorter_than_a_call_row():
    assert 7 * DAY < growing.STAGE < 3 * growing.STAGE < 30 * DAY
