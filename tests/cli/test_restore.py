"""``rufschutz restore`` checks every file before it touches anything."""

from __future__ import annotations

from click.testing import CliRunner

from rufschutz.cli.restore import command
from rufschutz.core.backup.errors import BackupMissingError


def test_a_directory_without_a_backup_is_named_and_nothing_is_made(tmp_path, monkeypatch):
    monkeypatch.setenv("RUFSCHUTZ_DATA", str(tmp_path / "data"))
    (tmp_path / "empty").mkdir()
    found = CliRunner().invoke(command, ["--from", str(tmp_path / "empty")])
    assert isinstance(found.exception, BackupMissingError)
    assert not (tmp_path / "data").exists()
