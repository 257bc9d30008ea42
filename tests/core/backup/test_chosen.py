"""Before anything is touched every file is checked; what is wrong has its name."""

from __future__ import annotations

import pytest

from rufschutz.core.backup.actions import making
from rufschutz.core.backup.chosen import choose
from rufschutz.core.backup.errors import BackupDamagedError, BackupMissingError
from rufschutz.domain.moments import Millis
from rufschutz.domain.restore.manifest import ManifestAlteredError, Sort
from rufschutz.domain.restore.tombstones import TombstonesTruncatedError
from rufschutz.vault.keystore.root import RootKey


@pytest.fixture
def made(source, shelf, tenant, now):
    return making.make(source, shelf, (Sort.DATA, Sort.KEYS), now)


def chosen(source, shelf):
    return choose(source.root, shelf.place, None, None)


def test_the_newest_of_each_is_taken(source, shelf, made, now):
    newer = making.make(source, shelf, (Sort.KEYS,), Millis(now + 5))
    assert (chosen(source, shelf).data, chosen(source, shelf).keys) == (made[0], newer[0])


def test_a_key_backup_may_lie_elsewhere(source, shelf, made, tmp_path):
    away = tmp_path / "away"
    away.mkdir()
    for path in (shelf.file(made[1].id), shelf.manifest(made[1].id)):
        path.rename(away / path.name)
    with pytest.raises(BackupMissingError, match="no backup of keys"):
        chosen(source, shelf)
    found = choose(source.root, shelf.place, away / f"{made[1].id}.backup", None)
    assert found.keys == made[1]


@pytest.mark.rule("R66")
@pytest.mark.parametrize("which", [0, 1], ids=["data", "keys"])
def test_a_cut_altered_or_missing_file_is_named(source, shelf, made, which):
    path = shelf.file(made[which].id)
    whole = path.read_bytes()
    path.write_bytes(whole[:-1])
    with pytest.raises(BackupDamagedError, match="cut"):
        chosen(source, shelf)
    path.write_bytes(whole[:60] + bytes([whole[60] ^ 1]) + whole[61:])
    with pytest.raises(BackupDamagedError, match="altered"):
        chosen(source, shelf)
    path.unlink()
    with pytest.raises(BackupMissingError):
        chosen(source, shelf)


@pytest.mark.rule("R66")
def test_an_altered_manifest_and_another_root_key_are_named(source, shelf, made, tmp_path):
    with pytest.raises(ManifestAlteredError, match="another root key"):
        choose(RootKey.create(tmp_path / "other.key"), shelf.place, None, None)
    path = shelf.manifest(made[0].id)
    path.write_bytes(path.read_bytes().replace(b'"vendor":"', b'"vendor":"x'))
    with pytest.raises(ManifestAlteredError):
        chosen(source, shelf)


@pytest.mark.rule("R66")
def test_tombstones_have_to_be_there_and_to_reach_far_enough(source, shelf, made):
    path = next(shelf.place.glob("tombstones-*.log"))
    whole = path.read_bytes()
    source.installation.tombstones.write_bytes(whole)
    path.unlink()
    with pytest.raises(BackupMissingError, match="tombstones"):
        chosen(source, shelf)
    assert choose(source.root, shelf.place, None, source.installation.tombstones).data == made[0]


@pytest.mark.rule("R66")
def test_tombstones_that_end_before_a_backup_are_named(source, shelf, made, now, tenant):
    from rufschutz.core.backup.tombstones import What, bury

    short = next(shelf.place.glob("tombstones-*.log")).read_bytes()
    bury(tenant, What.KEYS, ["f" * 32], now)
    making.make(source, shelf, (Sort.KEYS,), Millis(now + 5))
    next(shelf.place.glob("tombstones-*.log")).write_bytes(short)
    with pytest.raises(TombstonesTruncatedError):
        chosen(source, shelf)
