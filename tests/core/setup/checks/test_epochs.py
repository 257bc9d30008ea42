"""An ingest key that outlives its time is named, whatever keeps it."""

from __future__ import annotations

import datetime as dt

import pytest

from rufschutz.core.keys.actions import create_epoch, retire_epochs
from rufschutz.core.keys.queries import EPOCH_LEEWAY
from rufschutz.core.setup.checks.epochs import findings
from rufschutz.domain.moments import DAY, Millis

MONDAY = dt.date(2026, 9, 21)


@pytest.mark.rule("R58")
def test_a_key_that_should_be_destroyed_and_is_not_is_a_finding(keys, tenant, now) -> None:
    old = create_epoch(keys, tenant, MONDAY, now)
    create_epoch(keys, tenant, MONDAY + dt.timedelta(days=1), Millis(now + DAY))
    due = Millis(now + DAY + EPOCH_LEEWAY)
    assert list(findings(due)) == []
    [found] = findings(Millis(due + 2 * DAY))
    assert (found.level, found.name) == ("warning", "epoch_overdue")
    assert "2026-09-21 since 2 days" in found.what
    assert retire_epochs([old.id], due) == ()
    assert list(findings(Millis(due + 1)))
    assert retire_epochs([], due) == (old.id,)
    assert list(findings(Millis(due + 9 * DAY))) == []


def test_the_key_of_today_is_never_late_however_old_it_is(keys, tenant, now) -> None:
    create_epoch(keys, tenant, MONDAY, now)
    create_epoch(keys, None, MONDAY + dt.timedelta(days=1), now)
    assert list(findings(Millis(now + 99 * DAY))) == []
