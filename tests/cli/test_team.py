"""At the shell one answers for oneself; a practice has nothing to answer."""

from __future__ import annotations


def test_a_practice_records_no_voice_of_its_own(installed, tmp_path):
    office = installed.copy(tmp_path)
    assert "council unknown" in office.run("consent", "staff", "quality").stdout
    refused = office.run("consent", "staff", "quality", "given")
    assert (refused.returncode, "no voice of the team" in refused.stderr) == (1, True)
    assert "nobody has said" in office.run("consent", "council").stdout
