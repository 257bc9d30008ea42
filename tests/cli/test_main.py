from __future__ import annotations

import importlib
import subprocess
import sys

import click
import pytest
from django.db import OperationalError

from rufschutz.cli import main as module
from rufschutz.cli.main import _COMMANDS, cli, main


def test_help_names_every_command_and_loads_none(nowhere):
    code = (
        "import sys; sys.argv = ['rufschutz', '--help']\n"
        "from rufschutz.cli.main import main\n"
        "try: main()\n"
        "except SystemExit: print({'django', 'numpy', 'cryptography'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert all(f"\n  {name}" in done.stdout for name in _COMMANDS)
    assert done.stdout.splitlines()[-1] == "set()"


@pytest.mark.parametrize("name", list(_COMMANDS))
def test_each_name_leads_to_a_command(name):
    assert isinstance(importlib.import_module(_COMMANDS[name][0]).command, click.Command)
    assert cli.get_command(click.Context(cli), name) is not None


@pytest.mark.parametrize(
    "words",
    [["serve"], ["calls", "list"], ["check"], ["retention", "run"], ["init", "--new-link", "a@b.example"]],
)
def test_without_an_installation_the_next_step_is_said(nowhere, words):
    done = nowhere.run(*words)
    assert done.returncode == 1
    assert done.stderr == f"{nowhere.data} holds no installation\n  Run: rufschutz init\n"


def test_data_names_the_directory_in_front_of_the_environment(nowhere, tmp_path):
    assert f"{tmp_path / 'other'} holds no" in nowhere.run("--data", str(tmp_path / "other"), "check").stderr


def test_an_unknown_word_is_a_mistake_of_the_call(nowhere):
    done = nowhere.run("dance")
    assert done.returncode == 2
    assert "No such command" in done.stderr


def test_settings_that_cannot_be_read_are_named(office):
    (office.data / "rufschutz.toml").write_text("installation = \n")
    done = office.run("check")
    assert done.returncode == 1
    assert "rufschutz.toml cannot be read" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OperationalError("connection refused"), "the database cannot be used: connection refused"),
        (PermissionError(13, "Permission denied", "heard.wav"), "Permission denied: 'heard.wav'"),
    ],
)
def test_database_and_disk_speak_in_words(monkeypatch, capsys, error, words):
    def fail(**_options):
        raise error

    monkeypatch.setattr(module, "cli", fail)
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 1
    assert words in capsys.readouterr().err


def test_a_database_that_is_away_is_said_so(installed):
    done = installed.run("calls", "list", RUFSCHUTZ_DATABASE="postgres://nobody@127.0.0.1:1/none")
    assert done.returncode == 1
    assert done.stderr.startswith("the database cannot be used: ")
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("word", ["weil\x1b[2J", "\udcff", "Frist \u202e7"])
def test_a_word_with_signs_that_nobody_can_read_is_refused_before_anything_runs(monkeypatch, capsys, word):
    monkeypatch.setattr(sys, "argv", ["rufschutz", "policy", "propose", "--reason", word])
    monkeypatch.setattr(module, "forbid_dumps", lambda: None)
    monkeypatch.setattr(module, "set_up", lambda *_: None)
    monkeypatch.setattr(module, "cli", lambda **_: pytest.fail("it ran"))
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 1
    assert "cannot be read" in capsys.readouterr().err


def test_a_file_may_be_called_as_it_likes(monkeypatch, tmp_path):
    file = tmp_path / "odd\x01name"
    file.touch()
    ran = []
    monkeypatch.setattr(sys, "argv", ["rufschutz", "verify", str(file)])
    monkeypatch.setattr(module, "forbid_dumps", lambda: None)
    monkeypatch.setattr(module, "set_up", lambda *_: None)
    monkeypatch.setattr(module, "cli", lambda **_: ran.append(True))
    main()
    assert ran == [True]
