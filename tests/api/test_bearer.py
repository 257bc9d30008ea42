"""The one door: an API key in the Authorization header."""

from __future__ import annotations

import pytest

from rufschutz.adapters.clock import Clock
from rufschutz.api.rates import AT_ONCE
from rufschutz.core.apikeys.actions import revoke
from rufschutz.core.apikeys.queries import keys
from rufschutz.domain.moments import DAY, Millis

WORK = {"Rufschutz_Purpose": "handle_matter"}


def refused(answer, words: str) -> None:
    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["WWW-Authenticate"] == 'Bearer realm="rufschutz"'
    assert words in answer.json().get("detail", answer.json()["title"])
    assert answer.json()["advice"]


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Basic YTpi", "Bearer x y", "bearer rufschutz_" + "a" * 70]
)
def test_without_a_key_nothing_opens(office, client, header):
    answer = client.get("/api/v1/calls", headers={"Authorization": header} if header else {})
    assert answer.status_code == 401
    assert office.log() == []


def test_a_token_is_known_whole_or_not_at_all(machine):
    machine.token = machine.token[:-1] + ("A" if machine.token[-1] != "A" else "B")
    refused(machine.get("/calls", **WORK), "not known")


@pytest.mark.rule("R61")
def test_an_expired_key_is_refused_and_recorded(office):
    late = office.machine(days=1, at=Millis(Clock().now() - 2 * DAY))
    refused(late.get("/calls", **WORK), "expired")
    entry = office.last()
    assert (entry["event"], entry["actor"]) == ("access:denied", f"api_key:{late.key}")


@pytest.mark.rule("R61")
def test_a_revoked_key_is_refused_from_the_next_request_on(office, machine):
    assert machine.get("/calls", **WORK).status_code == 200
    revoke(office.owner, machine.key, Clock().now())
    refused(machine.get("/calls", **WORK), "revoked")
    assert office.last()["subject"] == machine.key


def test_the_day_of_use_is_kept(office, machine):
    machine.get("/calls", **WORK)
    assert keys(office.owner, Clock().now())[0].used_on


def test_who_asks_too_fast_is_told_to_wait(machine, monkeypatch):
    now = Clock().now()
    monkeypatch.setattr("rufschutz.api.bearer.Clock.now", lambda _: now)
    answers = [machine.get("/purposes-that-are-not-there") for _ in range(3)]
    assert {answer.status_code for answer in answers} == {404}
    codes = [machine.get("/calls?page=0", **WORK).status_code for _ in range(AT_ONCE + 1)]
    assert codes == [422] * AT_ONCE + [429]
    last = machine.get("/calls", **WORK)
    assert last["Retry-After"] == "1"
    assert last.json()["type"].endswith("too-many")
