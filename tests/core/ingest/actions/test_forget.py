"""Marks of applied facts go after the spool's cap, but never under a running call."""

from __future__ import annotations

import pytest

from rufschutz.core.ingest.actions.forget import KEEP, forget_applied
from rufschutz.core.ingest.models import AppliedFact
from rufschutz.domain.moments import Millis


@pytest.mark.usefixtures("scope")
def test_only_old_marks_of_ended_calls_go(office):
    office.call("1").start().end("hung_up_in_notice")
    running = office.call("2").start()
    office.take()
    assert forget_applied(office.tenant, Millis(office.now + KEEP)) == 0
    assert forget_applied(office.tenant, Millis(office.now + KEEP + 1)) == 3
    assert set(AppliedFact.objects.values_list("call", flat=True)) == {running.id}
