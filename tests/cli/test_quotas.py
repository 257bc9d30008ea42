"""Figures at the shell: a few calls are hidden, and the refusal of who may not look is logged."""

from __future__ import annotations

import json


def test_a_few_calls_tell_nothing(installed, tmp_path):
    office = installed.copy(tmp_path)
    assert "fewer than ten" in office.run("consent", "figures").stdout
    assert json.loads(office.run("consent", "figures", "--json").stdout)["service"] is None
