"""The ledger leaves over the API."""

from __future__ import annotations

import json

import pytest

from rufschutz.adapters.clock import Clock
from rufschutz.core.apikeys.queries import bearer
from rufschutz.core.approvals.actions import approve
from rufschutz.core.audit.queries import checkpoint
from rufschutz.core.consent.export import Form
from rufschutz.core.consent.export import export as leave
from rufschutz.core.consent.exported import verify_export
from rufschutz.core.pieces import PIECE, gathered
from rufschutz.domain.access.request import Actor, Role
from rufschutz.domain.consent.because import Because
from rufschutz.domain.ids import PersonId

PROOF = {"Rufschutz_Purpose": "prove_consent"}


def text_of(answer) -> str:
    return b"".join(answer.streaming_content).decode()


@pytest.mark.parametrize(
    ("form", "kind"), [("jsonld", "application/ld+json"), ("csv", "text/csv; charset=utf-8")]
)
def test_the_ledger_leaves_whole_with_its_checkpoint(office, machine, message, form, kind):
    office.stage.log()
    head = checkpoint(office.tenant)
    answer = machine.get(f"/consents/export?because=proof&form={form}", **PROOF)
    assert (answer.status_code, answer["Content-Type"]) == (200, kind)
    assert (answer["Rufschutz-Checkpoint-Size"], answer["Rufschutz-Checkpoint-Root"]) == (
        str(head.size),
        head.root,
    )
    text = text_of(answer)
    assert verify_export(text).records == 1
    assert message in text
    assert "3023125047" not in text


@pytest.mark.rule("R61")
def test_that_it_left_is_recorded_also_where_the_other_side_hung_up(office, machine, message, monkeypatch):
    monkeypatch.setattr("rufschutz.core.pieces.PIECE", 1)
    now = Clock().now()
    parts = gathered(leave(bearer(machine.token, now).actor, Form.JSONLD, now, Because.AUTHORITY))
    next(parts)
    parts.close()
    entry = office.last()
    assert (entry["event"], entry["details"]["because"]) == ("console:ledger:exported", "authority")
    assert entry["actor"] == f"api_key:{machine.key}"


def test_an_export_without_a_reason_or_a_form_is_refused(machine):
    for query in ("", "?because=curiosity", "?because=proof&form=xml"):
        assert machine.get(f"/consents/export{query}", **PROOF).status_code == 422


@pytest.mark.rule("R60")
def test_only_a_key_that_was_given_just_that_exports(office, message):
    reader = office.machine(["view_consents"], ["prove_consent"])
    assert reader.get("/consents/export?because=proof").status_code == 403
    assert office.last()["details"]["action"] == "export_ledger"


def test_small_records_leave_together():
    pieces = ["x" * 1000] * 200
    parts = list(gathered(iter(pieces)))
    assert [len(part) for part in parts[:-1]] == [PIECE // 1000 * 1000 + 1000] * (len(parts) - 1)
    assert b"".join(parts).decode() == "".join(pieces)


@pytest.mark.rule("R44")
def test_in_a_strict_profile_it_leaves_once_by_a_second_word_and_nothing_of_another_controller(
    neighbour, message
):
    machine, path = neighbour.machine(), "/consents/export?because=proof"
    assert machine.get(path, **PROOF).status_code == 409
    asked = machine.post("/approvals", {"subject": "export_ledger", "reason": "An authority asks."}).json()
    now, second = Clock().now(), Actor(PersonId("9" * 32), neighbour.tenant, Role.OWNER, second_factor=True)
    approve(second, asked["id"], asked["sha256"], now, now, asked["count"])
    assert json.loads(text_of(machine.get(path, **PROOF)))["@graph"] == []
    assert machine.get(path, **PROOF).status_code == 409
