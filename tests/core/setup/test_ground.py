"""The ground of an installation: made once, private, and repeatable until it is complete."""

from __future__ import annotations

import stat

import pytest

from rufschutz.core import runtime
from rufschutz.core.setup.ground import AlreadyInstalledError, Choice, NotEmptyError, lay
from rufschutz.vault.keystore.root import RootKey, RootKeyMissing

NAME = "1" * 32


@pytest.fixture(autouse=True)
def _root_key(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RUFSCHUTZ_ROOT_KEY_FILE", str(tmp_path / "keys" / "root.key"))
    monkeypatch.delenv("RUFSCHUTZ_DATABASE", raising=False)


def mode(path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_everything_is_for_the_owner_alone(tmp_path) -> None:
    installation = lay(tmp_path / "data", Choice(), NAME)
    for path in (installation.data, installation.spool, installation.journals, installation.plans):
        assert mode(path) == 0o700
    assert mode(installation.root_key_file) == 0o600
    assert installation.data not in installation.root_key_file.parents


def test_choices_come_back_from_the_settings(tmp_path) -> None:
    choice = Choice(
        demo=True, web_port=0, sip_port=5070, rtp_ports=(30000, 30099), web_origin="https://x.example"
    )
    installation = lay(tmp_path / "data", choice, NAME)
    assert installation == runtime.read(tmp_path / "data")
    assert (installation.demo, installation.identity, installation.sip_port) == (True, NAME, 5070)
    assert (installation.web_port, installation.rtp_ports, installation.web_origin) == (
        0,
        (30000, 30099),
        "https://x.example",
    )


def test_where_metrics_are_shown_can_be_chosen_or_left(tmp_path) -> None:
    assert lay(tmp_path / "usual", Choice(), NAME).metrics.port("voice") == 9420
    assert lay(tmp_path / "none", Choice(metrics_ports=()), NAME).metrics.port("voice") is None
    assert lay(tmp_path / "any", Choice(metrics_ports=(0, 0, 0)), NAME).metrics.port("web") == 0


def test_a_cut_off_set_up_goes_on_with_the_same_identity_and_key(tmp_path) -> None:
    first = lay(tmp_path / "data", Choice(), NAME)
    key = first.root_key_file.read_bytes()
    again = lay(tmp_path / "data", Choice(sip_port=5099), "2" * 32)
    assert (again.identity, again.sip_port) == (NAME, 5099)
    assert again.root_key_file.read_bytes() == key


def test_a_complete_installation_is_never_set_up_again(tmp_path) -> None:
    installation = lay(tmp_path / "data", Choice(), NAME)
    installation.plan_key_file.write_text("00" * 32)
    before = (tmp_path / "data" / "rufschutz.toml").read_bytes()
    with pytest.raises(AlreadyInstalledError) as caught:
        lay(tmp_path / "data", Choice(demo=True), NAME)
    assert "rufschutz serve" in caught.value.diagnostics()
    assert (tmp_path / "data" / "rufschutz.toml").read_bytes() == before


def test_someone_elses_directory_is_left_alone(tmp_path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "letter.txt").write_text("mine")
    with pytest.raises(NotEmptyError):
        lay(tmp_path / "data", Choice(), NAME)
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["letter.txt"]


def test_data_without_its_root_key_gets_no_new_one(tmp_path) -> None:
    installation = lay(tmp_path / "data", Choice(), NAME)
    installation.sqlite.write_bytes(b"rows")
    installation.root_key_file.unlink()
    with pytest.raises(RootKeyMissing):
        lay(tmp_path / "data", Choice(), NAME)
    assert not installation.root_key_file.exists()


def test_a_root_key_that_is_there_is_used(tmp_path) -> None:
    (tmp_path / "keys").mkdir()
    RootKey.create(tmp_path / "keys" / "root.key")
    before = (tmp_path / "keys" / "root.key").read_bytes()
    lay(tmp_path / "data", Choice(), NAME)
    assert (tmp_path / "keys" / "root.key").read_bytes() == before


@pytest.mark.parametrize("step", range(1, 13))
def test_killed_between_any_two_steps_it_can_be_repeated(tmp_path, monkeypatch, step: int) -> None:
    """Each call that touches the disk counts as a step; the one numbered ``step`` never returns."""
    from pathlib import Path

    from rufschutz.core.setup import ground

    class KilledError(BaseException):
        pass

    left = [step]

    def counted(real):
        def call(*args, **kwargs):
            left[0] -= 1
            if left[0] == 0:
                raise KilledError
            return real(*args, **kwargs)

        return call

    with monkeypatch.context() as patch:
        patch.setattr(Path, "mkdir", counted(Path.mkdir))
        patch.setattr(ground.durable, "replace", counted(ground.durable.replace))
        patch.setattr(ground.RootKey, "create", counted(ground.RootKey.create))
        with pytest.raises(KilledError):
            lay(tmp_path / "data", Choice(), NAME)
    installation = lay(tmp_path / "data", Choice(), "2" * 32)
    assert installation.journals.is_dir()
    assert RootKey.load(installation.root_key_file)


def test_settings_that_hold_a_password_are_for_the_owner_alone(tmp_path) -> None:
    lay(tmp_path / "one", Choice(database="postgres://user:secret@db.example/x"), NAME)
    assert mode(tmp_path / "one" / "rufschutz.toml") == 0o600
    lay(tmp_path / "two", Choice(database="postgres://user@db.example/x"), NAME)
    assert mode(tmp_path / "two" / "rufschutz.toml") == 0o640


def test_a_file_that_holds_the_databases_address_is_named(tmp_path) -> None:
    file = tmp_path / "database"
    file.write_text("postgres://user:secret@db.example/x")
    made = lay(tmp_path / "data", Choice(database_file=str(file)), NAME)
    assert made.database == "postgres://user:secret@db.example/x"
    assert "secret" not in (made.data / "rufschutz.toml").read_text()
