"""A call is held from the command line at once; its end is asked for and decided elsewhere."""

from __future__ import annotations

import datetime as dt
import json

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

DISPUTE = ("--opponent", "die Gegenseite", "--claim", "Schadensersatz", "--counsel", "die Kanzlei", "--told")


def day(days: int) -> str:
    return (to_datetime(Clock().now()) + dt.timedelta(days=days)).strftime("%Y-%m-%d")


def told(done) -> object:
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def a_call(office) -> str:
    return office.program(CALL).strip()


def test_a_call_is_held_listed_and_asked_free(installed, tmp_path):
    office = installed.copy(tmp_path)
    call = a_call(office)
    said = ("--reason", "Streit", "--until", day(60), "--json")
    placed = told(office.run("hold", "place", call, *said, *DISPUTE))
    assert placed["proposal"]
    (seen,) = told(office.run("hold", "list", "--json"))
    assert (seen["id"], seen["call"], seen["state"]) == (placed["hold"], call, "provisional")
    early = office.run("hold", "release", placed["hold"], "--reason", "vorbei")
    assert early.returncode == 1
    assert "waits for a second person" in early.stderr
    assert "provisional" in office.run("hold", "list").stdout


def test_a_hold_without_counsel_is_refused_with_advice(installed, tmp_path):
    office = installed.copy(tmp_path)
    done = office.run("hold", "place", a_call(office), "--reason", "Streit", "--until", day(60), "--told")
    assert done.returncode == 1
    assert "opponent, claim and counsel" in done.stderr
    assert "nothing is kept" in office.run("hold", "list").stdout


def test_what_is_not_there_is_said(installed):
    done = installed.run("hold", "release", "0" * 32, "--reason", "x")
    assert done.returncode == 1
    assert "there is no such hold" in done.stderr
