"""A program may know what is kept and until when; it sets and ends nothing."""

from __future__ import annotations

import pytest

from rufschutz.core.base import tenant_scope
from rufschutz.core.holds.models import Hold


@pytest.fixture
def held(office) -> str:
    """A hold on a call that nobody confirmed yet."""
    with tenant_scope(office.tenant):
        row = Hold.objects.create(
            id="5" * 32,
            tenant_id=office.tenant,
            call="6" * 32,
            kind="legal_hold",
            state="confirmed",
            reason="Streit",
            opponent="die Gegenseite",
            asked="7" * 32,
            placed_at=1_790_000_000_000,
            ends_at=1_800_000_000_000,
        )
    return row.id


@pytest.mark.rule("R60")
def test_a_program_sees_kinds_and_dates_and_no_reason(office, held) -> None:
    machine = office.machine(["view_holds"], ["rights"])
    answer = machine.get("/holds")
    (seen,) = answer.json()["holds"]
    assert (seen["id"], seen["kind"], seen["state"]) == (held, "legal_hold", "confirmed")
    assert "Gegenseite" not in answer.content.decode()
    assert "Streit" not in answer.content.decode()
    assert machine.get("/holds?over=true").json() == {"holds": []}
    assert office.last()["event"] == "console:holds:viewed"


def test_without_the_right_it_sees_nothing(office, held) -> None:
    machine = office.machine(["view_roles"], ["security"])
    assert machine.get("/holds").status_code == 403


@pytest.mark.rule("R60")
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_no_program_sets_or_ends_a_hold(office, held, method) -> None:
    machine = office.machine(["view_holds"], ["rights"])
    assert machine.send(method, "/holds").status_code == 405
