"""What happens to the log while it is being checked is no difference; see also actions/test_leaves.py."""

from __future__ import annotations

import pytest

from rufschutz.core.audit.models import LogEntry
from rufschutz.core.completeness import leaves as module
from rufschutz.core.completeness.leaves import altered
from rufschutz.core.retention.actions.payloads import redact_due
from rufschutz.domain.moments import DAY, Millis

pytestmark = pytest.mark.usefixtures("scope")


def test_what_is_logged_erased_and_published_meanwhile_is_no_difference(office, monkeypatch):
    monkeypatch.setattr(module, "PAGE", 5)
    office.recorded("1")
    office.sequence()
    steps = []

    def meanwhile():
        if not steps:
            steps.append(redact_due(office.tenant, office.desk.rules(office.tenant), office.now + 4000 * DAY))
            office.recorded("2")
            office.sequence(Millis(office.now + 1))

    assert list(altered(office.tenant, office.desk.keys, office.log, meanwhile)) == []
    assert steps[0] > 0
    assert LogEntry.objects.filter(payload=None).exists()


def test_each_difference_is_told_once_in_the_order_of_the_log(office):
    office.recorded("1")
    office.sequence()
    LogEntry.objects.filter(index__in=[2, 5]).update(salt=b"0" * 32)
    found = [name for _, name in altered(office.tenant, office.desk.keys, office.log)]
    assert found == ["entry 2", "entry 5"]
