"""``rufschutz backup`` and what refuses to start while a restore is not over."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from rufschutz.cli import serve
from rufschutz.cli.backup import command
from rufschutz.core.backup.errors import RestoringError


@pytest.mark.rule("R66")
@pytest.mark.parametrize("asked", [command, serve.command])
def test_nothing_starts_while_a_restore_is_not_over(tmp_path, monkeypatch, asked):
    (tmp_path / "rufschutz.toml").write_text(f'installation = "{"1" * 32}"\n')
    (tmp_path / "restoring").write_text("{}")
    monkeypatch.setenv("RUFSCHUTZ_DATA", str(tmp_path))
    found = CliRunner().invoke(asked, [])
    assert isinstance(found.exception, RestoringError)
