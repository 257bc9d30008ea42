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
    officer = {"name": "Officer", "email": "officer@example.org", "role": "data_protection_officer"}
    assert officer | {"until": None} in listed
    assert "officer@example.org" in office.run("accounts", "list").stdout
    ended = office.run("accounts", "end", "Officer@example.org", "--role", "data_protection_officer")
    assert ended.returncode == 0, ended.stderr
    assert "officer@example.org" not in office.run("accounts", "list").stdout
    last = office.run("accounts", "end", "inhaber@example.org", "--role", "owner")
    assert last.returncode == 1
    assert "last owner" in last.stderr


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


@pytest.mark.parametrize("email", ["owner@example", "notanemail", "x"])
def test_an_address_that_sign_in_refuses_is_refused_here(nowhere, email):
    answer = nowhere.run("accounts", "add", email, "--name", "A", "--role", "agent")
    assert answer.returncode == 2
    assert "is no e-mail address" in answer.stderr
