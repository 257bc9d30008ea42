"""A step that cannot be taken ends the drill with its words; the real installation's names stay outside."""

from __future__ import annotations

import json

import pytest

from rufschutz.cli.drill.stage import DrillError, StepError, _Stage


def test_a_step_that_fails_is_told(tmp_path):
    stage = _Stage(tmp_path, ("", ""), lambda _: None)
    with pytest.raises(DrillError, match="looking failed"):
        stage._step("looking", tmp_path / "before", "rufschutz", "no-such-command")


@pytest.mark.rule("R66")
def test_a_drill_whose_restore_fails_is_a_drill_that_failed(tmp_path, monkeypatch):
    stage = _Stage(tmp_path, ("", ""), lambda _: None)

    def step(words, *_):
        if words == "restoring":
            raise StepError("restoring failed:\n| the disk is full")
        stage._secrets.write_text(json.dumps({name: {"blob": ["b"]} for name in ("deleted", "withdrawn")}))

    monkeypatch.setattr(stage, "_step", step)
    done = stage.play()
    assert not done.passed
    assert done.checks[-1].seen == "restoring failed: / the disk is full"


def test_a_backup_that_holds_nothing_of_what_was_deleted_proves_nothing(tmp_path):
    stage = _Stage(tmp_path, ("", ""), lambda _: None)
    stage._secrets.write_text(json.dumps({"deleted": {"blob": ["one"]}, "withdrawn": {"blob": ["two"]}}))
    (tmp_path / "blobs" / "ne").mkdir(parents=True)
    (tmp_path / "blobs" / "ne" / "one").write_bytes(b"")
    assert not stage._held(tmp_path).passed
    (tmp_path / "blobs" / "ne" / "two").write_bytes(b"")
    assert stage._held(tmp_path).passed


def test_no_setting_of_the_real_installation_reaches_the_stage(tmp_path, monkeypatch):
    monkeypatch.setenv("RUFSCHUTZ_DATABASE", "postgres://real")
    monkeypatch.setenv("RUFSCHUTZ_PASSPHRASE", "real")
    found = _Stage(tmp_path, ("", ""), lambda _: None)._environment(tmp_path / "before", "")
    assert {name for name in found if name.startswith("RUFSCHUTZ_")} == {
        "RUFSCHUTZ_DATA",
        "RUFSCHUTZ_ROOT_KEY_FILE",
    }
