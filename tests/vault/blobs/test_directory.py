"""A blob is there whole or not at all, once, and its absence is read back."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from rufschutz.domain.ids import BlobId
from rufschutz.handover.durable import UnsafeName
from rufschutz.vault.blobs import BlobDirectory, BlobExists, BlobMissing

if TYPE_CHECKING:
    from pathlib import Path

BLOB = BlobId("b10b-01")


@pytest.fixture
def blobs(tmp_path: Path) -> BlobDirectory:
    return BlobDirectory(tmp_path / "blobs")


def put(blobs: BlobDirectory, blob: BlobId = BLOB, data: bytes = b"sealed") -> None:
    with blobs.put(blob) as file:
        file.write(data)


def files(root: Path) -> list[str]:
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())


def test_a_blob_is_read_back(blobs: BlobDirectory, tmp_path: Path) -> None:
    put(blobs)
    with blobs.open(BLOB) as file:
        assert file.read() == b"sealed"
    assert files(tmp_path) == ["blobs/01/b10b-01"]
    assert not blobs.absent(BLOB)


def test_a_blob_is_never_overwritten(blobs: BlobDirectory, tmp_path: Path) -> None:
    put(blobs)
    with pytest.raises(BlobExists, match="b10b-01"):
        put(blobs, data=b"other")
    with blobs.open(BLOB) as file:
        assert file.read() == b"sealed"
    assert len(files(tmp_path)) == 1


def test_a_blob_has_no_name_before_it_is_whole(blobs: BlobDirectory) -> None:
    with blobs.put(BLOB) as file:
        file.write(b"half")
        assert blobs.absent(BLOB)
        assert list(blobs.ids()) == []


def test_a_failure_while_writing_leaves_nothing(blobs: BlobDirectory, tmp_path: Path) -> None:
    with pytest.raises(TypeError):
        put(blobs, data="not bytes")  # type: ignore[arg-type]
    assert blobs.absent(BLOB)
    assert files(tmp_path) == []


def test_contents_are_durable_before_the_name(
    blobs: BlobDirectory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    fsync, link = os.fsync, os.link

    def noted_fsync(descriptor: int) -> None:
        done.append("fsync")
        fsync(descriptor)

    def noted_link(one: Path, two: Path) -> None:
        done.append("name")
        link(one, two)

    monkeypatch.setattr(os, "fsync", noted_fsync)
    monkeypatch.setattr(os, "link", noted_link)
    put(blobs)
    assert done == ["fsync", "fsync", "name", "fsync", "fsync"]


@pytest.mark.rule("R43")
def test_a_deleted_blob_is_absent_and_deleting_again_is_no_error(blobs: BlobDirectory) -> None:
    blobs.delete(BLOB)
    put(blobs)
    blobs.delete(BLOB)
    blobs.delete(BLOB)
    assert blobs.absent(BLOB)
    with pytest.raises(BlobMissing) as missing:
        blobs.open(BLOB)
    assert "erasure" in missing.value.advice


def test_a_link_in_a_blob_s_place_is_not_absence(blobs: BlobDirectory, tmp_path: Path) -> None:
    put(blobs)
    place = tmp_path / "blobs" / "01" / BLOB
    place.unlink()
    place.symlink_to(tmp_path / "nowhere")
    assert not blobs.absent(BLOB)


def test_all_blobs_are_listed_in_order(blobs: BlobDirectory) -> None:
    names = [BlobId(name) for name in ("x", "c-02", "a-02", "b-01")]
    for name in names:
        put(blobs, name)
    assert sorted(blobs.ids()) == sorted(names)
    assert list(blobs.ids()) == list(blobs.ids())


@pytest.mark.parametrize("name", ["", "..", "../../x", "a/b", ".part", "a.b", "a\0b"])
@pytest.mark.parametrize("act", ["put", "open", "delete", "absent"])
def test_an_id_that_leads_elsewhere_is_refused(blobs: BlobDirectory, act: str, name: str) -> None:
    call = {"put": lambda blob: put(blobs, blob)}.get(act) or getattr(blobs, act)
    with pytest.raises(UnsafeName):
        call(BlobId(name))


def test_what_killed_writers_left_is_discarded(blobs: BlobDirectory, tmp_path: Path) -> None:
    put(blobs)
    left = tmp_path / "blobs" / "01" / f".{BLOB}.0123456789abcdef.part"
    left.write_bytes(b"half")
    assert list(blobs.ids()) == [BLOB]
    assert blobs.discard_unfinished() == 1
    assert blobs.discard_unfinished() == 0
    assert files(tmp_path) == ["blobs/01/b10b-01"]


def test_a_directory_that_may_not_be_read_does_not_count_as_empty(blobs, monkeypatch):
    assert list(blobs.ids()) == []
    with blobs.put(BlobId("a" * 32)) as file:
        file.write(b"x")

    def refused(_path):
        raise PermissionError(13, "Permission denied")

    for name in ("scandir", "listdir"):
        monkeypatch.setattr(os, name, refused)
    with pytest.raises(PermissionError):
        list(blobs.ids())
