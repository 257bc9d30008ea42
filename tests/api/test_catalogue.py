"""The live catalogue and the texts over the API."""

from __future__ import annotations

import pytest

from rufschutz.core.purposes.queries import live_policy

WATCH = {"Rufschutz_Purpose": "security"}


def test_every_purpose_is_told_with_its_rules(office, machine):
    told = machine.get("/purposes", **WATCH).json()
    live = live_policy(office.tenant)
    assert (told["version"], told["number"], told["profile"]) == (live.id, live.number, "P")
    assert [row["id"] for row in told["purposes"]] == [row.id for row in live.policy.purposes]
    record = next(row for row in told["purposes"] if row["id"] == "record_matter")
    periods = {kind["kind"]: kind["period"] for kind in record["kinds"]}
    assert ("6(1)(a)" in record["basis"], periods["recording_matter"]) == (True, "P7D")


def test_every_text_is_told_in_both_languages(office, machine):
    told = machine.get("/texts", **WATCH).json()
    assert len(told["texts"]) == len(live_policy(office.tenant).policy.texts)
    assert all(set(row["words"]) >= {"de", "en"} for row in told["texts"])


@pytest.mark.rule("R61")
@pytest.mark.parametrize("path", ["/purposes", "/texts"])
def test_reading_is_recorded_and_refused_to_others(office, machine, path):
    machine.get(path, **WATCH)
    assert office.last()["event"] == "console:policy:viewed"
    assert office.machine(["list_calls"], ["security"]).get(path, **WATCH).status_code == 403
    assert office.last()["event"] == "access:denied"
