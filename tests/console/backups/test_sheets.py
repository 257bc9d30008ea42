"""What the page says follows from what is known, and each alarm names its next step."""

from __future__ import annotations

from rufschutz.console.backups.sheets import alarms, facts
from rufschutz.core.backup.horizon import Horizon, Rehearsed, Saved
from rufschutz.core.backup.queries import BackupView, Restored
from rufschutz.domain.moments import DAY, Millis

NOW = Millis(1_790_000_000_000)
FRESH = Saved(NOW, 5_000_000)


def view(horizon: Horizon, drill: Rehearsed | None = None, restored: Restored | None = None) -> BackupView:
    return BackupView(NOW, horizon, drill, restored)


def test_nothing_is_wrong_with_fresh_backups_and_a_drill():
    assert alarms(view(Horizon(FRESH, FRESH, NOW, NOW), Rehearsed(NOW, passed=True))) == ()


def test_each_fault_has_its_alarm():
    old = Saved(Millis(NOW - 3 * DAY), 1)
    assert len(alarms(view(Horizon(None, None, None, None)))) == 2
    assert len(alarms(view(Horizon(FRESH, old, NOW, NOW), Rehearsed(NOW, passed=True)))) == 1
    assert len(alarms(view(Horizon(FRESH, FRESH, NOW, NOW), Rehearsed(NOW, passed=False)))) == 1
    assert len(alarms(view(Horizon(FRESH, FRESH, NOW, NOW, late=1), Rehearsed(NOW, passed=True)))) == 1
    assert all(each.todo for each in alarms(view(Horizon(None, None, None, None, late=1))))


def test_a_restore_is_told_with_what_the_log_lacks():
    told = facts(view(Horizon(None, None, None, None), None, Restored(NOW, NOW, 3, 2, 7, 1)), "Europe/Berlin")
    for words in ("3 Einträge", "2 Dateien", "7 Grabsteine", "1 Verantwortlicher ist"):
        assert words in told[-1].more
    quiet = facts(view(Horizon(None, None, None, None), None, Restored(NOW, NOW, 0, 0)), "Europe/Berlin")
    assert quiet[-1].more == ""
    assert len(facts(view(Horizon(None, None, None, None)), "Europe/Berlin")) == 4
