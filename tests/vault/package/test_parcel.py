from __future__ import annotations

import tarfile

import pytest

from rufschutz.vault.package.files import MANIFEST, PackageFault
from rufschutz.vault.package.parcel import parcel, take_apart


@pytest.fixture
def package(tmp_path):
    directory = tmp_path / "package"
    directory.mkdir()
    (directory / MANIFEST).write_bytes(b"{}")
    (directory / "a.csv.sealed").write_bytes(bytes(range(256)) * 5)
    (directory / "b.wav.sealed").write_bytes(b"x" * 1024)
    (directory / ".litter").touch()
    (tmp_path / "out").mkdir()
    return directory


def test_it_is_a_tar_that_any_program_reads(package, tmp_path) -> None:
    found = parcel(package)
    data = b"".join(found.pieces())
    assert len(data) == found.size
    (tmp_path / "p.tar").write_bytes(data)
    with tarfile.open(tmp_path / "p.tar") as tar:
        assert tar.getnames() == [MANIFEST, "a.csv.sealed", "b.wav.sealed"]
    take_apart(tmp_path / "p.tar", tmp_path / "out")
    assert (tmp_path / "out" / "a.csv.sealed").read_bytes() == bytes(range(256)) * 5


@pytest.mark.parametrize("start", [0, 1, 511, 512, 513, 1024, 1100, 2305, 3000, 4000])
def test_a_copy_that_broke_off_goes_on_at_any_byte(package, start) -> None:
    found = parcel(package)
    assert b"".join(found.pieces(start)) == b"".join(found.pieces())[start:]


def test_what_is_no_package_is_refused(package, tmp_path) -> None:
    (tmp_path / "p.tar").write_bytes(b"".join(parcel(package).pieces())[:700])
    with pytest.raises(PackageFault):
        take_apart(tmp_path / "p.tar", tmp_path / "out")
    with tarfile.open(tmp_path / "evil.tar", "w") as tar:
        tar.add(package / MANIFEST, "../evil")
    with pytest.raises(PackageFault):
        take_apart(tmp_path / "evil.tar", tmp_path / "out")
    assert not (tmp_path / "evil").exists()
