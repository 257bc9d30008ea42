"""The ground is laid from the backup; a name that leads elsewhere is refused."""

from __future__ import annotations

import pytest

from rufschutz.core.backup import ground
from rufschutz.core.backup.actions import making
from rufschutz.core.backup.chosen import choose
from rufschutz.core.backup.errors import BackupDamagedError
from rufschutz.domain.restore.manifest import Sort


def test_settings_key_and_log_come_back(source, shelf, tenant, now, tmp_path):
    making.make(source, shelf, (Sort.DATA, Sort.KEYS), now)
    target = tmp_path / "back"
    target.mkdir()
    for _ in range(2):
        ground.lay_ground(choose(source.root, shelf.place, None, None), target)
    for name in ("rufschutz.toml", "installation.pub", "log/x/checkpoint"):
        assert (target / name).read_bytes() == (source.installation.data / name).read_bytes()
    assert not list((target / "record").iterdir())


@pytest.mark.parametrize("name", ["../evil", "log/../../evil", "etc/passwd"])
def test_no_file_leads_out_of_the_directory(tmp_path, name):
    with pytest.raises(BackupDamagedError):
        ground._below(tmp_path, name)
