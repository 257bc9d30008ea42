"""Where an installation lives, and what is said when it does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from rufschutz.core import runtime
from rufschutz.core.errors import SettingsError


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("RUFSCHUTZ_ROOT_KEY_FILE", "CREDENTIALS_DIRECTORY", "RUFSCHUTZ_DATABASE", "RUFSCHUTZ_DATA"):
        monkeypatch.delenv(name, raising=False)


def test_defaults_are_loopback(tmp_path) -> None:
    (tmp_path / "rufschutz.toml").write_text('installation = "abc"\n')
    found = runtime.read(tmp_path)
    assert (found.web_host, found.web_port, found.sip_host, found.sip_port) == (
        "127.0.0.1",
        8420,
        "127.0.0.1",
        5060,
    )
    assert (found.demo, found.rtp_ports, found.database) == (False, (20000, 21999), "")


def test_every_place_lies_in_the_data_directory(tmp_path) -> None:
    (tmp_path / "rufschutz.toml").write_text('installation = "abc"\n')
    found = runtime.read(tmp_path)
    places = (found.plans, found.clips, found.spool, found.journals, found.blobs, found.log, found.run)
    assert {place.parent for place in (*places, found.plan_key_file)} == {tmp_path}
    assert tmp_path not in found.root_key_file.parents


def test_no_installation_says_what_to_run(tmp_path) -> None:
    with pytest.raises(SettingsError) as caught:
        runtime.read(tmp_path)
    assert "rufschutz init" in caught.value.diagnostics()


@pytest.mark.parametrize("text", ["not toml =", "demo = true\n", 'installation = "a"\nrtp_ports = 3\n'])
def test_a_broken_file_is_named(tmp_path, text: str) -> None:
    (tmp_path / "rufschutz.toml").write_text(text)
    with pytest.raises(SettingsError, match=r"rufschutz\.toml"):
        runtime.read(tmp_path)


def test_the_environment_names_the_database(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "rufschutz.toml").write_text('installation = "abc"\ndatabase = ""\n')
    monkeypatch.setenv("RUFSCHUTZ_DATABASE", "postgres://db.example/x")
    assert runtime.read(tmp_path).database == "postgres://db.example/x"


def test_the_data_directory_is_named_or_beside(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert runtime.default_data() == tmp_path / "data"
    monkeypatch.setenv("RUFSCHUTZ_DATA", "/srv/rufschutz")
    assert runtime.default_data() == Path("/srv/rufschutz")


def test_the_root_key_is_named_or_a_credential_or_the_users(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", "/home/me/.config")
    assert runtime.root_key_file("abc") == Path("/home/me/.config/rufschutz/abc.key")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", "/run/credentials/x")
    assert runtime.root_key_file("abc") == Path("/run/credentials/x/rufschutz-root.key")
    monkeypatch.setenv("RUFSCHUTZ_ROOT_KEY_FILE", "/root/named.key")
    assert runtime.root_key_file("abc") == Path("/root/named.key")


def test_the_settings_may_name_the_root_key_but_the_environment_wins(
    tmp_path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "rufschutz.toml").write_text('installation = "abc"\nroot_key_file = "/keys/root.key"\n')
    assert runtime.read(tmp_path).root_key_file == Path("/keys/root.key")
    (tmp_path / "rufschutz.toml").write_text('installation = "abc"\nroot_key_file = "../root.key"\n')
    assert runtime.read(tmp_path).root_key_file == tmp_path / "../root.key"
    monkeypatch.setenv("RUFSCHUTZ_ROOT_KEY_FILE", "/root/named.key")
    assert runtime.read(tmp_path).root_key_file == Path("/root/named.key")


def test_where_the_key_lies_of_which_a_copy_was_handed_over(tmp_path, monkeypatch) -> None:
    (tmp_path / "rufschutz.toml").write_text('installation = "abc"\nroot_key_file = "/keys/root.key"\n')
    monkeypatch.delenv("RUFSCHUTZ_ROOT_KEY_FILE", raising=False)
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    assert runtime.read(tmp_path).root_key_home is None, "it is opened where it lies"
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", "/run/credentials/x")
    assert runtime.read(tmp_path).root_key_home == Path("/keys/root.key")
    assert runtime.read(tmp_path).root_key_file == Path("/run/credentials/x/rufschutz-root.key")
    monkeypatch.setenv("RUFSCHUTZ_ROOT_KEY_FILE", "/root/named.key")
    assert runtime.read(tmp_path).root_key_home is None


def test_the_record_has_a_directory_of_its_own_unless_it_was_made_before(tmp_path) -> None:
    (tmp_path / "rufschutz.toml").write_text(f'installation = "{"1" * 32}"')
    assert runtime.read(tmp_path).sqlite == tmp_path / "record" / "db.sqlite3"
    (tmp_path / "db.sqlite3").touch()
    assert runtime.read(tmp_path).sqlite == tmp_path / "db.sqlite3"


def test_the_databases_address_may_stand_in_a_file_that_voice_never_opens(tmp_path, monkeypatch) -> None:
    monkeypatch.delenv("RUFSCHUTZ_DATABASE", raising=False)
    file = tmp_path / "database"
    (tmp_path / "rufschutz.toml").write_text(f'installation = "{"1" * 32}"\ndatabase_file = "{file}"')
    with pytest.raises(SettingsError, match="database cannot be read"):
        runtime.read(tmp_path)
    assert runtime.read(tmp_path, database=False).database == ""
    file.write_text("postgres://a:b@db.example/x\n")
    found = runtime.read(tmp_path)
    assert (found.database, found.database_in_settings) == ("postgres://a:b@db.example/x", "")


@pytest.mark.parametrize(
    ("words", "public"),
    [
        ("", "http://127.0.0.1:8420"),
        ('web_origin = "https://konsole.example.org"\n', "https://konsole.example.org"),
        ('public_origin = "https://Auskunft.example.org/"\n', "https://auskunft.example.org"),
    ],
)
def test_the_public_pages_have_an_address_of_their_own_or_the_consoles(tmp_path, words, public) -> None:
    (tmp_path / "rufschutz.toml").write_text(f'installation = "abc"\n{words}')
    assert runtime.read(tmp_path).public_address == public


@pytest.mark.parametrize("said", ["auskunft.example.org", "ftp://x.example.org", "https://x.example.org/a"])
def test_what_is_no_origin_is_refused(tmp_path, said) -> None:
    (tmp_path / "rufschutz.toml").write_text(f'installation = "abc"\npublic_origin = "{said}"')
    with pytest.raises(SettingsError, match="no origin"):
        runtime.read(tmp_path)


@pytest.mark.parametrize(
    ("words", "calls", "late", "drain"),
    [
        ("", 0, 10.0, 300.0),
        ("demo = true\n", 0, 10.0, 3.0),
        ("max_calls = 40\nlate_ms = 7\ndrain_seconds = 20\n", 40, 7.0, 20.0),
    ],
)
def test_settings_of_an_older_version_lack_the_limits_and_mean_the_defaults(
    tmp_path, words, calls, late, drain
) -> None:
    (tmp_path / "rufschutz.toml").write_text(f'installation = "abc"\n{words}')
    found = runtime.read(tmp_path)
    assert (found.max_calls, found.late_ms, found.drain_seconds) == (calls, late, drain)
