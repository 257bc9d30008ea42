"""Long work holds nothing while it takes a breath: neither a transaction nor a tenant's scope."""

from __future__ import annotations

import pytest
from django.db import connection
from django_scopes import get_scope

from rufschutz.core.audit.actions import sequence
from rufschutz.core.breath import no_breath
from rufschutz.core.recordings.actions import check_consents
from rufschutz.core.retention.actions import run
from rufschutz.domain.moments import DAY, Millis


@pytest.fixture
def breaths(office):
    """A recorded call, and what is held at each breath."""
    office.call().start().yes().record().speak().keep().end("yes_and_recorded")
    office.take()
    office.archive()
    held = []
    outside = (dict(get_scope()), len(connection.savepoint_ids))

    def breathe():
        held.append((dict(get_scope()), len(connection.savepoint_ids)) == outside)

    breathe.held = held
    return breathe


def test_whoever_did_not_come_from_the_worker_takes_none():
    assert no_breath() is None


def test_the_nightly_check_breathes_after_each_batch(office, breaths):
    assert check_consents(office.tenant, office.desk, office.now, breaths).uses == 1
    assert breaths.held
    assert all(breaths.held)


def test_the_sweep_breathes_after_each_batch(office, breaths):
    assert run([office.tenant], office.place, Millis(office.now + 40 * DAY), breathe=breaths).total
    assert breaths.held
    assert all(breaths.held)


def test_the_log_breathes_after_each_batch(office, breaths):
    assert sequence(office.tenant, office.desk.keys, office.log, office.now, breaths)
    assert breaths.held
    assert all(breaths.held)
