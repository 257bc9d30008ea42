"""A step that cannot be taken ends the drill with its words; the real installation's names stay outside."""

from __future__ import annotations

import pytest

from rufschutz.cli.drill.stage import DrillError, _Stage


def test_a_step_that_fails_is_told(tmp_path):
    stage = _Stage(tmp_path, ("", ""), lambda _: None)
    with pytest.raises(DrillError, match="looking failed"):
        stage._step("looking", tmp_path / "before", "rufschutz", "no-such-command")


def test_no_setting_of_the_real_installation_reaches_the_stage(tmp_path, monkeypatch):
    monkeypatch.setenv("RUFSCHUTZ_DATABASE", "postgres://real")
    monkeypatch.setenv("RUFSCHUTZ_PASSPHRASE", "real")
    found = _Stage(tmp_path, ("", ""), lambda _: None)._environment(tmp_path / "before", "")
    assert {name for name in found if name.startswith("RUFSCHUTZ_")} == {
        "RUFSCHUTZ_DATA",
        "RUFSCHUTZ_ROOT_KEY_FILE",
    }
