"""From the command line a deletion is asked for, seen, taken back; nobody approves without code."""

from __future__ import annotations

import json

import pytest

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


def a_call(office) -> str:
    return str(office.program(CALL)).strip()


def told(done) -> str:
    assert done.returncode == 0, done.stderr
    return str(done.stdout)


@pytest.mark.long
@pytest.mark.rule("R44")
def test_a_deletion_is_asked_for_seen_and_taken_back(installed, tmp_path) -> None:
    office = installed.copy(tmp_path)
    call = a_call(office)
    assert "nothing waits" in told(office.run("approvals", "list"))
    asked = told(office.run("approvals", "delete-call", call, "--reason", "Falsch verbunden"))
    assert "takes effect by itself" in asked
    (seen,) = json.loads(told(office.run("approvals", "list", "--json")))
    assert (seen["subject"], seen["target"], seen["reason"]) == ("delete_call", call, "Falsch verbunden")
    assert "Falsch verbunden" in told(office.run("approvals", "show", seen["id"]))
    again = office.run("approvals", "delete-call", call, "--reason", "Noch einmal")
    assert again.returncode == 1
    assert "already" in again.stderr
    told(office.run("approvals", "take-back", seen["id"]))
    assert "taken_back" in told(office.run("approvals", "list", "--decided"))


@pytest.mark.rule("R51")
def test_a_callers_wish_locks_the_call_and_says_when_it_is_gone(installed, tmp_path) -> None:
    office = installed.copy(tmp_path)
    call = a_call(office)
    told(office.run("approvals", "erase-call", call, "--reason", "Am Telefon verlangt"))
    (seen,) = json.loads(told(office.run("approvals", "list", "--json")))
    assert (seen["subject"], seen["way"]) == ("erase_on_request", "deadline")
    assert "restriction" in told(office.run("hold", "list"))
    assert "kept: restriction" in office.run("approvals", "delete-call", call, "--reason", "x").stderr
