"""How far a run is, as one process tells another."""

from __future__ import annotations

from rufschutz.domain.moments import Millis
from rufschutz.handover import sweeping
from rufschutz.handover.sweeping import STALE_AFTER, Sweeping

NOW = Millis(1_800_000_000_000)


def test_what_was_told_is_read(tmp_path):
    told = Sweeping(Millis(NOW + 2000), NOW, 400, 1000)
    sweeping.write(tmp_path, told)
    assert sweeping.read(tmp_path) == told
    assert told.per_second == 200
    assert told.ends_at == NOW + 5000


def test_nobody_can_say_when_it_ends_before_it_did_anything():
    assert Sweeping(NOW, NOW, 0, 1000).ends_at is None


def test_a_run_that_is_over_or_has_fallen_silent_is_not_at_work():
    told = Sweeping(NOW, NOW, 400, 1000)
    assert told.running(NOW)
    assert not told.running(Millis(NOW + STALE_AFTER + 1))
    assert not Sweeping(NOW, NOW, 1000, 1000, over=True).running(NOW)


def test_what_cannot_be_read_says_nothing(tmp_path):
    assert sweeping.read(tmp_path) is None
    (tmp_path / sweeping.FILE).write_text("[]")
    assert sweeping.read(tmp_path) is None
