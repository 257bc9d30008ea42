"""Calls over the API: what is seen, what never is, for whom, and that looking is recorded."""

from __future__ import annotations

import pytest

WORK = {"Rufschutz_Purpose": "handle_matter"}


def test_the_list_shows_calls_with_masked_numbers(machine, message):
    answer = machine.get("/calls", **WORK)
    assert answer.status_code == 200
    told = answer.json()
    assert (told["page"], told["pages"], told["total"]) == (1, 1, 1)
    call = told["calls"][0]
    assert (call["id"], call["number"], call["consent"], call["callback"]) == (
        message,
        "••• 47",
        "given",
        "open",
    )
    assert call["started_at"].endswith("Z")


def test_pages_are_counted(machine, message, office):
    assert machine.get("/calls?page=7&size=1", **WORK).json()["page"] == 1
    assert machine.get("/calls?owed=true", **WORK).json()["total"] == 1


@pytest.mark.parametrize(
    "query", ["page=0", "size=0", "size=201", "page=x", "page=" + "9" * 30, "owed=perhaps"]
)
def test_a_page_that_cannot_be_is_refused_with_its_place(machine, query):
    answer = machine.get(f"/calls?{query}", **WORK)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["where"] == f"query.{query.partition('=')[0]}"


def test_a_call_tells_its_consents_and_recordings_and_no_content(machine, message):
    answer = machine.get(f"/calls/{message}", **WORK)
    assert answer.status_code == 200
    call = answer.json()
    assert call["consents"][0]["state"] == "given"
    assert call["recordings"][0]["length_ms"] == 3000
    assert "3023125047" not in answer.content.decode()


def test_the_consents_of_a_call(machine, message):
    told = machine.get(f"/calls/{message}/consents", **WORK).json()
    assert told["call"] == message
    assert [(one["purpose"], one["state"], one["promised"]) for one in told["consents"]] == [
        ("record_matter", "given", "P7D")
    ]


@pytest.mark.rule("R61")
def test_every_reading_is_an_audit_event_of_the_key(office, machine, message):
    for path in ("/calls", f"/calls/{message}", f"/calls/{message}/consents"):
        machine.get(path, **WORK)
    seen = office.log()[-3:]
    assert [entry["event"] for entry in seen] == [
        "console:calls:listed",
        "console:call:viewed",
        "console:consent:viewed",
    ]
    assert {entry["actor"] for entry in seen} == {f"api_key:{machine.key}"}
    assert {entry["details"]["purpose"] for entry in seen} == {"handle_matter"}


@pytest.mark.rule("R35")
@pytest.mark.parametrize("path", ["/calls/{}", "/calls/{}/consents"])
def test_another_tenants_call_is_not_found_like_one_that_nobody_has(office, neighbour, message, path):
    stranger = neighbour.machine()
    theirs, nobodys = (stranger.get(path.format(call), **WORK) for call in (message, "f" * 32))
    assert theirs.status_code == nobodys.status_code == 404
    assert theirs.content == nobodys.content
    told = neighbour.log()
    assert [(entry["event"], entry["subject"]) for entry in told] == [
        ("access:denied", message),
        ("access:denied", "f" * 32),
    ]
    assert not [entry for entry in office.log() if entry["actor"] == f"api_key:{stranger.key}"]


@pytest.mark.rule("R33")
def test_another_purpose_is_refused_and_recorded(office, machine, message):
    answer = machine.get(f"/calls/{message}", Rufschutz_Purpose="advertise")
    assert answer.status_code == 403
    assert "advertise" in answer.json()["detail"]
    entry = office.last()
    assert (entry["event"], entry["actor"], entry["subject"]) == (
        "access:denied",
        f"api_key:{machine.key}",
        message,
    )
    assert entry["details"]["action"] == "view_call"


def test_an_id_that_can_be_none_leads_nowhere_and_stands_nowhere(office, machine):
    assert machine.get("/calls/+493023125047", **WORK).status_code == 404
    assert office.last()["subject"] == "unknown"
