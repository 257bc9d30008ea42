"""Which error becomes which problem."""

from __future__ import annotations

import json

import pytest

from rufschutz.api import problems
from rufschutz.api.errors import InvalidError, TooManyRequestsError
from rufschutz.api.faults import REFUSED, told
from rufschutz.api.problems import Fault
from rufschutz.domain.consent.withdrawal import CallStillRunning

WORK = {"Rufschutz_Purpose": "handle_matter"}
PATH = "/calls/" + "0" * 32 + "/withdrawals"


def test_an_error_is_told_in_its_own_words_with_its_advice():
    problem = told(CallStillRunning("the call is still running"))
    assert (problem.status, problem.detail) == (409, "the call is still running")
    assert "star" in problem.advice
    assert told(InvalidError("no", (Fault("line 2", "x"),))).faults == (Fault("line 2", "x"),)
    assert told(TooManyRequestsError(3)).status == 429


def test_every_refusal_has_a_status_below_500():
    assert all(400 <= problem.status < 500 for problem in REFUSED.values())


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b"{}", "text/plain", 415),
        (b"{}", "", 415),
        (b" " * 3_000_000, "application/json", 413),
        (b'{"purposes": ["' + b"x" * 100 + b'"]}', "application/json", 422),
    ],
)
def test_a_body_that_cannot_be_read(machine, body, kind, status):
    answer = machine.send("POST", PATH, body, Content_Type=kind)
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    assert json.loads(answer.content)["advice"]


@pytest.mark.rule("R39")
def test_a_problem_repeats_nothing_that_was_sent(machine):
    body = {"+493023125042": 1, "purposes": ["+493023125042"]}
    answer = machine.post(PATH, body)
    assert answer.status_code == 422
    assert "3023125042" not in answer.content.decode()
    assert [fault["where"] for fault in answer.json()["errors"]] == ["body.asked.purposes.0", "body.asked.?"]


def test_what_nobody_foresaw_is_ours(machine, monkeypatch):
    monkeypatch.setattr("rufschutz.api.calls.queries.calls", lambda *_, **__: 1 / 0)
    answer = machine.get("/calls", **WORK)
    assert answer.status_code == 500
    assert json.loads(answer.content)["type"] == "urn:rufschutz:problem:" + problems.OURS.kind
