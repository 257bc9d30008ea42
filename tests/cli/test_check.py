from __future__ import annotations

import json
import sqlite3

import pytest


def test_a_fresh_installation_holds_no_error(installed):
    done = installed.run("check", "--json")
    assert done.returncode == 0
    assert all(finding["level"] != "error" for finding in json.loads(done.stdout))


def test_an_error_is_told_with_its_advice_and_by_the_status(office):
    (plan,) = (path.read_text() for path in (office.data / "plans").glob("*.plan"))
    next(path for path in (office.data / "clips").glob("*.alaw") if path.stem in plan).unlink()
    done = office.run("check")
    assert done.returncode == 1
    first, advice = done.stdout.splitlines()[:2]
    assert first == "ERROR    clips: 1 sounds of line praxis are missing or altered"
    assert "worker" in advice


def test_without_its_root_key_it_still_looks_at_everything_else(office, tmp_path):
    (office.data / "spool").chmod(0o755)
    done = office.run("check", "--json", RUFSCHUTZ_ROOT_KEY_FILE=str(tmp_path / "none.key"))
    found = {finding["name"]: finding for finding in json.loads(done.stdout)}
    assert done.returncode == 1
    assert {"root_key", "modes"} <= found.keys()
    assert "none.key" in found["root_key"]["what"]


def test_a_database_that_is_away_is_a_finding(office):
    url = "postgres://nobody@127.0.0.1:1/nothing"
    done = office.run("check", "--json", RUFSCHUTZ_DATABASE=url)
    assert "does not answer" in {each["name"]: each["what"] for each in json.loads(done.stdout)}["database"]


@pytest.mark.parametrize(
    ("change", "advice"),
    [
        (
            "DELETE FROM django_migrations WHERE id IN (SELECT max(id) FROM django_migrations GROUP BY app)",
            "rufschutz upgrade",
        ),
        ("UPDATE django_migrations SET name = '0999' WHERE app = 'calls' AND name LIKE '0002%'", "Install"),
        ("DROP TABLE django_migrations", "rufschutz upgrade"),
    ],
)
def test_tables_of_another_version_are_a_finding_in_json(office, change, advice):
    path = next(office.data.rglob("db.sqlite3"))
    with sqlite3.connect(path) as database:
        database.execute(change)
    database.close()
    done = office.run("check", "--json")
    found = {each["name"]: each["advice"] for each in json.loads(done.stdout)}
    assert advice in found["database_schema"]
    assert done.returncode == 1
