"""Ciphertext is copied once, checked when it comes back, and gone when no backup names it."""

from __future__ import annotations

import pytest

from rufschutz.core.backup import blobs
from rufschutz.domain.ids import BlobId
from rufschutz.handover import durable
from rufschutz.vault.blobs import BlobDirectory

ONE, TWO = BlobId("1" * 32), BlobId("2" * 32)


@pytest.fixture
def live(tmp_path):
    there = BlobDirectory(tmp_path / "live")
    for blob in (ONE, TWO):
        with there.put(blob) as file:
            file.write(blob.encode() * 100)
    return there


def test_only_what_is_new_is_copied(live, shelf, monkeypatch):
    with shelf.held():
        known = blobs.copy_new(live, shelf, 0)
        assert set(known) == {ONE, TWO}
        monkeypatch.setattr(blobs, "_copied", lambda *_: pytest.fail("copied twice"))
        assert blobs.copy_new(live, shelf, 0) == known


DAMAGES = {
    "missing": lambda path: path.unlink(),
    "cut": lambda path: path.write_bytes(path.read_bytes()[:-1]),
    "altered": lambda path: path.write_bytes(b"x" + path.read_bytes()[1:]),
}


@pytest.mark.rule("R66")
@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_what_is_damaged_beside_the_backups_is_copied_anew_within_a_week(
    live, shelf, tmp_path, caplog, damage
):
    with shelf.held():
        known = blobs.copy_new(live, shelf, 0)
        damage(next(shelf.place.glob(f"blobs/??/{ONE}")))
        for turn in range(blobs.TURNS):
            assert blobs.copy_new(live, shelf, turn) == known
    assert [record.levelname for record in caplog.records] == ["ERROR"]
    assert blobs.restore(shelf, BlobDirectory(tmp_path / "back"), ONE, *known[ONE])


@pytest.mark.rule("R66")
def test_a_killed_copy_goes_on(live, shelf, monkeypatch):
    copied = blobs._copied
    monkeypatch.setattr(blobs, "BATCH", 1)

    def dies(source, target, blob):
        if blob == TWO:
            raise KeyboardInterrupt
        return copied(source, target, blob)

    with shelf.held():
        monkeypatch.setattr(blobs, "_copied", dies)
        with pytest.raises(KeyboardInterrupt):
            blobs.copy_new(live, shelf, 0)
        assert set(blobs.indexed(shelf)) == {ONE}
        monkeypatch.setattr(blobs, "_copied", copied)
        assert set(blobs.copy_new(live, shelf, 0)) == {ONE, TWO}


def test_a_blob_that_is_erased_meanwhile_is_left_out(live, shelf, monkeypatch):
    monkeypatch.setattr(BlobDirectory, "ids", lambda _: iter([ONE, BlobId("3" * 32)]))
    with shelf.held():
        assert set(blobs.copy_new(live, shelf, 0)) == {ONE}


@pytest.mark.rule("R66")
def test_an_altered_blob_does_not_come_back(live, shelf, tmp_path):
    with shelf.held():
        known = blobs.copy_new(live, shelf, 0)
    path = next(shelf.place.glob(f"blobs/??/{ONE}"))
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    back = BlobDirectory(tmp_path / "back")
    assert not blobs.restore(shelf, back, ONE, *known[ONE])
    assert back.absent(ONE)
    assert blobs.restore(shelf, back, TWO, *known[TWO])
    assert blobs.restore(shelf, back, TWO, *known[TWO])


def test_what_no_backup_names_goes(live, shelf):
    with shelf.held():
        blobs.copy_new(live, shelf, 0)
        assert blobs.keep_only(shelf, frozenset([TWO])) == 1
    assert (shelf.blobs.absent(ONE), shelf.blobs.absent(TWO)) == (True, False)
    assert set(blobs.indexed(shelf)) == {TWO}


@pytest.mark.rule("R66")
def test_a_blob_that_a_killed_restore_left_is_made_durable_and_not_copied_again(
    live, shelf, tmp_path, monkeypatch
):
    with shelf.held():
        known = blobs.copy_new(live, shelf, 0)
    there, synced = BlobDirectory(tmp_path / "back"), []
    assert blobs.restore(shelf, there, ONE, *known[ONE])
    monkeypatch.setattr(blobs, "_copied", lambda *_: pytest.fail("copied twice"))
    monkeypatch.setattr(durable, "sync_directory", synced.append)
    assert blobs.restore(shelf, there, ONE, *known[ONE])
    assert synced == [tmp_path / "back" / ONE[-2:]]
