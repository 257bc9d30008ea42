"""Where the record cannot be asked, the file itself is still looked at."""

from __future__ import annotations

from dataclasses import replace

from rufschutz.core.setup.checks.root_key import findings
from rufschutz.vault.keystore.root import RootKey


def test_without_a_record_the_file_alone_is_tried(house) -> None:
    path = house.installation.root_key_file
    assert not list(findings(house.installation, stored=False))
    path.unlink()
    RootKey.create(path)
    assert not list(findings(house.installation, stored=False))
    (wrong,) = findings(house.installation, stored=True)
    assert "not that of this installation" in wrong.what
    path.chmod(0o640)
    (open_,) = findings(house.installation, stored=False)
    assert "mode 0640" in open_.what


def test_of_a_key_that_was_handed_over_the_original_is_looked_at(house, tmp_path) -> None:
    home = tmp_path / "kept" / "root.key"
    handed = replace(house.installation, root_key_home=home)
    assert [each.name for each in findings(handed, stored=True)] == ["root_key_home"]
    home.parent.mkdir()
    RootKey.create(home)
    assert not list(findings(handed, stored=True)), "its mode is asked, not its contents"
    home.chmod(0o640)
    (open_,) = findings(handed, stored=True)
    assert (open_.name, open_.what) == ("root_key", f"{home} has mode 0640")


def test_the_original_and_not_the_copy_lies_in_the_data(house) -> None:
    for place, name in (
        (house.installation.data, "root_key_place"),
        (house.installation.data.parent, "root_key_beside"),
    ):
        RootKey.create(place / "root.key")
        handed = replace(house.installation, root_key_home=place / "root.key")
        assert [each.name for each in findings(handed, stored=True)] == [name]
