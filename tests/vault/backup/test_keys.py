"""Each use has a key of its own; none gives the root key away."""

from __future__ import annotations

from rufschutz.vault.backup.keys import manifest_key, sealing_key, tombstone_key

ROOT = bytes(range(32))


def test_every_use_and_every_backup_has_another_key():
    keys = [sealing_key(ROOT, "a"), sealing_key(ROOT, "b"), manifest_key(ROOT), tombstone_key(ROOT)]
    assert len({*keys, ROOT}) == 5
    assert {len(key) for key in keys} == {32}


def test_the_same_backup_is_opened_with_the_same_key_for_ever():
    assert sealing_key(ROOT, "data-1") == sealing_key(ROOT, "data-1")
    assert (
        sealing_key(ROOT, "data-1").hex()
        == "4db959468f5792f302709fa5d004bec7343791716c2973bd64bd9550873541d5"
    )
