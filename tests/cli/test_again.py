from __future__ import annotations

import shlex
import sys

import pytest

from rufschutz.cli import again


@pytest.fixture
def called(monkeypatch):
    monkeypatch.delenv("RUFSCHUTZ_DATA", raising=False)
    monkeypatch.setattr(again.shutil, "which", lambda _: "/usr/bin/rufschutz")
    return lambda words: monkeypatch.setattr(sys, "argv", [words])


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (".venv/bin/rufschutz", ".venv/bin/rufschutz"),
        ("rufschutz", "rufschutz"),
        ("/usr/bin/rufschutz", "rufschutz"),
        ("/opt/my tools/rufschutz", "'/opt/my tools/rufschutz'"),
        ("/x/rufschutz/__main__.py", f"{shlex.quote(sys.executable)} -m rufschutz"),
    ],
)
def test_it_is_called_again_as_it_was_called(called, name, said):
    called(name)
    assert again.program() == said


def test_from_another_directory_it_is_called_by_its_whole_path(called, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    called(".venv/bin/rufschutz")
    assert again.program_path() == str(tmp_path / ".venv/bin/rufschutz")
    called("rufschutz")
    assert again.program_path() == "/usr/bin/rufschutz"


def test_the_data_directory_that_was_named_is_named_again(called, monkeypatch):
    called("rufschutz")
    assert again.command("serve") == "rufschutz serve"
    monkeypatch.setenv("RUFSCHUTZ_DATA", "/srv/my data")
    assert again.command("serve") == "rufschutz --data '/srv/my data' serve"
