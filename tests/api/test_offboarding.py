"""A program may know how far an offboarding is; it begins and confirms none."""

from __future__ import annotations

import pytest

from rufschutz.core.offboarding.models import Offboarding


@pytest.fixture
def leaving(office) -> None:
    """An offboarding whose package was taken along."""
    Offboarding.objects.create(
        id="5" * 32,
        tenant_id=office.tenant,
        state="exported",
        begun_at=1_790_000_000_000,
        exported_at=1_790_000_060_000,
        handed_at=1_790_000_120_000,
        manifest="9" * 64,
    )


def test_a_program_sees_the_state_and_not_the_receipt(office, leaving) -> None:
    machine = office.machine(["view_audit"], ["security"])
    answer = machine.get("/offboarding")
    assert answer.status_code == 200
    seen = answer.json()
    assert (seen["state"], seen["packing"]) == ("exported", False)
    assert seen["goes_on_at"].startswith("2026-10-")
    assert "9" * 64 not in answer.content.decode()


def test_where_none_was_begun_there_is_none(office) -> None:
    assert office.machine(["view_audit"], ["security"]).get("/offboarding").status_code == 404


def test_without_the_right_it_sees_nothing(office, leaving) -> None:
    assert office.machine(["view_roles"], ["security"]).get("/offboarding").status_code == 403


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_no_program_begins_or_confirms_one(office, leaving, method) -> None:
    assert office.machine(["view_audit"], ["security"]).send(method, "/offboarding").status_code == 405
