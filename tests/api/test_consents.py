"""Searching the ledger over the API; the case of the water utility."""

from __future__ import annotations

import json

import pytest

NUMBER = "+493023125047"
ASKED = {"number": NUMBER, "because": "access_request"}
PROOF = {"Rufschutz_Purpose": "prove_consent"}


def test_a_number_is_asked_in_the_body_and_answered_with_its_consents(machine, message):
    answer = machine.post("/consents/search", ASKED, **PROOF)
    assert answer.status_code == 200
    assert [(line["call"], line["purpose"], line["state"]) for line in answer.json()["lines"]] == [
        (message, "record_matter", "given")
    ]
    assert "3023125047" not in answer.content.decode()


@pytest.mark.rule("R61")
def test_a_search_is_recorded_without_the_number(office, machine, message):
    machine.post("/consents/search", ASKED, **PROOF)
    assert office.last()["event"] == "console:consents:searched"
    assert office.last()["actor"] == f"api_key:{machine.key}"
    assert "3023125047" not in json.dumps(office.log())


def test_an_unknown_number_has_none(machine):
    asked = ASKED | {"number": "+493023125999"}
    assert machine.post("/consents/search", asked, **PROOF).json() == {"standing": [], "lines": []}


@pytest.mark.rule("R35")
def test_the_same_number_at_another_controller_has_nothing(neighbour, message):
    machine = neighbour.machine()
    assert machine.post("/consents/search", ASKED, **PROOF).json() == {"standing": [], "lines": []}
    assert machine.get(f"/calls/{message}", Rufschutz_Purpose="handle_matter").status_code == 404
    assert machine.post(f"/calls/{message}/withdrawals").status_code == 404
    assert [entry["event"] for entry in neighbour.log()] == [
        "console:consents:searched",
        "access:denied",
        "access:denied",
    ]


@pytest.mark.rule("R33")
def test_a_key_for_another_purpose_is_refused_and_recorded(office, message):
    seller = office.machine(["list_calls"], ["handle_matter"])
    assert seller.post("/consents/search", ASKED).status_code == 403
    assert office.last()["details"]["action"] == "view_consents"
