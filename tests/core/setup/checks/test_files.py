"""Each directory that everybody can enter is named; separate users are told from one."""

from __future__ import annotations

import os
from dataclasses import replace

import pytest

from rufschutz.core.setup.checks.files import _closed, _open_to, findings


@pytest.mark.parametrize("name", ["data", "journals", "blobs", "spool", "backups", "quarantine"])
def test_a_directory_that_everybody_can_enter(house, name) -> None:
    path = getattr(house.installation, name)
    path.chmod(0o755)
    assert house.faults() == {"modes": f"{path.name} can be entered by every user of this machine"}


def test_a_password_in_settings_for_the_owner_alone_is_no_fault(house) -> None:
    url = "postgres://rufschutz:secret@db.example/rufschutz"
    kept = replace(house.installation, database_in_settings=url)
    (house.installation.data / "rufschutz.toml").chmod(0o600)
    assert "database_password" not in {each.name for each in findings(kept)}
    (house.installation.data / "rufschutz.toml").chmod(0o640)
    assert "database_password" in {each.name for each in findings(kept)}


def test_one_user_for_all_is_to_be_known(house) -> None:
    assert [each.name for each in findings(house.installation)] == ["one_user"]
    if os.geteuid() == 0:
        os.chown(house.installation.blobs, 4_243, 4_243)
        assert list(findings(house.installation)) == []


OWNER, GROUP, OTHER = 4_242, 4_243, 0


def entry(user: int, group: int, mode: int) -> os.stat_result:
    return os.stat_result((mode, 0, 0, 0, user, group, 0, 0, 0, 0))


@pytest.mark.parametrize(
    ("user", "group", "mode", "wanted"),
    [
        (OWNER, GROUP, 0o100640, True),
        (OWNER, GROUP, 0o100600, False),
        (OWNER, OTHER, 0o100640, False),
        (OTHER, GROUP, 0o100640, True),
        (OTHER, GROUP, 0o100600, False),
        (OTHER, OTHER, 0o100640, False),
        (OWNER, GROUP, 0o100240, False),
        (OWNER, GROUP, 0o042770, True),
        (OTHER, GROUP, 0o042770, True),
        (OTHER, GROUP, 0o042750, False),
        (OTHER, OTHER, 0o040755, False),
    ],
)
def test_what_is_open_in_a_directory_that_two_share(user, group, mode, wanted) -> None:
    top = entry(OWNER, GROUP, 0o042770)
    assert _open_to(top, entry(user, group, mode), written_by_all=False) is wanted


def test_the_record_is_written_by_all_and_a_directory_of_one_needs_no_group() -> None:
    top = entry(OWNER, GROUP, 0o042770)
    assert _open_to(top, entry(OTHER, GROUP, 0o100660), written_by_all=True)
    assert not _open_to(top, entry(OTHER, GROUP, 0o100640), written_by_all=True)
    alone = entry(OWNER, GROUP, 0o040700)
    assert _open_to(alone, entry(OWNER, OTHER, 0o100600), written_by_all=True)
    assert not _open_to(alone, entry(OTHER, OTHER, 0o100600), written_by_all=False)


@pytest.mark.needs("root")
def test_a_file_of_root_is_found_however_deep_it_lies(tmp_path) -> None:
    top = tmp_path / "blobs"
    (top / "ab" / "cd").mkdir(parents=True)
    (top / "ab" / "cd" / "blob").touch(mode=0o640)
    for path in (top, top / "ab", top / "ab" / "cd", top / "ab" / "cd" / "blob"):
        os.chown(path, OWNER, GROUP)
        path.chmod(0o640 if path.name == "blob" else 0o2770)
    assert _closed(top, written_by_all=False) == 0
    os.chown(top / "ab" / "cd" / "blob", 0, 0)
    assert _closed(top, written_by_all=False) == 1
    os.chown(top / "ab", 0, 0)
    assert _closed(top, written_by_all=False) == 2
