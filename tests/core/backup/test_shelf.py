"""One writes on a shelf at a time; a backup without a manifest is none."""

from __future__ import annotations

import pytest

from rufschutz.core.backup.errors import BackupError, BackupMissingError, BackupRunsError
from rufschutz.core.backup.shelf import Shelf
from rufschutz.domain.ids import KeyId
from rufschutz.vault.keystore.root import RootKey


@pytest.mark.rule("R66")
def test_two_backups_at_once_are_refused(shelf):
    with shelf.held(), pytest.raises(BackupRunsError), Shelf(shelf.place).held():
        pass
    with Shelf(shelf.place).held():
        pass


def test_a_place_that_is_none_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(BackupError), Shelf(tmp_path / "file").held():
        pass
    with pytest.raises(BackupMissingError):
        Shelf(tmp_path / "nowhere").manifests(RootKey(KeyId("1" * 32), b"r" * 32))
    with pytest.raises(BackupMissingError):
        Shelf(tmp_path).owner()


def test_what_is_half_goes(shelf):
    with shelf.held():
        shelf.part("data-1").write_bytes(b"half")
        shelf.discard_parts()
    assert [each.name for each in shelf.place.iterdir()] == ["blobs"]
