"""The root key is replaced; killed anywhere, everything opens with what lies in the file or beside it."""

from __future__ import annotations

import datetime as dt
import os

import pytest

from rufschutz.core.audit.models import OutboxEntry
from rufschutz.core.base import tenant_scope
from rufschutz.core.keys.actions import Keys, create_epoch, open_epoch, replace_root, root
from rufschutz.core.keys.models import RootCheck, SigningKey
from rufschutz.vault.keystore import passphrase
from rufschutz.vault.keystore.errors import RootKeyError
from rufschutz.vault.keystore.root import PassphraseWrong, RootKey, RootKeyWrong, beside, is_sealed

BY = "p" * 32


class Killed(BaseException):
    """The process died here."""


def nothing_else(_old: RootKey, _new: RootKey) -> None:
    """Nothing outside the database was chained."""


def opens(path, tenant, sealed) -> bool:
    return Keys.unlock(RootKey.load(path)).open_evidence(tenant, sealed, b"c") == b"yes"


@pytest.mark.rule("R58")
def test_another_root_key_opens_everything_and_the_old_one_nothing(keys, tenant, tmp_path, now) -> None:
    path, old = tmp_path / "root.key", RootKey.load(tmp_path / "root.key")
    sealed, spool = (
        keys.seal_evidence(tenant, b"yes", b"c"),
        create_epoch(keys, None, dt.date(2026, 9, 21), now),
    )
    done = replace_root(path, b"", BY, now, nothing_else)
    assert (done.old, done.new) == (old.key_id, RootKey.load(path).key_id)
    assert done.moved == 1 + 2 + 1
    assert opens(path, tenant, sealed)
    assert open_epoch(Keys.unlock(RootKey.load(path)), spool.id).public_key == spool.public_key
    assert [each.name for each in tmp_path.iterdir()] == ["root.key"]
    with pytest.raises(RootKeyWrong):
        Keys.unlock(RootKey(old.key_id, old.key))
    with tenant_scope(tenant):
        assert OutboxEntry.objects.filter(event="keys:root:replaced", subject=done.new).count() == 1


def test_a_process_that_runs_goes_on_and_wraps_under_the_new_one(keys, tenant, tmp_path, now) -> None:
    path, sealed = tmp_path / "root.key", keys.seal_evidence(tenant, b"yes", b"c")
    replace_root(path, b"", BY, now, nothing_else)
    keys.forget(tenant)
    assert keys.open_evidence(tenant, sealed, b"c") == b"yes"
    replace_root(path, b"", BY, now, nothing_else)
    spool = create_epoch(keys, None, dt.date(2026, 9, 21), now)
    assert open_epoch(Keys.unlock(RootKey.load(path)), spool.id).public_key == spool.public_key


def test_the_passphrase_stays(keys, tenant, tmp_path, now) -> None:
    path, sealed = tmp_path / "root.key", keys.seal_evidence(tenant, b"yes", b"c")
    RootKey.load(path).wrap_anew(path, b"eine lange Wendung")
    passphrase.give(b"eine lange Wendung")
    try:
        replace_root(path, b"eine lange Wendung", BY, now, nothing_else)
        assert is_sealed(path)
        assert opens(path, tenant, sealed)
    finally:
        passphrase.give(b"")


@pytest.mark.parametrize("step", ["_swap", "_read_back", "discard", "_tenants", "_epochs"])
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_death_anywhere_leaves_a_key_that_fits(
    keys, tenant, tmp_path, now, monkeypatch, step, when
) -> None:
    path, sealed = tmp_path / "root.key", keys.seal_evidence(tenant, b"yes", b"c")
    whole = getattr(root, step)

    def dies(*given: object) -> object:
        if when == "after":
            whole(*given)
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(root, step, dies)
        with pytest.raises(Killed):
            replace_root(path, b"", BY, now, nothing_else)
    assert opens(path, tenant, sealed)
    replace_root(path, b"", BY, now, nothing_else)
    assert opens(path, tenant, sealed)
    assert not beside(path).exists()
    assert RootCheck.objects.get().id == RootKey.load(path).key_id


