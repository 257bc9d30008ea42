"""The installer moves a record and a password to where they belong, and writes over nothing."""

from __future__ import annotations

import fcntl
import grp
import importlib.util
import os
import tomllib
from pathlib import Path

import pytest

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
URL = "postgres://rufschutz:geheim@db.example/rufschutz"

_spec = importlib.util.spec_from_file_location("settle", DEPLOY / "settle.py")
settle = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(settle)


def test_the_record_of_an_older_version_gets_its_directory(tmp_path) -> None:
    for name in settle.RECORD:
        (tmp_path / name).write_text(name)
    settle.move_record(tmp_path)
    assert {path.name: path.read_text() for path in (tmp_path / "record").iterdir()} == {
        name: name for name in settle.RECORD
    }
    settle.move_record(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["record"]


def test_an_empty_database_beside_the_settings_never_takes_the_records_place(tmp_path) -> None:
    (tmp_path / "record").mkdir()
    (tmp_path / "record" / "db.sqlite3").write_text("the record")
    (tmp_path / "db.sqlite3").touch()
    with pytest.raises(SystemExit, match="two databases"):
        settle.move_record(tmp_path)
    assert (tmp_path / "record" / "db.sqlite3").read_text() == "the record"


def test_nothing_is_moved_while_a_process_uses_the_record(tmp_path) -> None:
    (tmp_path / "db.sqlite3").write_text("the record")
    used = os.open(tmp_path, os.O_RDONLY)
    try:
        fcntl.flock(used, fcntl.LOCK_SH)
        with pytest.raises(SystemExit, match="Stop them first"):
            settle.move_record(tmp_path)
    finally:
        os.close(used)
    assert (tmp_path / "db.sqlite3").exists()


def part(tmp_path, settings: str) -> dict[str, object]:
    (tmp_path / "rufschutz.toml").write_text(settings)
    (tmp_path / "rufschutz.toml").chmod(0o600)
    settle.part_password(
        tmp_path / "rufschutz.toml", tmp_path / "database", grp.getgrgid(os.getegid()).gr_name
    )
    return tomllib.loads((tmp_path / "rufschutz.toml").read_text())


def test_a_password_goes_out_of_what_voice_reads(tmp_path) -> None:
    table = part(tmp_path, f'# ours\ninstallation = "1"\ndatabase = "{URL}"\nsip_port = 5060\n')
    file = tmp_path / "database"
    assert table == {"installation": "1", "database_file": str(file), "sip_port": 5060}
    assert (file.read_text().strip(), file.stat().st_mode & 0o777) == (URL, 0o640)
    assert "geheim" not in (tmp_path / "rufschutz.toml").read_text()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["database", "rufschutz.toml"]


@pytest.mark.parametrize("url", ["", "postgres:///rufschutz", "postgres://rufschutz@db.example/rufschutz"])
def test_a_url_without_a_password_may_stay(tmp_path, url) -> None:
    assert part(tmp_path, f'database = "{url}"\n') == {"database": url}
    assert not (tmp_path / "database").exists()


@pytest.mark.parametrize(
    "settings",
    [
        f'database = "{URL}"\ndatabase_file = "/elsewhere"\n',
        f'"database" = "{URL}"\n',
        f'database = """\n{URL}"""\n',
    ],
)
def test_what_it_cannot_part_surely_is_refused_and_left(tmp_path, settings) -> None:
    with pytest.raises(SystemExit, match="nothing was changed"):
        part(tmp_path, settings)
    assert (tmp_path / "rufschutz.toml").read_text() == settings
    assert not (tmp_path / "database").exists()


def test_a_file_that_is_there_is_not_written_over(tmp_path) -> None:
    (tmp_path / "database").write_text("another")
    with pytest.raises(SystemExit, match="nothing was changed"):
        part(tmp_path, f'database = "{URL}"\n')
    assert (tmp_path / "database").read_text() == "another"


def test_cut_off_between_the_two_files_the_next_run_goes_on(tmp_path) -> None:
    (tmp_path / "database").write_text(f"{URL}\n")
    assert part(tmp_path, f'database = "{URL}"\n') == {"database_file": str(tmp_path / "database")}


def test_the_installer_settles_before_voice_may_read_the_settings() -> None:
    script = (DEPLOY / "install").read_text()
    assert script.index("settle.py") < script.index("--create /etc/tmpfiles.d")
    assert "\nset -eu\n" in script
