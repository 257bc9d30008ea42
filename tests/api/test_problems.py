"""How a refusal is told."""

from __future__ import annotations

import json

from rufschutz.api.problems import ALL, FORBIDDEN, Fault, Problem


def test_a_problem_is_as_rfc_9457_writes_it():
    answer = Problem(422, "invalid", "No.", "d", "a", (Fault("line 3", "why"),)).response({"X": "y"})
    assert (answer.status_code, answer["Content-Type"], answer["X"]) == (422, "application/problem+json", "y")
    assert json.loads(answer.content) == {
        "type": "urn:rufschutz:problem:invalid",
        "title": "No.",
        "status": 422,
        "detail": "d",
        "advice": "a",
        "errors": [{"where": "line 3", "reason": "why"}],
    }


def test_what_is_not_known_is_left_out():
    assert "detail" not in FORBIDDEN.document()


def test_each_sort_of_refusal_has_a_name_and_a_status_of_its_own():
    assert len({problem.kind for problem in ALL}) == len({problem.status for problem in ALL}) == len(ALL)
