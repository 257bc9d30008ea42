"""A backup that was asked for is made by the worker's round, one that is due as well, and no other."""

from __future__ import annotations

import pytest

from rufschutz.core.audit.access import AccessDenied
from rufschutz.core.backup.actions import ordering
from rufschutz.core.backup.actions.ordering import make_due, order
from rufschutz.core.backup.actions.rounds import upkeep
from rufschutz.core.backup.models import Backup, Order
from rufschutz.domain.moments import DAY, Millis


@pytest.mark.rule("R66")
def test_what_is_asked_for_is_made_once_where_the_settings_say(source, tenant, owner, now):
    order(owner, now)
    order(owner, now)
    breaths = []
    assert make_due(source, 0, now, lambda: breaths.append(1))
    assert breaths, "a withdrawal waits for no backup"
    assert not make_due(source, 0, Millis(now + 1), lambda: None)
    assert Order.objects.get().done_at == now
    places = set(Backup.objects.values_list("place", flat=True))
    assert places == {str(source.installation.backups.absolute())}
    assert Backup.objects.filter(finished_at=now).count() == 2


def test_only_who_may_run_backups_asks(tenant, officer, db):
    with pytest.raises(AccessDenied):
        order(officer, Millis(1_790_000_000_000))


def test_by_itself_one_is_made_when_it_is_time(source, tenant, now):
    assert not make_due(source, 0, now)
    assert make_due(source, DAY, now)
    assert not make_due(source, DAY, Millis(now + DAY - 1))
    assert make_due(source, DAY, Millis(now + DAY))


@pytest.mark.rule("R66")
def test_what_could_not_be_made_is_asked_for_still(source, tenant, owner, now, monkeypatch):
    order(owner, now)

    def gone(*_):
        raise OSError("the directory is gone")

    monkeypatch.setattr(ordering, "make", gone)
    with pytest.raises(OSError, match="gone"):
        make_due(source, 0, now)
    monkeypatch.undo()
    assert Order.objects.get().done_at is None


def test_the_worker_makes_none_without_the_root_key(source, tenant, owner, now, moment):
    order(owner, now)
    assert not upkeep(source.installation, source.root).make(now)
    assert not Backup.objects.exists()
