"""What the log says of its files becomes incidents: each named, all or none."""

from __future__ import annotations

import pytest

from rufschutz.core.audit.differing import TELLERS, Finding
from rufschutz.core.completeness.actions import files
from rufschutz.core.completeness.models import Incident
from rufschutz.domain.completeness.incident import IncidentKind

pytestmark = pytest.mark.usefixtures("scope")

ONE = Finding(IncidentKind.LOG_ALTERED, "tile/0/000 is missing")
OTHER = Finding(IncidentKind.LOG_NOT_CONSISTENT, "checkpoint of 12")


def test_the_log_knows_whom_to_tell():
    assert files.told in TELLERS


def test_each_is_one_incident_however_often_it_is_told(tenant, now):
    for _ in range(2):
        files.told(tenant, [ONE, OTHER], now)
    assert sorted(Incident.objects.values_list("kind", "subject")) == [
        ("log_altered", "tile/0/000 is missing"),
        ("log_not_consistent", "checkpoint of 12"),
    ]


def test_a_death_leaves_all_or_none(tenant, now, monkeypatch):
    real, seen = files.incident, []

    def dying(*words):
        if seen:
            raise KeyboardInterrupt
        seen.append(real(*words))

    monkeypatch.setattr(files, "incident", dying)
    with pytest.raises(KeyboardInterrupt):
        files.told(tenant, [ONE, OTHER], now)
    assert Incident.objects.count() == 0
