"""The ledger at the shell: found by number, left as a file that shows every change, compared with the log."""

from __future__ import annotations

import json

import pytest

NUMBER = "+493023125001"
HEAD = "number,purpose,channel,product,collected_on,source,evidence"
TAMPER = """
import django
django.setup()
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("DROP TRIGGER consent_no_update")
    cursor.execute("UPDATE consent_consentevent SET at = at - 1000")
"""


@pytest.fixture
def filled(installed, tmp_path):
    """An installation with one imported consent."""
    office = installed.copy(tmp_path)
    table = tmp_path / "consents.csv"
    table.write_text(f"{HEAD}\n{NUMBER},remind,,,2026-09-01,Bogen,Blatt 1\n", "utf-8")
    done = office.run("consent", "import", str(table), "--because", "proof")
    assert done.returncode == 0, done.stderr
    return office


def test_a_number_has_its_states_and_its_course_and_no_other_has(filled):
    found = filled.run("consent", "search", NUMBER)
    assert "remind           given" in found.stdout
    assert "1 events in 0 calls" in found.stdout
    (line,) = json.loads(filled.run("consent", "timeline", NUMBER, "--json").stdout)
    assert (line["method"], line["state"]) == ("import", "given")
    assert "holds nothing" in filled.run("consent", "timeline", "+493023125002").stdout


def test_an_unknown_call_is_refused_with_where_ids_stand(filled):
    done = filled.run("consent", "show", "0" * 32)
    assert done.returncode == 1
    assert "rufschutz calls list --json" in done.stderr


@pytest.mark.rule("R18")
def test_an_export_is_whole_until_somebody_edits_it(filled, tmp_path):
    file = tmp_path / "ledger.csv"
    refused = filled.run("consent", "export", str(file))
    assert (refused.returncode, "reason" in refused.stderr) == (1, True)
    assert (
        filled.run("consent", "export", str(file), "--form", "csv", "--because", "authority").returncode == 0
    )
    assert file.stat().st_mode & 0o077 == 0
    assert "whole       1 records" in filled.run("consent", "check", "--file", str(file)).stdout
    file.write_bytes(file.read_bytes().replace(b"remind", b"advertise", 1))
    done = filled.run("consent", "check", "--file", str(file))
    assert (done.returncode, "record 1 " in done.stderr) == (1, True)


@pytest.mark.rule("R18")
def test_a_row_edited_in_the_database_is_named(filled):
    whole = filled.run("consent", "check")
    assert (whole.returncode, "1 events are as they were logged" in whole.stdout) == (0, True)
    filled.program(TAMPER)
    done = filled.run("consent", "check", "--json")
    assert done.returncode == 1
    (fault,) = json.loads(done.stdout)["faults"]
    assert fault["wrong"] == "edited"
