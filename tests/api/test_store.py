"""A program sees the last check and what does not fit, may ask for a check, and settles nothing."""

from __future__ import annotations

import pytest

from rufschutz.adapters.clock import Clock
from rufschutz.core.base import tenant_scope
from rufschutz.core.completeness.actions.check import check
from rufschutz.core.ingest.desk import Desk
from rufschutz.core.jobs.models import Schedule
from rufschutz.core.keys.models import VaultWrap
from rufschutz.core.purposes.queries import rules
from rufschutz.core.recordings.actions.integrity import look_at_some
from rufschutz.core.recordings.models import Recording

ASKS = ["check_store"]


@pytest.fixture
def checks(office):
    stage = office.stage
    desk = Desk(stage.keys, rules, stage.root / "spool", stage.root / "journals", stage.blobs)
    return lambda: check(office.tenant, desk, Clock().now())


@pytest.mark.rule("R48")
def test_the_last_check_its_figures_and_nothing_before_one(office, message, checks) -> None:
    machine = office.machine(ASKS, ["security"])
    never = machine.get("/store").json()
    assert (never["checked_at"], never["total"], never["incidents"]) == (None, None, [])
    checks()
    seen = machine.get("/store").json()
    assert seen["checked_at"] is not None
    assert (seen["files"], seen["total"]["born"], seen["total"]["stored"]) == (1, 1, 1)
    assert seen["days"][0]["day"] is not None
    assert seen["incidents"] == []
    assert office.last()["event"] == "console:store:viewed"


@pytest.mark.rule("R48")
def test_a_difference_says_what_it_is_and_what_to_do(office, message, checks) -> None:
    with tenant_scope(office.tenant):
        VaultWrap.objects.all().delete()
    checks()
    (one,) = office.machine(ASKS, ["security"]).get("/store").json()["incidents"]
    assert (one["kind"], one["call"]) == ("row_without_wrap", message)
    assert one["what"] == "A recording has lost its key."
    assert "Art. 33" in one["advice"]
    assert one["gone_at"] is None


@pytest.mark.rule("R48")
def test_an_altered_archive_is_told_of_the_store_and_of_its_recording(office, message) -> None:
    with tenant_scope(office.tenant):
        (blob,) = Recording.objects.values_list("blob", flat=True)
    (path,) = (path for path in office.stage.blobs._root.glob(f"??/{blob}"))
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.chmod(0o600)
    path.write_bytes(data)
    look_at_some(office.tenant, office.stage.keys, office.stage.blobs, Clock().now(), every=True)
    machine = office.machine([*ASKS, "view_call"], ["security"])
    seen = machine.get("/store").json()
    assert seen["whole"]["altered"] == 1
    assert [one["kind"] for one in seen["incidents"]] == ["artefact_altered"]
    (recording,) = machine.get(f"/calls/{message}").json()["recordings"]
    assert recording["intact"] is False


def test_a_check_is_asked_of_the_worker_once(office) -> None:
    machine = office.machine(ASKS, ["security"])
    first = machine.post("/store/checks", Idempotency_Key="night")
    assert first.status_code == 202
    due = Schedule.objects.get(name="store").next_at
    again = machine.post("/store/checks", Idempotency_Key="night")
    assert (again.status_code, again.json()) == (202, first.json())
    assert Schedule.objects.get(name="store").next_at == due


def test_without_the_right_it_neither_sees_nor_asks(office) -> None:
    machine = office.machine(["view_roles"], ["security"])
    assert machine.get("/store").status_code == 403
    assert machine.post("/store/checks").status_code == 403
    assert not Schedule.objects.filter(name="store").exists()


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_no_program_settles_a_difference(office, method) -> None:
    assert office.machine(ASKS, ["security"]).send(method, "/store").status_code == 405
