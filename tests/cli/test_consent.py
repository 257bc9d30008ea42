"""A withdrawal at the shell: whose it is, what is deleted, how it is proven; refused in words."""

from __future__ import annotations

import json

import pytest

SEED = """
import sys, django
django.setup()
from django.db import transaction
from rufschutz.adapters.clock import Clock, new_id
from types import SimpleNamespace
from rufschutz.bench.erasing import recording
from rufschutz.core import runtime
from rufschutz.core.base import tenant_scope
from rufschutz.core.calls import actions as calls
from rufschutz.core.jobs.desk import ingest_desk
from rufschutz.core.recordings.queries import find
from rufschutz.core.setup.actions import unlock
from rufschutz.core.tenants.queries import lines, tenant_ids
from rufschutz.domain.call.events import EndedBy
from rufschutz.domain.call.facts import CallEnded, CallStarted, Head
installation, now = runtime.read(runtime.default_data()), Clock().now()
desk, tenant = ingest_desk(installation, unlock(installation)), tenant_ids()[0]
with tenant_scope(tenant), transaction.atomic():
    artefact = recording(SimpleNamespace(tenant=tenant, desk=desk, now=now))
call, line = find(tenant, artefact).call, lines(tenant)[0].id
with tenant_scope(tenant), transaction.atomic():
    calls.start(CallStarted(Head(new_id(), tenant, line, call, now), "0" * 32, withheld=True), 1)
    if sys.argv[1] == "ended":
        end = CallEnded(Head(new_id(), tenant, line, call, now), EndedBy.CALLER, "yes_and_recorded")
        calls.end(end, 2, desk.rules(tenant), matter_confirmed=False)
print(call, artefact)
"""

OFFICER = """
import django
django.setup()
from rufschutz.adapters.clock import Clock
from rufschutz.core.accounts.actions import create_user, grant_role
from rufschutz.core.accounts.models import Role
from rufschutz.core.tenants.queries import tenant_ids
user = create_user("schutz@example.org", "Schutz", Clock().now())
grant_role(tenant_ids()[0], user, Role.DATA_PROTECTION_OFFICER, "test", Clock().now())
"""
DENIALS = """
import django
django.setup()
from rufschutz.core.audit.models import OutboxEntry
from rufschutz.core.base import tenant_scope
from rufschutz.core.tenants.queries import tenant_ids
with tenant_scope(tenant_ids()[0]):
    print(OutboxEntry.objects.filter(event="access:denied").count())
"""


@pytest.mark.rule("R17")
def test_the_recording_is_deleted_and_the_list_says_withdrawn(office):
    call, artefact = office.program(SEED, "ended").split()
    done = office.run("consent", "withdraw", call, "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "call": call,
        "entered": True,
        "deleted": [{"recording": artefact, "proven": True}],
    }
    row = json.loads(office.run("calls", "list", "--json").stdout)[0]
    assert (row["consent"], row["recording_state"]) == ("withdrawn", "erased")
    assert not [path for path in (office.data / "blobs").rglob("*") if path.is_file()]
    again = office.run("consent", "withdraw", call, "--by", "INHABER@example.org").stdout
    assert again.startswith("was withdrawn before; nothing to do\n")
    assert f"/aufnahmen/{artefact}/loeschbestaetigung.json" in again
    assert "rufschutz verify" in again


def test_a_running_call_is_refused_with_the_next_step(office):
    call, _ = office.program(SEED, "running").split()
    done = office.run("consent", "withdraw", call)
    assert done.returncode == 1
    assert "the call is still running" in done.stderr
    assert "star" in done.stderr


def test_an_unknown_call_and_an_unknown_person_are_refused(office):
    assert "there is no such call" in office.run("consent", "withdraw", "0" * 32).stderr
    call, _ = office.program(SEED, "ended").split()
    done = office.run("consent", "withdraw", call, "--by", "nobody@example.org")
    assert done.returncode == 1
    assert "--by EMAIL" in done.stderr


@pytest.mark.rule("R61")
def test_the_officer_may_not_and_the_try_is_recorded(office):
    call, _ = office.program(SEED, "ended").split()
    office.program(OFFICER)
    done = office.run("consent", "withdraw", call, "--by", "schutz@example.org")
    assert done.returncode == 1
    assert "data_protection_officer may not withdraw_consent" in done.stderr
    assert json.loads(office.run("calls", "list", "--json").stdout)[0]["consent"] != "withdrawn"
    assert office.program(DENIALS).strip() == "1"
