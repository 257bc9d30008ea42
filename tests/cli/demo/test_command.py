"""The command refuses what is no demo; the whole story is told in tests/system/test_demo.py."""

from __future__ import annotations


def test_an_installation_for_real_calls_is_never_touched(office):
    before = sorted(path for path in office.data.rglob("*"))
    done = office.run("demo", "--once", "--directory", str(office.data.parent))
    assert done.returncode == 1
    assert "is not marked demo" in done.stderr
    assert "--directory DIR" in done.stderr
    assert sorted(path for path in office.data.rglob("*")) == before


def test_a_directory_with_other_files_is_never_touched(nowhere, tmp_path):
    (tmp_path / "letter.txt").write_text("mine")
    done = nowhere.run("demo", "--once", "--directory", str(tmp_path))
    assert done.returncode == 1
    assert "is not empty and no demo" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]
