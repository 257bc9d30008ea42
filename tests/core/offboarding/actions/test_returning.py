"""Who leaves is shown the key once, takes the package along, and confirms with what only its opener knows."""

from __future__ import annotations

import pytest

from rufschutz.core.approvals.actions import locked
from rufschutz.core.approvals.models import Proposal
from rufschutz.core.audit.models import OutboxEntry
from rufschutz.core.offboarding.actions import (
    ask_offboarding,
    ask_package,
    confirm,
    hand_out,
    lies_here,
    pack,
)
from rufschutz.core.offboarding.actions.asking import begin
from rufschutz.core.offboarding.errors import NoPackageError, OffboardingError, WrongReceiptError
from rufschutz.core.offboarding.models import Offboarding
from rufschutz.domain.access.decision import AccessDenied
from rufschutz.domain.access.request import Actor, Role
from rufschutz.domain.ids import PersonId


def person(office, role: Role = Role.OWNER) -> Actor:
    return Actor(PersonId("e" * 32), office.tenant, role, second_factor=True)


@pytest.fixture
def begun(office):
    office.recorded()
    ask_offboarding(person(office), "Praxis schließt", office.now)
    with locked(office.tenant):
        begin(Proposal.objects.get(subject="offboard"), office.now)
    return office


@pytest.mark.usefixtures("scope")
def test_the_key_is_shown_and_lies_nowhere_readable(begun) -> None:
    words = ask_package(person(begun), begun.desk.keys, begun.now)
    assert [len(group) for group in words.split()] == [4] * 8
    assert words.replace(" ", "").encode() not in bytes(Offboarding.objects.get().secret)


@pytest.mark.usefixtures("scope")
def test_nothing_is_taken_along_before_it_is_written(begun, tmp_path) -> None:
    with pytest.raises(OffboardingError):
        hand_out(person(begun), tmp_path, begun.now)
    ask_package(person(begun), begun.desk.keys, begun.now)
    assert not lies_here(begun.tenant, tmp_path)
    pack(begun.tenant, begun.desk.keys, begun.desk.blobs, tmp_path, begun.now)
    assert lies_here(begun.tenant, tmp_path)
    assert hand_out(person(begun), tmp_path, begun.now).size > 0
    assert Offboarding.objects.get().handed_at == begun.now
    assert OutboxEntry.objects.filter(payload__contains="handed out").count() == 1
    with pytest.raises(NoPackageError):
        hand_out(person(begun), tmp_path / "elsewhere", begun.now)


@pytest.mark.usefixtures("scope")
@pytest.mark.parametrize("wrong", ["0" * 64, "", "ä" * 64])
def test_another_hash_is_no_receipt(begun, tmp_path, wrong) -> None:
    ask_package(person(begun), begun.desk.keys, begun.now)
    pack(begun.tenant, begun.desk.keys, begun.desk.blobs, tmp_path, begun.now)
    with pytest.raises(WrongReceiptError):
        confirm(person(begun), wrong, begun.now)


@pytest.mark.usefixtures("scope")
def test_only_an_owner_takes_everything(begun, tmp_path) -> None:
    agent = person(begun, Role.AGENT)
    with pytest.raises(AccessDenied):
        ask_package(agent, begun.desk.keys, begun.now)
    with pytest.raises(AccessDenied):
        hand_out(agent, tmp_path, begun.now)
    with pytest.raises(AccessDenied):
        confirm(agent, "0" * 64, begun.now)
