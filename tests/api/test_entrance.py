"""What answers without a key."""

from __future__ import annotations

from rufschutz.api import entrance
from rufschutz.api.document import document
from rufschutz.api.service import API, PREFIX


def test_the_description_is_for_everybody(client, db):
    answer = client.get("/api/v1/openapi.json")
    assert answer.status_code == 200
    assert answer.json()["paths"].keys() == document(API, PREFIX)["paths"].keys()
    assert client.post("/api/v1/openapi.json").status_code == 405


def test_what_goes_wrong_is_a_problem(rf):
    request = rf.get("/")
    answers = [entrance.bad_request(request), entrance.not_found(request), entrance.server_error(request)]
    assert [answer.status_code for answer in answers] == [400, 404, 500]
