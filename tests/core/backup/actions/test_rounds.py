"""The worker's rounds write tombstones and end what is over."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest

from rufschutz.core.backup.actions import making
from rufschutz.core.backup.actions.ordering import BOTH
from rufschutz.core.backup.actions.rounds import upkeep
from rufschutz.core.backup.actions.tombstones import hand_over
from rufschutz.core.backup.chosen import choose
from rufschutz.core.backup.errors import BackupError
from rufschutz.core.backup.models import Backup
from rufschutz.core.backup.tombstones import What, bury
from rufschutz.core.keys.actions import replace_root
from rufschutz.domain.moments import DAY, Millis
from rufschutz.domain.restore.manifest import Sort
from rufschutz.vault.keystore.root import RootKey


@pytest.mark.rule("R66")
def test_after_the_root_key_was_replaced_a_backup_can_be_restored_and_what_died_stays_dead(
    source, shelf, tenant, now
):
    place = replace(source.installation, backup_directory=shelf.place)
    keep = upkeep(place, source.root, makes=True)
    before = making.make(source, shelf, BOTH, now)
    old = RootKey.load(source.root.path)
    bury(tenant, What.KEYS, ["e" * 32], now)
    keep.write(now)
    replace_root(old.path, b"", "p" * 32, now, partial(hand_over, source.installation))
    bury(tenant, What.KEYS, ["f" * 32], now)
    keep.write(now)
    later = Millis(now + 1)
    assert keep.make(later), "who replaces the root key has asked for a backup under the new one"
    new = RootKey.load(old.path)
    found = choose(new, shelf.place, None, None)
    assert found.data.root_key == new.key_id
    assert buried(found) == ["e" * 32, "f" * 32]
    found = choose(old, shelf.place, None, source.installation.tombstones)
    assert (found.data, found.keys) == before
    assert buried(found) == ["e" * 32, "f" * 32]


def buried(found) -> list[str]:
    told = [stone for _, stone in found.tombstones.read() if stone and stone.what is What.KEYS]
    return [name for stone in told for name in stone.names]


def test_what_only_the_old_root_key_names_stays_until_its_last_backup_is_over(source, shelf, tenant, now):
    keep = upkeep(source.installation, source.root)
    early = making.make(source, shelf, BOTH, now)
    making.make(source, shelf, (Sort.DATA,), Millis(now + 2 * DAY))
    replace_root(source.root.path, b"", "p" * 32, now, partial(hand_over, source.installation))
    keep.end(Millis(now + 15 * DAY))
    assert not shelf.file(early[0].id).exists()
    assert list(shelf.blobs.ids())
    assert Backup.objects.get(id=early[0].id).destroyed_at is None
    assert Backup.objects.get(id=early[1].id).destroyed_at is not None
    keep.end(Millis(now + 17 * DAY))
    assert list(shelf.blobs.ids()) == []
    assert not Backup.objects.filter(destroyed_at=None).exists()


def test_a_backup_across_the_replacement_of_the_root_key_is_refused(source, shelf, tenant, now, monkeypatch):
    taken = making._snapshot

    def meanwhile(installation):
        replace_root(source.root.path, b"", "p" * 32, now, partial(hand_over, source.installation))
        return taken(installation)

    monkeypatch.setattr(making, "_snapshot", meanwhile)
    with pytest.raises(BackupError, match="replaced meanwhile"):
        making.make(source, shelf, BOTH, now)
    assert shelf.manifests(source.root) == []


def test_a_round_writes_and_ends(source, shelf, tenant, now):
    keep = upkeep(source.installation, source.root)
    bury(tenant, What.KEYS, ["f" * 32], now)
    keep.write(now)
    keep.witness(now)
    assert [stone.names for _, stone in keep.tombstones.read() if stone and stone.what is What.KEYS] == [
        ("f" * 32,)
    ]
    making.make(source, shelf, (Sort.KEYS,), now)
    left = source.installation.sqlite.with_name(".snapshot.sqlite3")
    left.parent.mkdir(exist_ok=True)
    left.write_bytes(b"left by a killed backup")
    keep.end(Millis(now + 8 * DAY))
    assert not left.exists()
    assert not Backup.objects.filter(destroyed_at=None).exists()
