"""Tables are changed by their owner, and used by somebody who cannot change them."""

from __future__ import annotations

import pytest
from django.db import connection
from second_wall import as_owner

from rufschutz.bench.cluster import USER
from rufschutz.core.errors import SettingsError
from rufschutz.core.runtime import SETTINGS_FILE
from rufschutz.core.setup import owner
from rufschutz.core.setup.owner import give_rights, owner_url, owning

FREE = """
    SELECT has_table_privilege(%s, 'calls_call', %s), has_table_privilege(%s, 'django_migrations', %s)
"""


@pytest.fixture(autouse=True)
def _nobody_named(monkeypatch):
    monkeypatch.delenv("RUFSCHUTZ_DATABASE_OWNER", raising=False)


def test_the_owner_is_named_by_the_environment_or_by_a_file(tmp_path, monkeypatch):
    assert owner_url(tmp_path) == ""
    (tmp_path / SETTINGS_FILE).write_text('installation = "x"\n')
    assert owner_url(tmp_path) == ""
    (tmp_path / SETTINGS_FILE).write_text(f'database_owner_file = "{tmp_path / "owner"}"\n')
    with pytest.raises(SettingsError, match="cannot be read"):
        owner_url(tmp_path)
    (tmp_path / "owner").write_text("postgres://o@db.example/x\n")
    assert owner_url(tmp_path) == "postgres://o@db.example/x"
    monkeypatch.setenv("RUFSCHUTZ_DATABASE_OWNER", "postgres://e@db.example/x")
    assert owner_url(tmp_path) == "postgres://e@db.example/x"


def test_an_address_is_read_as_that_of_the_service():
    assert owner._address("postgres://o%40x:a%3Ab@db.example:6432/x") == {
        "NAME": "x", "USER": "o@x", "PASSWORD": "a:b", "HOST": "db.example", "PORT": "6432",
    }  # fmt: skip


@pytest.mark.django_db
def test_where_no_owner_is_named_the_service_changes_its_tables_itself(tmp_path):
    with owning(tmp_path) as alias:
        assert alias == "default"


@pytest.mark.django_db
def test_the_service_uses_all_tables_and_changes_none():
    give_rights("default", connection.settings_dict["USER"])
    if connection.vendor != "postgresql":
        return
    with as_owner(), connection.cursor() as cursor:
        give_rights("default", USER)
        for right, expected in (("INSERT", (True, False)), ("SELECT", (True, True))):
            cursor.execute(FREE, [USER, right, USER, right])
            assert cursor.fetchone() == expected
