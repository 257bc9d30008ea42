from __future__ import annotations

import json

import pytest


def test_a_person_is_added_with_a_link_and_listed(installed, tmp_path):
    office = installed.copy(tmp_path)
    added = office.run(
        "accounts", "add", "officer@example.org", "--name", "Officer", "--role", "data_protection_officer"
    )
    assert added.returncode == 0
    assert "/einrichten/" in added.stdout
    listed = json.loads(office.run("accounts", "list", "--json").stdout)
    assert {"name": "Officer", "role": "data_protection_officer", "until": None} in listed
    assert "Officer" in office.run("accounts", "list").stdout


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (["--role", "auditor"], "--days"),
        (["--role", "chief"], "chief"),
        (["--role", "auditor", "--days", "0"], "0"),
    ],
)
def test_a_role_that_cannot_be_is_a_mistake_of_the_call(nowhere, words, what):
    answer = nowhere.run("accounts", "add", "a@example.org", "--name", "A", *words)
    assert answer.returncode == 2
    assert what in answer.stderr
