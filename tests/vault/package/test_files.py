from __future__ import annotations

import hashlib

import pytest

from rufschutz.vault.open.archive import ArchiveError
from rufschutz.vault.package import files

SECRET = bytes(range(20))


@pytest.fixture
def package(tmp_path):
    directory = tmp_path / "package"
    directory.mkdir()
    held = {name: files.seal(directory, name, [b"on", b"e"], SECRET).sha256 for name in ("a.csv", "b.wav")}
    files.seal(directory, files.MANIFEST, [files.listed(files.WITHIN, held)], SECRET)
    around = {path.name: files.sum_of(files.pieces_of(path)) for path in directory.iterdir()}
    (directory / files.MANIFEST).write_bytes(files.listed(files.AROUND, around))
    (tmp_path / "out").mkdir()
    return directory


def test_it_opens_with_its_key_and_the_receipt_is_the_hash_of_what_came_out(package, tmp_path) -> None:
    receipt = files.unpack(package, tmp_path / "out", SECRET)
    assert (tmp_path / "out" / "b.wav").read_bytes() == b"one"
    assert receipt == hashlib.sha256((tmp_path / "out" / files.MANIFEST).read_bytes()).hexdigest()
    assert files.faults(package) == files.faults(tmp_path / "out") == []


@pytest.mark.rule("R47")
def test_one_flipped_byte_a_missing_file_and_a_swapped_one_are_named(package, tmp_path) -> None:
    sealed = package / "a.csv.sealed"
    whole = sealed.read_bytes()
    sealed.write_bytes(whole[:-20] + bytes([whole[-20] ^ 1]) + whole[-19:])
    assert files.faults(package) == ["a.csv.sealed was altered"]
    with pytest.raises(files.PackageFault, match=r"a\.csv"):
        files.unpack(package, tmp_path / "out", SECRET)
    sealed.unlink()
    assert files.faults(package) == ["a.csv.sealed is missing"]
    sealed.write_bytes((package / "b.wav.sealed").read_bytes())
    with pytest.raises(ArchiveError):
        list(files.opened(package, "a.csv", SECRET))


def test_another_key_opens_nothing(package, tmp_path) -> None:
    with pytest.raises(ArchiveError):
        files.unpack(package, tmp_path / "out", bytes(20))


@pytest.mark.parametrize("name", ["../a", "/a", ".a", "", "a/b"])
def test_a_name_leads_nowhere_else(package, name) -> None:
    with pytest.raises(files.PackageFault):
        files.seal(package, name, [b""], SECRET)
    (package / files.MANIFEST).write_bytes(files.listed(files.AROUND, {name: "0" * 64}))
    assert "no name" in files.faults(package)[0]


@pytest.mark.parametrize("text", [b"", b"[]", b'{"files": {}}', b'{"format": "x", "files": {}}'])
def test_without_a_list_nothing_is_said_to_be_well(package, text) -> None:
    (package / files.MANIFEST).write_bytes(text)
    with pytest.raises(files.PackageFault):
        files.faults(package)


def test_a_full_disk_leaves_no_half_file(package, monkeypatch) -> None:
    def full(*given: object) -> None:
        raise OSError(28, "No space left on device")

    before = sorted(package.iterdir())
    monkeypatch.setattr(files, "write_archive", full)
    with pytest.raises(OSError, match="No space"):
        files.seal(package, "c.csv", [b"x"], SECRET)
    assert sorted(package.iterdir()) == before
