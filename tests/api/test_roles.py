"""The table of access over the API."""

from __future__ import annotations

import pytest

from rufschutz.domain.access.table import TABLE


@pytest.mark.rule("R60")
def test_the_table_is_told_cell_by_cell(office):
    machine = office.machine(["view_roles"], ["security"])
    told = {row["role"]: row["may"] for row in machine.get("/roles").json()["roles"]}
    assert {role: {cell["action"] for cell in may} for role, may in told.items()} == {
        role.value: {action.value for action in cells} for role, cells in TABLE.items()
    }
    assert office.last()["event"] == "console:roles:viewed"


def test_a_key_without_it_is_refused(office):
    assert office.machine(["list_calls"], ["security"]).get("/roles").status_code == 403
    assert office.last()["event"] == "access:denied"
