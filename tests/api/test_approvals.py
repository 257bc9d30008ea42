"""A program sees and asks for what a second person decides; it decides nothing itself."""

from __future__ import annotations

import pytest

from rufschutz.adapters.clock import Clock
from rufschutz.core.approvals.actions import approve
from rufschutz.core.approvals.models import Proposal
from rufschutz.core.base import tenant_scope
from rufschutz.core.retention.models import StopWish
from rufschutz.domain.access.request import Actor, Role
from rufschutz.domain.approval.errors import SamePersonError
from rufschutz.domain.ids import PersonId


def asked(machine, call, **headers):
    return machine.post(
        "/approvals", {"subject": "delete_call", "target": call, "reason": "Wrong number."}, **headers
    )


def row(office) -> Proposal:
    with tenant_scope(office.tenant):
        return Proposal.objects.get()


@pytest.mark.rule("R44")
def test_it_asks_in_its_makers_name_and_that_person_is_no_second_one(office, machine, message):
    answer = asked(machine, message)
    assert answer.status_code == 201, answer.content
    told = answer.json()
    assert (told["subject"], told["target"], told["state"]) == ("delete_call", message, "waiting")
    assert told["count"] >= 1
    assert machine.get("/approvals").json()["requests"] == [told]
    assert machine.get(f"/approvals/{told['id']}").json() == told
    now, made = Clock().now(), row(office)
    maker = Actor(PersonId(made.requester), office.tenant, Role.OWNER, second_factor=True)
    with pytest.raises(SamePersonError):
        approve(maker, made.id, made.sha256, now, now, told["count"])


@pytest.mark.rule("R44", "R60")
@pytest.mark.parametrize("decision", ["approve", "reject"])
def test_deciding_is_refused_in_clear_words_and_logged(office, machine, message, decision):
    name = asked(machine, message).json()["id"]
    answer = machine.post(f"/approvals/{name}/decision", {"decision": decision})
    assert answer.status_code == 403
    told = answer.json()
    assert told["type"] == "urn:rufschutz:problem:people-decide"
    assert "password and code" in told["advice"]
    assert row(office).state == "waiting"
    assert office.last()["event"] == "access:denied"


def test_it_takes_back_what_was_asked_in_its_makers_name_once(office, machine, message):
    name = asked(machine, message).json()["id"]
    assert machine.post(f"/approvals/{name}/take-back").json()["state"] == "taken_back"
    assert machine.post(f"/approvals/{name}/take-back").status_code == 409
    assert [each["id"] for each in machine.get("/approvals?decided=true").json()["requests"]] == [name]


def test_asked_for_twice_under_one_name_it_is_asked_once(machine, message):
    first = asked(machine, message, Idempotency_Key="a-1")
    assert asked(machine, message, Idempotency_Key="a-1").content == first.content
    assert asked(machine, message).status_code == 422


def test_what_is_not_there_is_not_found(machine):
    assert asked(machine, "0" * 32).status_code == 404
    for path in (f"/approvals/{'0' * 32}", "/approvals/nonsense"):
        assert machine.get(path).status_code == 404
    assert machine.post(f"/approvals/{'0' * 32}/take-back").status_code == 404


def test_a_key_without_the_right_sees_and_asks_nothing(office, message):
    machine = office.machine(["view_roles"], ["security"])
    assert machine.get("/approvals").status_code == 403
    assert asked(machine, message).status_code == 403


def test_the_ledger_is_not_asked_for_where_the_profile_demands_nobody(machine):
    answer = machine.post("/approvals", {"subject": "export_ledger", "reason": "An authority asks."})
    assert answer.status_code == 422
    assert "demands no second person" in answer.json()["detail"]


@pytest.mark.rule("R84")
def test_the_officers_requests_are_seen_with_their_answers(office):
    machine = office.machine(["view_policy"], ["security"])
    assert machine.get("/stop-requests").json() == {"stop_requests": []}
    with tenant_scope(office.tenant):
        StopWish.objects.create(
            id="4" * 32, tenant_id=office.tenant, officer="5" * 32, reason="Prüfen", days=3, asked_at=0
        )
    (told,) = machine.get("/stop-requests").json()["stop_requests"]
    assert (told["reason"], told["answer"], told["late"]) == ("Prüfen", None, True)
