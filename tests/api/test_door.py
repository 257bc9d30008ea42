"""Sessions and cookies end at the door of the API."""

from __future__ import annotations

import pytest
from django.test import Client

WORK = {"Rufschutz_Purpose": "handle_matter"}


@pytest.fixture
def browser(office) -> Client:
    """A browser in which the owner is signed in with both factors."""
    from console_keys import PASSWORD, code_now
    from console_stage import Role

    user, client = office.stage.account(Role.OWNER), Client(enforce_csrf_checks=False)
    client.post("/anmelden/", {"login": user.email, "password": PASSWORD})
    assert client.post("/anmelden/code/", {"code": code_now()}).status_code == 302
    assert client.get("/rollen/").status_code == 200
    return client


@pytest.mark.rule("R59")
@pytest.mark.parametrize("path", ["/calls", "/calls/" + "0" * 32])
def test_a_session_opens_nothing(browser, path):
    assert browser.get(f"/api/v1{path}").status_code == 401


def test_nothing_can_be_forged_because_no_cookie_counts(browser, machine, message):
    path = f"/api/v1/calls/{message}/withdrawals"
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = browser.cookies
    assert strict.post(path, "{}", content_type="application/json").status_code == 401
    key = {"Authorization": f"Bearer {machine.token}"}
    assert strict.post(path, "{}", content_type="application/json", headers=key).status_code == 200


def test_no_cookie_is_set_and_nothing_is_kept(machine):
    answer = machine.get("/calls", **WORK)
    assert not answer.cookies
    assert answer["Cache-Control"] == "no-store"
    assert answer["Vary"] == "Authorization"
    assert "default-src 'self'" in answer["Content-Security-Policy"]


@pytest.mark.parametrize(
    "path", ["/api/", "/api/v1", "/api/v1/", "/api/v1/docs", "/api/v1/nothing", "/api/v2/calls"]
)
def test_an_unknown_address_is_a_problem_and_no_page(machine, path):
    answer = machine.client.get(path)
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")


def test_a_method_that_is_not_taken_names_those_that_are(machine):
    answer = machine.send("DELETE", "/calls")
    assert (answer.status_code, answer["Allow"]) == (405, "GET")
    assert answer.json()["type"].endswith("wrong-method")


def test_a_foreign_host_is_refused(machine):
    assert machine.get("/calls", Host="elsewhere.example").status_code == 400


def test_other_addresses_are_the_consoles(client, db):
    assert client.get("/anrufe/").status_code == 302


@pytest.mark.parametrize("query", ["page=%00", "%00=1", "page=1&x=%1B"])
def test_a_query_with_an_unreadable_sign_is_refused(machine, query):
    answer = machine.get(f"/calls?{query}")
    assert answer.status_code == 422
    assert "cannot be read" in answer.json()["detail"]
