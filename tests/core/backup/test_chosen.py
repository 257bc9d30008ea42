"""Before anything is touched every file is checked; what is wrong has its name."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rufschutz.core.backup.actions import making
from rufschutz.core.backup.chosen import choose
from rufschutz.core.backup.errors import BackupDamagedError, BackupMissingError, KeysOlderError
from rufschutz.core.backup.shelf import Shelf
from rufschutz.core.backup.tombstones import What, bury
from rufschutz.domain.moments import DAY, Millis
from rufschutz.domain.restore.guarded import demanded
from rufschutz.domain.restore.manifest import ManifestAlteredError, Sort
from rufschutz.domain.restore.tombstones import (
    ForeignTombstonesError,
    NotTombstonesError,
    TombstonesAlteredError,
    TombstonesTruncatedError,
)
from rufschutz.vault.keystore.root import RootKey


@pytest.fixture
def made(source, shelf, tenant, now):
    return making.make(source, shelf, (Sort.DATA, Sort.KEYS), now)


def chosen(source, shelf):
    return choose(source.root, shelf.place, None, None)


def test_the_newest_of_each_is_taken(source, shelf, made, now):
    newer = making.make(source, shelf, (Sort.KEYS,), Millis(now + 5))
    assert (chosen(source, shelf).data, chosen(source, shelf).keys) == (made[0], newer[0])


@pytest.mark.rule("R66")
def test_data_that_are_newer_than_the_keys_are_passed_over_or_refused(source, shelf, made, now, tmp_path):
    making.make(source, shelf, (Sort.DATA,), Millis(now + 5))
    assert (chosen(source, shelf).data, chosen(source, shelf).keys) == made
    bare = Shelf(tmp_path / "bare")
    making.make(source, bare, (Sort.DATA,), Millis(now + 9))
    with pytest.raises(KeysOlderError, match=made[1].id):
        choose(source.root, bare.place, shelf.file(made[1].id), None)


@pytest.mark.rule("R66")
def test_which_came_first_is_told_by_the_tombstones_where_a_clock_was_set_back(
    source, shelf, made, tenant, now
):
    bury(tenant, What.KEYS, ["f" * 32], now)
    later = making.make(source, shelf, (Sort.DATA, Sort.KEYS), Millis(now - 400 * DAY))
    assert (chosen(source, shelf).data, chosen(source, shelf).keys) == later


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
    short = next(shelf.place.glob("tombstones-*.log")).read_bytes()
    bury(tenant, What.KEYS, ["f" * 32], now)
    making.make(source, shelf, (Sort.KEYS,), Millis(now + 5))
    next(shelf.place.glob("tombstones-*.log")).write_bytes(short)
    with pytest.raises(TombstonesTruncatedError):
        chosen(source, shelf)


DAMAGES = {
    "altered": (lambda rows: [*rows[:-1], rows[-1].replace(b"f" * 32, b"0" * 32)], TombstonesAlteredError),
    "reordered": (lambda rows: [rows[0], rows[2], rows[1], *rows[3:]], TombstonesAlteredError),
    "taken out": (lambda rows: [rows[0], *rows[2:]], TombstonesAlteredError),
    "put in": (lambda rows: [*rows[:2], rows[1], *rows[2:]], TombstonesAlteredError),
    "of another controller": (
        lambda rows: [line.replace(b'"tenant":"a', b'"tenant":"b') for line in rows],
        TombstonesAlteredError,
    ),
    "cut": (lambda rows: rows[:-1], TombstonesTruncatedError),
    "half a line": (lambda rows: [*rows[:-1], rows[-1][:-7]], TombstonesTruncatedError),
    "empty": (lambda _: [], NotTombstonesError),
    "foreign": (lambda rows: [rows[0].replace(b"1" * 32, b"2" * 32), *rows[1:]], ForeignTombstonesError),
}
"""What somebody may do to the lines of a file, and how it is named."""


@pytest.mark.rule("R66")
@pytest.mark.parametrize(("damage", "error"), DAMAGES.values(), ids=DAMAGES)
def test_a_tampered_file_of_tombstones_is_named_and_nothing_is_touched(
    source, shelf, tenant, now, damage, error
):
    for name in ("a", "b", "f"):
        bury(tenant, What.KEYS, [name * 32], now)
    making.make(source, shelf, (Sort.DATA, Sort.KEYS), now)
    path = next(shelf.place.glob("tombstones-*.log"))
    lines = path.read_bytes().splitlines(keepends=True)
    assert len(lines) == 5
    path.write_bytes(b"".join(damage(lines)))
    assert path.read_bytes() != b"".join(lines)
    before = {each: each.read_bytes() for each in shelf.place.iterdir() if each.is_file()}
    with pytest.raises(error):
        chosen(source, shelf)
    assert {each: each.read_bytes() for each in shelf.place.iterdir() if each.is_file()} == before
    assert choose(source.root, shelf.place, None, source.installation.tombstones)


@pytest.mark.rule("R66")
def test_two_backups_that_changed_places_are_named(source, shelf, made, now):
    later = making.make(source, shelf, (Sort.DATA, Sort.KEYS), Millis(now + 5))
    one, other = shelf.file(made[0].id), shelf.file(later[0].id)
    mine, theirs = one.read_bytes(), other.read_bytes()
    one.write_bytes(theirs)
    other.write_bytes(mine)
    with pytest.raises(BackupDamagedError, match=later[0].id):
        chosen(source, shelf)
    other.write_bytes(theirs)
    keys = shelf.file(later[1].id)
    keys.write_bytes(theirs)
    with pytest.raises(BackupDamagedError, match=later[1].id):
        chosen(source, shelf)


@pytest.mark.rule("R66")
def test_a_backup_of_another_installation_is_named(source, shelf, made, now, tmp_path):
    place = replace(source.installation, identity="2" * 32, data=tmp_path / "other")
    (place.data / "tombstones").mkdir(parents=True)
    for name in ("rufschutz.toml", "installation.pub"):
        (place.data / name).write_bytes((source.installation.data / name).read_bytes())
    strange = Shelf(tmp_path / "strange")
    (keys,) = making.make(replace(source, installation=place), strange, (Sort.KEYS,), Millis(now + 5))
    with pytest.raises(BackupMissingError, match="two installations"):
        choose(source.root, shelf.place, strange.file(keys.id), None)


@pytest.mark.rule("R66")
def test_a_clock_that_was_set_back_or_ran_ahead_hides_no_tombstone(source, shelf, tenant, now):
    for moment, name in ((now, "a"), (Millis(now - 400 * DAY), "b"), (Millis(now + 400 * DAY), "c")):
        making.make(source, shelf, (Sort.DATA, Sort.KEYS), moment)
        bury(tenant, What.KEYS, [name * 32], moment)
    making.make(source, shelf, (Sort.KEYS,), Millis(now + 2))
    found = chosen(source, shelf)
    told = demanded(found.tombstones.read(), found.since, found.data.tombstones)
    names = [stone.names for _, stone in told if stone.what is What.KEYS]
    assert names == [("c" * 32,)]