def test_a_full_disk_leaves_the_old_key_and_no_half_of_a_new_one(
    keys, tenant, tmp_path, now, monkeypatch
) -> None:
    path, sealed = tmp_path / "root.key", keys.seal_evidence(tenant, b"yes", b"c")
    before = path.read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(RootKeyError, match="No space left"):
            replace_root(path, b"", BY, now, nothing_else)
    assert path.read_bytes() == before
    assert opens(path, tenant, sealed)
    replace_root(path, b"", BY, now, nothing_else)
    assert opens(path, tenant, sealed)


def test_half_a_key_beside_is_thrown_away(keys, tenant, tmp_path, now) -> None:
    path, sealed = tmp_path / "root.key", keys.seal_evidence(tenant, b"yes", b"c")
    beside(path).touch(mode=0o600)
    replace_root(path, b"", BY, now, nothing_else)
    assert opens(path, tenant, sealed)


def test_who_starts_between_database_and_file_is_told(
    keys, tenant, tmp_path, now, monkeypatch, caplog
) -> None:
    path, sealed = tmp_path / "root.key", keys.seal_evidence(tenant, b"yes", b"c")

    def dies(_new: RootKey) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(root, "_read_back", dies)
        with pytest.raises(Killed):
            replace_root(path, b"", BY, now, nothing_else)
    assert opens(path, tenant, sealed)
    assert "the one beside it" in caplog.text


@pytest.mark.rule("R58")
@pytest.mark.parametrize("words", [b"", b"eine lange Wendung"])
@pytest.mark.parametrize("times", [1, 2])
def test_by_file_and_by_passphrase_the_old_key_opens_nothing_and_the_new_one_all(
    keys, tenant, tmp_path, now, words, times
) -> None:
    path, sealed = tmp_path / "root.key", keys.seal_evidence(tenant, b"yes", b"c")
    if words:
        RootKey.load(path).wrap_anew(path, words)
        passphrase.give(words)
    try:
        before = RootKey.load(path)
        for _ in range(times):
            replace_root(path, words, BY, now, nothing_else)
        assert is_sealed(path) == bool(words)
        assert opens(path, tenant, sealed)
        with pytest.raises(RootKeyWrong):
            Keys.unlock(RootKey(before.key_id, before.key))
        if words:
            passphrase.give(b"eine andere Wendung")
            with pytest.raises(PassphraseWrong):
                RootKey.load(path)
    finally:
        passphrase.give(b"")


@pytest.mark.parametrize("step", ["_swap", "_read_back", "discard"])
def test_a_death_under_a_passphrase_leaves_a_key_that_fits(
    keys, tenant, tmp_path, now, monkeypatch, step
) -> None:
    path, sealed, words = (
        tmp_path / "root.key",
        keys.seal_evidence(tenant, b"yes", b"c"),
        b"eine lange Wendung",
    )
    RootKey.load(path).wrap_anew(path, words)
    passphrase.give(words)

    def dies(*given: object) -> object:
        raise Killed

    try:
        with monkeypatch.context() as patch:
            patch.setattr(root, step, dies)
            with pytest.raises(Killed):
                replace_root(path, words, BY, now, nothing_else)
        assert opens(path, tenant, sealed)
        replace_root(path, words, BY, now, nothing_else)
        assert opens(path, tenant, sealed)
        assert is_sealed(path)
        assert not beside(path).exists()
    finally:
        passphrase.give(b"")


def test_a_controller_that_left_does_not_stand_in_its_way(keys, tenant, tmp_path, now) -> None:
    path, sealed = tmp_path / "root.key", keys.seal_evidence(tenant, b"yes", b"c")
    SigningKey.objects.create(name=f"log/{'9' * 32}", public="0" * 64, wrapped=b"", created_at=now)
    replace_root(path, b"", BY, now, nothing_else)
    assert opens(path, tenant, sealed)
