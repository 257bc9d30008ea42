"""What is handed back is named with its hash, and goes into no directory that holds something."""

from __future__ import annotations

import hashlib
import json

import pytest

from rufschutz.core.approvals.actions import locked
from rufschutz.core.approvals.models import Proposal
from rufschutz.core.offboarding.actions import ask_offboarding, hand_back
from rufschutz.core.offboarding.actions.asking import begin
from rufschutz.core.offboarding.errors import OffboardingError
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
def test_sound_rows_and_consents_come_back_readable_each_with_its_hash(begun, tmp_path) -> None:
    desk = begun.desk
    found = hand_back(person(begun), desk.keys, desk.blobs, tmp_path / "out", begun.now)
    listed = (tmp_path / "out" / "MANIFEST.json").read_bytes()
    assert hashlib.sha256(listed).hexdigest() == found
    files = json.loads(listed)["files"]
    for name, expected in files.items():
        assert hashlib.sha256((tmp_path / "out" / name).read_bytes()).hexdigest() == expected
    assert not any(name.startswith("vault.") for name in files)
    assert sum(not name.endswith(".jsonl") for name in files) == 1
    [event, *_] = (tmp_path / "out" / "consent.consentevent.jsonl").read_text().splitlines()
    assert json.loads(json.loads(event)["opened"])


@pytest.mark.usefixtures("scope")
def test_nothing_is_written_beside_what_is_there(begun, tmp_path) -> None:
    (tmp_path / "mine").touch()
    with pytest.raises(OffboardingError, match="not empty"):
        hand_back(person(begun), begun.desk.keys, begun.desk.blobs, tmp_path, begun.now)


@pytest.mark.usefixtures("scope")
def test_only_an_owner_takes_everything(begun, tmp_path) -> None:
    with pytest.raises(AccessDenied):
        hand_back(person(begun, Role.AGENT), begun.desk.keys, begun.desk.blobs, tmp_path / "o", begun.now)
