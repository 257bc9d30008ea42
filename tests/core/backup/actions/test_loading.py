"""Keys come back into their tables in one transaction, as often as it is asked, and nothing else does."""

from __future__ import annotations

import hashlib
import json
from contextlib import nullcontext
from types import SimpleNamespace

import pytest

from rufschutz.core.backup import sqlite
from rufschutz.core.backup.actions import loading
from rufschutz.core.backup.actions.loading import _lines, _tables, load_blobs, load_database, load_keys
from rufschutz.core.backup.chosen import Chosen
from rufschutz.core.backup.errors import BackupDamagedError, NotEmptyHereError
from rufschutz.core.backup.files import TombstoneFile
from rufschutz.core.backup.models import Backup
from rufschutz.core.base import tenant_scope
from rufschutz.core.keys.models import VaultKey
from rufschutz.domain.ids import BlobId
from rufschutz.domain.moments import Millis
from rufschutz.domain.restore.manifest import Manifest, Sort
from rufschutz.domain.restore.tombstones import Place
from rufschutz.vault.backup import container
from rufschutz.vault.backup.container import Part
from rufschutz.vault.blobs import BlobDirectory


def chosen(root, shelf, tmp_path, rows):
    path = tmp_path / "keys-1.backup"
    with path.open("wb") as file:
        container.write(
            file,
            [Part("keys", [b"".join(json.dumps(row).encode() + b"\n" for row in rows)])],
            root.key,
            "keys-1",
        )
    manifest = Manifest(
        "keys-1", Sort.KEYS, "1" * 32, "2" * 32, Millis(1), "0", "sqlite", path.name, 1, "0", (), Place(), ()
    )
    return Chosen(root, shelf, manifest, manifest, path, TombstoneFile(tmp_path / "t", "1" * 32, b"k"))


def test_keys_are_loaded_twice_and_stand_once(tenant, root, shelf, tmp_path):
    columns = ["id", "tenant_id", "level", "parent", "subject", "purpose", "wrapped", "created_at"]
    with tenant_scope(tenant):
        known = {field.column for field in VaultKey._meta.concrete_fields}
        more = sorted(known - set(columns))
        blank = [VaultKey._meta.get_field(name).get_default() for name in more]
    row = ["9" * 32, tenant, "subject", "", "8" * 32, "", {"hex": "c0ffee"}, 5, *blank]
    there = chosen(root, shelf, tmp_path, [{"table": "vault_vaultkey", "columns": [*columns, *more]}, row])
    assert (load_keys(there), load_keys(there)) == (1, 1)
    with tenant_scope(tenant):
        assert bytes(VaultKey.objects.get(id="9" * 32).wrapped) == bytes.fromhex("c0ffee")


def test_no_other_table_is_written(root, shelf, tmp_path, db):
    there = chosen(root, shelf, tmp_path, [{"table": "accounts_user", "columns": ["id"]}, [1]])
    with pytest.raises(BackupDamagedError):
        load_keys(there)


@pytest.mark.rule("R66")
@pytest.mark.parametrize(("finished", "noted"), [(False, True), (True, True), (False, False)])
def test_what_a_run_loaded_that_was_killed_before_its_mark_is_taken_up(
    db, root, shelf, tmp_path, monkeypatch, now, finished, noted
):
    there = chosen(root, shelf, tmp_path, [])
    monkeypatch.setattr(loading, "owning", lambda _: nullcontext("default"))
    monkeypatch.setattr(loading, "opened", lambda _: nullcontext(iter(())))
    monkeypatch.setattr(loading, "_filled", lambda _: True)
    monkeypatch.setattr(loading, "connection", SimpleNamespace(vendor="postgresql"))
    Backup.objects.create(
        id="keys-1", sort="data", at=now, place="/", due_at=now, finished_at=now if finished else None
    )
    listed = tmp_path / "listed"
    if noted:
        listed.write_bytes(b"")
    with nullcontext() if noted and not finished else pytest.raises(NotEmptyHereError):
        load_database(there, SimpleNamespace(data=tmp_path), listed)


@pytest.mark.rule("R66")
def test_a_disk_that_fills_while_the_database_is_loaded_leaves_the_one_before_and_the_next_run_goes_on(
    tmp_path,
):
    target = tmp_path / "db.sqlite3"
    target.write_bytes(b"before")

    def full():
        yield b"half"
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        sqlite.load(target, full())
    assert target.read_bytes() == b"before"
    sqlite.load(target, [b"wh", b"ole"])
    assert target.read_bytes() == b"whole"
    assert [path.name for path in tmp_path.iterdir()] == [target.name]


@pytest.mark.rule("R66")
def test_a_disk_that_fills_while_blobs_are_loaded_leaves_none_half(root, shelf, tmp_path, monkeypatch):
    names = [BlobId(f"{number:030x}aa") for number in range(3)]
    for name in names:
        with shelf.blobs.put(name) as file:
            file.write(b"ciphertext")
    listed = tmp_path / "listed"
    digest = hashlib.sha256(b"ciphertext").hexdigest()
    listed.write_text("".join(f"{name} 10 {digest}\n" for name in names))
    there, place = chosen(root, shelf, tmp_path, []), SimpleNamespace(blobs=tmp_path / "blobs")
    whole, full = BlobDirectory.put, [names[1]]

    def put(self, blob):
        if blob in full:
            full.clear()
            raise OSError(28, "No space left on device")
        return whole(self, blob)

    monkeypatch.setattr(BlobDirectory, "put", put)
    with pytest.raises(OSError, match="No space"):
        load_blobs(there, place, listed, lambda: None)
    assert names[1] not in list(BlobDirectory(place.blobs).ids())
    assert load_blobs(there, place, listed, lambda: None) == ()
    assert sorted(BlobDirectory(place.blobs).ids()) == names
    with shelf.blobs.open(names[0]) as file:
        assert file.read() == b"ciphertext"


def test_lines_may_be_cut_anywhere():
    assert list(_lines([b"a\nb", b"c\n", b"d\n"])) == [b"a", b"bc", b"d"]
    assert list(_tables([b'{"table":"vault_x","columns":["id"]}\n[1]\n[2]\n'])) == [
        ("vault_x", ["id"], [(1,), (2,)])
    ]
