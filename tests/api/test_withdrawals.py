"""Withdrawing over the API: at once, once, and by nobody else's key."""

from __future__ import annotations

import pytest

from rufschutz.api import withdrawals
from rufschutz.core.base import tenant_scope
from rufschutz.core.purposes.errors import NoPolicyError
from rufschutz.core.recordings.models import Recording, State


def states(office) -> list[str]:
    with tenant_scope(office.tenant):
        return list(Recording.objects.values_list("state", flat=True))


@pytest.mark.rule("R17")
def test_a_withdrawal_deletes_the_recording_at_once(office, machine, message):
    answer = machine.post(f"/calls/{message}/withdrawals")
    assert answer.status_code == 200
    told = answer.json()
    assert (told["call"], told["entered"], len(told["deleted"])) == (message, True, 1)
    assert states(office) == [State.ERASED]
    entry = next(one for one in office.log() if one["event"] == "consent:recording:withdrawn")
    assert (entry["actor"], entry["details"]["method"]) == (f"api_key:{machine.key}", "api")


def test_entered_twice_it_happens_once(machine, message):
    first = machine.post(f"/calls/{message}/withdrawals").json()
    again = machine.post(f"/calls/{message}/withdrawals").json()
    assert again == first | {"entered": False}


def test_a_request_with_a_name_is_answered_as_the_first_time(machine, message):
    path = f"/calls/{message}/withdrawals"
    first = machine.post(path, Idempotency_Key="w-1")
    assert machine.post(path, Idempotency_Key="w-1").content == first.content
    other = machine.post(path, {"purposes": ["quality"]}, Idempotency_Key="w-1")
    assert other.status_code == 422
    assert "Idempotency-Key" in other.json()["detail"]


class Killed(BaseException):
    """As if the process had died."""


@pytest.mark.parametrize("line", ["before", "after"])
def test_killed_before_its_answer_it_is_done_by_the_next_try(office, machine, message, monkeypatch, line):
    done = withdrawals.withdraw

    def dies(*args, **kwargs):
        if line == "after":
            done(*args, **kwargs)
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(withdrawals, "withdraw", dies)
        with pytest.raises(Killed):
            machine.post(f"/calls/{message}/withdrawals", Idempotency_Key="w-1")
    again = machine.post(f"/calls/{message}/withdrawals", Idempotency_Key="w-1")
    assert again.status_code == 200
    assert len(again.json()["deleted"]) == 1
    assert states(office) == [State.ERASED]


@pytest.mark.rule("R35")
def test_another_tenants_call_is_not_found_and_stays(office, neighbour, message):
    answer = neighbour.machine().post(f"/calls/{message}/withdrawals")
    assert answer.status_code == 404
    assert neighbour.last()["event"] == "access:denied"
    assert states(office) == [State.ARCHIVED]


@pytest.mark.rule("R60")
def test_a_key_that_was_not_given_it_withdraws_nothing(office, message):
    reader = office.machine(["view_call"], ["handle_matter"])
    answer = reader.post(f"/calls/{message}/withdrawals")
    assert answer.status_code == 403
    assert office.last()["details"]["action"] == "withdraw_consent"
    assert states(office) == [State.ARCHIVED]


def test_a_controller_without_a_policy_gets_a_problem_and_no_fault_of_ours(machine, message, monkeypatch):
    def no_rules(*_):
        raise NoPolicyError("this controller has adopted no policy")

    monkeypatch.setattr("rufschutz.api.withdrawals.withdraw", no_rules)
    assert machine.post(f"/calls/{message}/withdrawals").status_code == 409


def test_where_nobody_consented_there_is_a_conflict(office, machine):
    from console_stage import Told

    from rufschutz.domain.call.facts import ConsentState, RefusedBy

    told = Told(office.stage.now, "refused", consent=ConsentState.REFUSED, refused_by=RefusedBy.KEY)
    answer = machine.post(f"/calls/{office.stage.take(told)}/withdrawals")
    assert answer.status_code == 409
    assert answer.json()["advice"]


@pytest.mark.parametrize(
    "body", [{"purpose": "x"}, {"purposes": "record_matter"}, {"purposes": ["No Name"]}, []]
)
def test_a_body_that_is_none_of_ours_is_refused(machine, message, body):
    assert machine.post(f"/calls/{message}/withdrawals", body).status_code == 422
