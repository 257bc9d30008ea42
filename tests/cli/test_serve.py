from __future__ import annotations

import pytest

from rufschutz.vault.keystore.root import RootKey


@pytest.mark.parametrize("part", [[], ["worker"], ["web"]])
def test_a_wrong_root_key_starts_nothing_and_says_what_to_do(office, tmp_path, part):
    RootKey.create(tmp_path / "other.key")
    done = office.run("serve", *part, RUFSCHUTZ_ROOT_KEY_FILE=str(tmp_path / "other.key"))
    assert done.returncode == 1
    assert "root key" in done.stderr
    assert len(done.stderr.splitlines()) == 2
    assert "console" not in done.stdout


def test_a_missing_root_key_starts_nothing_and_says_what_to_do(office, tmp_path):
    done = office.run("serve", RUFSCHUTZ_ROOT_KEY_FILE=str(tmp_path / "none.key"))
    assert done.returncode == 1
    assert "none.key" in done.stderr
    assert len(done.stderr.splitlines()) == 2
    assert not (office.data / "run" / "voice.json").exists()


def test_a_part_that_is_none_is_a_mistake_of_the_call(installed):
    assert installed.run("serve", "kitchen").returncode == 2
