"""Keys come back into their tables in one transaction, as often as it is asked, and nothing else does."""

from __future__ import annotations

import json

import pytest

from rufschutz.core.backup.actions.loading import _lines, _tables, load_keys
from rufschutz.core.backup.chosen import Chosen
from rufschutz.core.backup.errors import BackupDamagedError
from rufschutz.core.backup.files import TombstoneFile
from rufschutz.core.base import tenant_scope
from rufschutz.core.keys.models import VaultKey
from rufschutz.domain.moments import Millis
from rufschutz.domain.restore.manifest import Manifest, Sort
from rufschutz.domain.restore.tombstones import Place
from rufschutz.vault.backup import container
from rufschutz.vault.backup.container import Part


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


def test_lines_may_be_cut_anywhere():
    assert list(_lines([b"a\nb", b"c\n", b"d\n"])) == [b"a", b"bc", b"d"]
    assert list(_tables([b'{"table":"vault_x","columns":["id"]}\n[1]\n[2]\n'])) == [
        ("vault_x", ["id"], [(1,), (2,)])
    ]
