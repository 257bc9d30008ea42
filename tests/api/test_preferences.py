"""Wishes about a number over the API."""

from __future__ import annotations

import json

import pytest

from rufschutz.core.consent.preferences import never_record, no_advertising

NUMBER = "+493023125042"
WISH = {"number": NUMBER, "preference": "never_record"}


def test_a_wish_is_entered_and_taken_back(office, machine):
    keys, tenant = office.stage.keys, office.tenant
    first = machine.send("PUT", "/preferences", WISH)
    assert (first.status_code, first.json()) == (
        200,
        {"preference": "never_record", "stands": True, "changed": True},
    )
    assert never_record(keys, tenant, NUMBER)
    assert machine.send("PUT", "/preferences", WISH).json()["changed"] is False
    assert machine.send("DELETE", "/preferences", WISH).json() == {
        "preference": "never_record",
        "stands": False,
        "changed": True,
    }
    assert not never_record(keys, tenant, NUMBER)
    assert machine.send("DELETE", "/preferences", WISH).json()["changed"] is False


@pytest.mark.rule("R39")
def test_neither_answer_nor_log_holds_the_number(office, machine):
    answer = machine.send("PUT", "/preferences", WISH)
    assert "3023125042" not in answer.content.decode()
    assert "3023125042" not in json.dumps(office.log())
    assert office.last()["event"] == "consent:preference:set"


def test_what_the_profile_does_not_keep_is_refused_with_the_reason(machine):
    answer = machine.send("PUT", "/preferences", {"number": NUMBER, "preference": "no_advertising"})
    assert answer.status_code == 422
    assert "profile" in answer.json()["detail"]


@pytest.mark.rule("R35")
def test_a_neighbours_wish_is_the_neighbours(office, neighbour):
    wish = {"number": NUMBER, "preference": "no_advertising"}
    assert neighbour.machine().send("PUT", "/preferences", wish).status_code == 200
    assert no_advertising(office.stage.keys, neighbour.tenant, NUMBER)
    assert not no_advertising(office.stage.keys, office.tenant, NUMBER)


@pytest.mark.rule("R60")
@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_a_key_without_it_is_refused(office, method):
    reader = office.machine(["list_calls"], ["rights"])
    assert reader.send(method, "/preferences", WISH).status_code == 403
    assert office.last()["details"]["action"] == "enter_objection"


@pytest.mark.parametrize(
    "body",
    [{}, {"number": NUMBER}, WISH | {"number": "030123"}, WISH | {"preference": "often"}, WISH | {"more": 1}],
)
def test_what_is_no_wish_is_refused(machine, body):
    assert machine.send("PUT", "/preferences", body).status_code == 422
