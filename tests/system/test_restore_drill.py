"""The drill from the command line: what was deleted, withdrawn or restricted stays so after a restore."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from rufschutz.bench.cluster import cluster, programs
from rufschutz.cli.drill.stage import rehearse


@pytest.mark.system
@pytest.mark.long
@pytest.mark.rule("R66")
def test_the_drill_passes_on_sqlite():
    done = rehearse("", lambda _: None)
    assert [check.what for check in done.checks if not check.passed] == []
    assert len(done.checks) == 13


@pytest.mark.system
@pytest.mark.long
@pytest.mark.needs("initdb")
@pytest.mark.rule("R66")
def test_the_drill_passes_on_postgresql():
    folder = programs()
    assert folder is not None
    with cluster(folder, durable=False) as url:
        done = rehearse(url, lambda _: None)
    assert done.vendor == "postgresql"
    assert [check.what for check in done.checks if not check.passed] == []


@pytest.mark.system
@pytest.mark.long
@pytest.mark.rule("R66")
def test_a_restore_killed_at_any_step_goes_on_and_serves_nothing_before_its_end(tmp_path):
    environment = {**os.environ, "RUFSCHUTZ_ROOT_KEY_FILE": str(tmp_path / "root.key")}

    def ask(data, *words):
        program = [sys.executable, "-m", "rufschutz", "--data", str(tmp_path / data), *words]
        return subprocess.run(
            program, env=environment, capture_output=True, text=True, timeout=180, check=False
        )

    from rufschutz.cli.drill.stage import _SETUP

    assert ask("one", "init", *_SETUP).returncode == 0
    assert ask("one", "backup", "--to", str(tmp_path / "backups")).returncode == 0
    code = (
        "import sys; from rufschutz.core.backup.mark import Mark; whole = Mark.step\n"
        "def step(self):\n"
        "    after = whole(self)\n"
        "    import os; os._exit(9)\n"
        "Mark.step = step\n"
        "from rufschutz.cli.main import main; sys.argv[0] = 'rufschutz'; main()\n"
    )
    words = ["--data", str(tmp_path / "two"), "restore", "--from", str(tmp_path / "backups")]
    for done in range(1, 9):
        killed = subprocess.run(
            [sys.executable, "-c", code, *words], env=environment, timeout=180, check=False
        )
        assert killed.returncode == 9
        assert json.loads((tmp_path / "two" / "restoring").read_text())["done"] == done
        assert "being restored" in ask("two", "serve", "key").stderr
    assert ask("two", "restore", "--from", str(tmp_path / "backups")).returncode == 0
    assert ask("two", "serve", "key").returncode == 0
