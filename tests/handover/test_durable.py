"""Files are written whole, named safely, and gone when they are said to be gone."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING

import pytest

from rufschutz.handover import durable
from rufschutz.handover.durable import UnsafeName

if TYPE_CHECKING:
    from pathlib import Path


def full_disk(_descriptor: int, _data: bytes) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize("name", ["a", "a-1_B", "0" * 100])
def test_an_opaque_id_may_name_a_file(name: str) -> None:
    assert durable.safe_name(name) == name


@pytest.mark.parametrize(
    "name", ["", ".", "..", "../x", "a/b", "a.b", ".hidden", "-rf", "a\0", "a\n", "ä", "x" * 101]
)
def test_a_name_that_could_lead_elsewhere_is_refused(name: str) -> None:
    with pytest.raises(UnsafeName):
        durable.safe_name(name)


def test_a_new_file_never_takes_the_place_of_another(tmp_path: Path) -> None:
    durable.write_new(tmp_path / "a", b"first")
    with pytest.raises(FileExistsError):
        durable.write_new(tmp_path / "a", b"second")
    assert (tmp_path / "a").read_bytes() == b"first"


def test_a_new_file_is_not_for_the_world(tmp_path: Path) -> None:
    durable.write_new(tmp_path / "a", b"")
    assert (tmp_path / "a").stat().st_mode & 0o007 == 0


def test_a_file_that_could_not_be_written_whole_is_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(durable, "write_all", full_disk)
    with pytest.raises(OSError, match="No space"):
        durable.write_new(tmp_path / "a", b"data")
    assert list(tmp_path.iterdir()) == []


def test_a_replacement_is_whole_or_does_not_happen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    durable.replace(tmp_path / "a", b"old")
    durable.replace(tmp_path / "a", b"new")
    monkeypatch.setattr(durable, "write_all", full_disk)
    with pytest.raises(OSError, match="No space"):
        durable.replace(tmp_path / "a", b"never")
    assert [path.name for path in tmp_path.iterdir()] == ["a"]
    assert (tmp_path / "a").read_bytes() == b"new"


def test_removing_twice_is_removing_once(tmp_path: Path) -> None:
    durable.write_new(tmp_path / "a", b"")
    durable.remove(tmp_path / "a")
    durable.remove(tmp_path / "a")
    assert not durable.exists(tmp_path / "a")


def test_a_dangling_link_is_there(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    assert durable.exists(tmp_path / "link")


def test_a_short_write_goes_on_until_all_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.write
    monkeypatch.setattr(os, "write", lambda fd, data: real(fd, bytes(data[:3])))
    durable.write_new(tmp_path / "a", b"0123456789")
    assert (tmp_path / "a").read_bytes() == b"0123456789"


def test_many_files_come_into_place_together_or_stay_as_they_were(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_bytes(b"old")
    durable.replace_all({one: b"new", two: b"new"})
    assert (one.read_bytes(), two.read_bytes()) == (b"new", b"new")
    assert len(list(tmp_path.iterdir())) == 2
    monkeypatch.setattr(durable, "write_all", full_disk)
    with pytest.raises(OSError, match="No space"):
        durable.replace_all({one: b"newer"})
    assert one.read_bytes() == b"new"
    assert len(list(tmp_path.iterdir())) == 2


def test_twenty_files_are_all_there_or_none_of_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {tmp_path / f"{number:02}": bytes([number]) for number in range(20)}
    synced: list[Path] = []
    real = durable._write_synced

    def refuse_one(path: Path, data: bytes) -> None:
        if data == bytes([13]):
            raise OSError(28, "No space left on device")
        real(path, data)

    monkeypatch.setattr(durable, "_write_synced", refuse_one)
    with pytest.raises(OSError, match="No space"):
        durable.replace_all(files)
    assert list(tmp_path.iterdir()) == []
    monkeypatch.setattr(
        durable, "_write_synced", lambda path, data: (synced.append(path), real(path, data))[1]
    )
    durable.replace_all(files)
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == files
    assert len(synced) == len(files)


def test_only_what_was_left_half_replaced_long_ago_is_discarded(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    old, new, other, kept = (
        tmp_path / "deep" / ".a.ack.0123456789abcdef",
        tmp_path / ".b.plan.0123456789abcdef",
        tmp_path / ".hidden",
        tmp_path / "deep" / "a.ack",
    )
    for path in (old, new, other, kept):
        path.touch()
    os.utime(old, (100, 100))
    os.utime(new, (200, 200))
    assert durable.discard_unfinished(tmp_path, 150) == 1
    assert not old.exists()
    assert new.exists()
    assert other.exists()
    assert kept.exists()


def test_a_directory_that_may_not_be_asked_is_no_proof_of_absence(tmp_path: Path, monkeypatch) -> None:
    def deny(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(type(tmp_path), "lstat", deny)
    with pytest.raises(PermissionError):
        durable.exists(tmp_path / "a")


def test_names_together_sync_each_directory_once_and_only_then_count(tmp_path, monkeypatch):
    synced = []
    monkeypatch.setattr(durable, "sync_directory", synced.append)
    files = [tmp_path / name for name in "abc"]
    for file in files:
        file.touch()
    with durable.names_together():
        for file in files:
            durable.remove(file)
        durable.sync_names(tmp_path)
        assert synced == []
        assert not any(file.exists() for file in files)
    assert synced == [tmp_path]
    durable.remove(files[0])
    assert synced == [tmp_path, tmp_path]
