"""Versions and proposals over the API: a program proposes, people decide."""

from __future__ import annotations

import pytest
from django.db import connection

from rufschutz.core.accounts.actions import create_user, grant_role
from rufschutz.core.accounts.models import Role as Held
from rufschutz.core.purposes.queries import live_policy
from rufschutz.core.setup import opened
from rufschutz.domain.ids import PersonId

WATCH = {"Rufschutz_Purpose": "security"}


@pytest.fixture(autouse=True)
def _nothing_is_rendered(office, monkeypatch):
    monkeypatch.setattr(opened, "clips", lambda: office.stage.root)
    monkeypatch.setattr("rufschutz.core.purposes.actions.publication.rehearse_policy", lambda *_, **__: None)


@pytest.fixture
def people(office) -> PersonId:
    """The owner, who makes the keys of these tests, and another one; return the first."""
    users = [create_user(f"{name}@example.org", name, office.stage.now) for name in ("first", "second")]
    for user in users:
        grant_role(office.tenant, user, Held.OWNER, "test", office.stage.now)
    return PersonId(users[0].person_id)


def asked(office, **changes):
    return {
        "base": live_policy(office.tenant).id,
        "reason": "Five days are enough.",
        "changes": {"periods": {"recording_matter": "P5D"}},
        "material": [],
    } | changes


def test_the_versions_are_told(office, machine):
    (version,) = machine.get("/policy/versions", **WATCH).json()["versions"]
    assert (version["id"], version["number"], version["in_force"]) == (live_policy(office.tenant).id, 1, True)
    assert office.last()["event"] == "console:policy:viewed"


def test_a_proposal_waits_for_people_and_changes_nothing_by_itself(office, machine, people):
    before = live_policy(office.tenant)
    answer = machine.post("/policy/proposals", asked(office), **WATCH)
    assert answer.status_code == 201, answer.content
    told = answer.json()
    assert (told["state"], told["way"]) == ("waiting", "four_eyes")
    assert [change["after"] for change in told["changes"]] == ["P5D"]
    assert live_policy(office.tenant) == before
    (listed,) = machine.get("/policy/proposals", **WATCH).json()["proposals"]
    assert listed == told
    proposed = next(entry for entry in office.log() if entry["event"] == "policy:proposed")
    assert proposed["actor"] == f"api_key:{machine.key}"


def test_a_proposal_of_a_lonely_owners_key_waits_48_hours(office, machine):
    told = machine.post("/policy/proposals", asked(office), **WATCH).json()
    assert told["way"] == "delay"
    assert told["ripe_at"] > told["proposed_at"]


def test_sent_again_it_is_one_proposal(office, machine):
    for _ in range(2):
        machine.post("/policy/proposals", asked(office), Idempotency_Key="p-1", **WATCH)
    assert len(machine.get("/policy/proposals", **WATCH).json()["proposals"]) == 1


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"base": "0" * 32}, 409),
        ({"changes": {"periods": {"dreams": "P1D"}}}, 422),
        ({"changes": {}}, 422),
        ({"reason": " "}, 422),
        ({"material": ["fly"]}, 422),
        ({"changes": {"words": {"opening.keypad.ask_first": {"de": "Guten Tag."}}}}, 422),
        ({"approve": True}, 422),
    ],
)
def test_what_cannot_be_proposed_is_refused_with_its_reason(office, machine, changes, status):
    answer = machine.post("/policy/proposals", asked(office, **changes), **WATCH)
    assert answer.status_code == status
    assert answer.json()["advice"]
    assert machine.get("/policy/proposals", **WATCH).json() == {"proposals": []}


@pytest.mark.parametrize("period", ["P0D", "P9999999Y", "P1Y2M3D/EOY", "P00000000000000001D", "P٣D"])
@pytest.mark.parametrize("kind", ["recording_matter", "audit_decision", "matter"])
def test_odd_periods_are_proposed_or_refused(office, machine, period, kind):
    changes = {"periods": {kind: period}}
    answer = machine.post("/policy/proposals", asked(office, changes=changes), **WATCH)
    assert answer.status_code in {201, 422}


@pytest.mark.parametrize(
    "words", ["{", "}", "{}", "{0}", "{x.y}", "{rec_period!q}", "{rec_period:>9}", "\x00", "😀" * 9]
)
@pytest.mark.parametrize("text", ["opening.keypad.ask_first", "privacy.keypad"])
def test_odd_words_are_proposed_or_refused(office, machine, words, text):
    changes = {"words": {text: {"de": words, "en": words}}}
    answer = machine.post("/policy/proposals", asked(office, changes=changes), **WATCH)
    assert answer.status_code in {201, 422}


@pytest.mark.rule("R60")
def test_a_key_that_reads_does_not_propose_and_none_approves(office, machine):
    reader = office.machine(["view_policy"], ["security"])
    assert reader.post("/policy/proposals", asked(office)).status_code == 403
    assert office.last()["details"]["action"] == "propose_policy"
    assert machine.send("POST", f"/policy/proposals/{'0' * 32}/approval", {}).status_code == 404


def test_no_transaction_waits_while_speech_is_rendered(office, machine, monkeypatch):
    outside, depths = len(connection.savepoint_ids), []
    rehearse = "rufschutz.core.purposes.actions.publication.rehearse_policy"
    monkeypatch.setattr(rehearse, lambda *_: depths.append(len(connection.savepoint_ids)))
    assert machine.post("/policy/proposals", asked(office), Idempotency_Key="p-2", **WATCH).status_code == 201
    assert depths == [outside]


@pytest.mark.parametrize("sign", ["\x00", "\x1b", "\ud800", "\u202e"])
def test_signs_that_nobody_can_read_are_refused_by_their_place(office, machine, sign):
    changes = {"words": {"privacy.keypad": {"de": f"Guten Tag.{sign}"}}}
    answer = machine.post("/policy/proposals", asked(office, reason=f"so{sign}", changes=changes), **WATCH)
    assert answer.status_code == 422
    told = {error["where"]: error["reason"] for error in answer.json()["errors"]}
    assert set(told) == {"body.reason", "body.changes.words.?.de"}
    assert set(told.values()) == {"holds a sign that cannot be read"}
