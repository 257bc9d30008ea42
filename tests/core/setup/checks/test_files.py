"""Each directory that everybody can enter is named; separate users are told from one."""

from __future__ import annotations

import os
from dataclasses import replace

import pytest

from rufschutz.core.setup.checks.files import findings


@pytest.mark.parametrize("name", ["data", "journals", "blobs", "spool"])
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
