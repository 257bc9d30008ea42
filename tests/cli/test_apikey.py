"""``rufschutz api-key``, as people type it."""

from __future__ import annotations

import json

import pytest

SCOPE = ("--may", "list_calls", "--for", "handle_matter")


@pytest.mark.long
def test_a_key_is_made_shown_once_listed_and_ended(office):
    made = office.run("api-key", "create", "Buchungen", *SCOPE, "--days", "30")
    assert made.returncode == 0, made.stderr
    token = made.stdout.strip()
    assert token.startswith("rufschutz_")
    listed = office.run("api-key", "list")
    assert "Buchungen" in listed.stdout
    assert "never used" in listed.stdout
    assert token not in listed.stdout
    (key,) = json.loads(office.run("api-key", "list", "--json").stdout)
    assert (key["may"], key["for"], key["ended_at"]) == (["list_calls"], ["handle_matter"], None)
    ended = office.run("api-key", "revoke", key["id"])
    assert ended.returncode == 0, ended.stderr
    assert "ended" in office.run("api-key", "list").stdout
    unknown = office.run("api-key", "revoke", "0" * 32)
    assert unknown.returncode == 1
    assert "rufschutz api-key list" in unknown.stderr


def test_what_cannot_be_given_is_refused_with_every_reason(installed):
    answer = installed.run("api-key", "create", "x", "--may", "play_recording", "--for", "record_matter")
    assert answer.returncode == 1
    assert "a key cannot be given 'play_recording'" in answer.stderr
    assert "api-key create --help" in answer.stderr


def test_help_says_what_a_key_can_be_given(nowhere):
    told = nowhere.run("api-key", "create", "--help").stdout
    assert "import_consents" in told
    assert "prove_consent, rights" in told
    long = nowhere.run("api-key", "create", "x", *SCOPE, "--days", "366")
    assert long.returncode == 2
