"""A call is restricted at once, by one person; then no list finds it."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from rufschutz.adapters.clock import Clock
from rufschutz.domain.moments import to_datetime

CALL = """
import django
django.setup()
from rufschutz.adapters.clock import Clock
from rufschutz.core.base import tenant_scope
from rufschutz.core.calls.models import Call
from rufschutz.core.tenants.queries import lines, tenant_ids
tenant, now = tenant_ids()[0], Clock().now()
ends = {"ended_at": now, "outcome": "answered", "kind": "call_metadata", "due_at": now + 10**9}
with tenant_scope(tenant):
    Call.objects.create(
        id="c" * 32, tenant_id=tenant, line=lines(tenant)[0].id, plan="e" * 32, started_at=now - 1000, **ends
    )
print("c" * 32)
"""
"""Makes a call that is over."""


@pytest.mark.long
def test_a_restricted_call_is_in_no_list_and_is_lifted_by_asking(installed, tmp_path):
    office = installed.copy(tmp_path)
    until = (to_datetime(Clock().now()) + dt.timedelta(days=60)).strftime("%Y-%m-%d")
    call = office.program(CALL).strip()
    before = json.loads(office.run("calls", "list", "--json").stdout)
    words = ("restrict", call, "--reason", "Richtigkeit bestritten", "--until", until, "--told")
    done = office.run(*words)
    assert done.returncode == 0, done.stderr
    hold = done.stdout.split()[1].rstrip(":")
    assert "nothing to do" in office.run(*words).stdout
    left = json.loads(office.run("calls", "list", "--json").stdout)
    assert call not in {each["id"] for each in left}
    assert len(left) == len(before) - 1
    asked = office.run("hold", "lift", hold, "--reason", "geklärt")
    assert asked.returncode == 0, asked.stderr
    assert "lift_restriction" in office.run("hold", "list").stdout
