"""On PostgreSQL an installation works as a role that owns no table, and another one changes them."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import psycopg
import pytest

from rufschutz.bench.cluster import OWNER, USER, cluster, programs

pytestmark = [pytest.mark.system, pytest.mark.needs("initdb")]

PRACTICE = {
    "name": "Hausarztpraxis am Markt",
    "short": "Praxis am Markt",
    "address": "Marktplatz eins",
    "dpo": "Datenschutz ät example Punkt org",
    "authority": "die Berliner Beauftragte für Datenschutz",
    "url": "example Punkt org",
    "email": "inhaber@example.org",
    "owner": "Inhaberin",
}
FREE_PORTS = ("--web-port", "0", "--sip-port", "0", "--rtp-ports", "0", "0", "--metrics-ports", "0", "0", "0")


@pytest.fixture
def run(tmp_path):
    """Run ``rufschutz WORDS`` for an installation in this directory."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DJANGO_")}
    home = {"RUFSCHUTZ_DATA": str(tmp_path / "data"), "RUFSCHUTZ_ROOT_KEY_FILE": str(tmp_path / "root.key")}

    def rufschutz(*words, **environment):
        command = [sys.executable, "-m", "rufschutz", *words]
        told = {**kept, **home, **environment}
        return subprocess.run(command, env=told, capture_output=True, text=True, timeout=60, check=False)

    return rufschutz


@pytest.mark.rule("R35")
def test_the_service_sees_nothing_without_a_tenant_and_cannot_lift_the_wall(run):
    folder = programs()
    assert folder is not None
    options = [word for name, value in PRACTICE.items() for word in (f"--{name}", value)]
    with cluster(folder, durable=False) as owner:
        service = owner.replace(f"//{OWNER}@", f"//{USER}@")
        done = run("init", *options, *FREE_PORTS, "--database", service, RUFSCHUTZ_DATABASE_OWNER=owner)
        assert done.returncode == 0, done.stderr
        found = {each["name"] for each in json.loads(run("check", "--json").stdout)}
        assert not found & {"database_role", "row_policies", "database_owner", "database_schema"}
        with psycopg.connect(service, autocommit=True) as connection:
            assert connection.execute("SELECT count(*) FROM accounts_membership").fetchone() == (0,)
            for breach in (
                "ALTER TABLE accounts_membership NO FORCE ROW LEVEL SECURITY",
                "DROP POLICY own_tenant ON accounts_membership",
                "DELETE FROM django_migrations",
            ):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    connection.execute(breach)
        with psycopg.connect(owner, autocommit=True) as connection:
            connection.execute("ALTER TABLE calls_call NO FORCE ROW LEVEL SECURITY")
        assert "row_policies" in run("check", "--json").stdout
        done = run("upgrade", RUFSCHUTZ_DATABASE_OWNER=owner)
        assert done.returncode == 0, done.stderr
        assert "row_policies" not in run("check", "--json").stdout
